import stringWidth from 'string-width'

/** How many columns of a terminal a text takes: two for 価 and most emoji, none for colour and combining marks. */
export const textWidth = (text: string): number =>
  /^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text)

/** The text with blanks behind it, so that it takes `width` columns. */
export const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - textWidth(text)))

/** Made when it is needed: it takes as long as a quarter of an empty Node's start. */
let segmenter: Intl.Segmenter | undefined
const graphemesOf = (text: string): Intl.Segments =>
  (segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })).segment(text)

/** The first characters of a text that fit `width` columns, and the rest. Characters stay whole. */
export function splitAtWidth(text: string, width: number): readonly [string, string] {
  let taken = 0
  for (const { segment, index } of graphemesOf(text)) {
    taken += textWidth(segment)
    if (taken > width) return [text.slice(0, index), text.slice(index)]
  }
  return [text, '']
}

/** The text in at most `width` columns; an ellipsis stands for what was left out. Takes no colour. */
export const shortenedTo = (text: string, width: number): string =>
  textWidth(text) <= width ? text : `${splitAtWidth(text, width - 1)[0].trimEnd()}…`

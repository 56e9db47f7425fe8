import { splitAtWidth, textWidth } from './text-width.ts'

/** The lines of a text in at most `width` columns, broken between words; a word that is wider is broken where it must be. */
export function wrappedText(text: string, width: number): readonly string[] {
  if (textWidth(text) <= width) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (textWidth(longer) <= width) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = brokenWord(word, width)
    lines.push(...pieces.slice(0, -1))
    line = pieces.at(-1) ?? ''
  }
  return [...lines, line]
}

function brokenWord(word: string, width: number): readonly string[] {
  const pieces: string[] = []
  let rest = word
  while (textWidth(rest) > width) {
    const [fits, left] = splitAtWidth(rest, width)
    // A character of two columns does not fit one: it is shown whole all the same.
    const [taken, after] = fits === '' ? splitAtWidth(rest, 2) : [fits, left]
    if (after === '') break
    pieces.push(taken)
    rest = after
  }
  return [...pieces, rest]
}

/** How wide the widest word of a text is. */
export const widestWord = (text: string): number => Math.max(...text.split(' ').map(textWidth))

/** A text behind a mark, its further lines below its first. */
export function hanging(mark: string, text: string, columns: number): readonly string[] {
  return wrappedText(text, columns - mark.length).map(
    (line, at) => `${at === 0 ? mark : ' '.repeat(mark.length)}${line}`,
  )
}

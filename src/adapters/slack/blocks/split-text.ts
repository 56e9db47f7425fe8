/**
 * Cuts a text into pieces of at most `max` UTF-16 units, at the best place there is: between paragraphs, else lines, else
 * words, else between characters. No piece is blank.
 */
export function splitText(text: string, max: number): readonly string[] {
  const pieces: string[] = []
  let rest = text.trimEnd()
  while (rest.length > max) {
    const at = cutAt(rest, max)
    pieces.push(rest.slice(0, at).trimEnd())
    rest = rest.slice(at).replace(/^\s+/, '')
  }
  pieces.push(rest)
  return pieces.filter((piece) => piece.trim() !== '')
}

function cutAt(text: string, max: number): number {
  for (const boundary of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(boundary, max)
    // A cut in the first half would make many short pieces.
    if (at > max / 2) return at
  }
  return startOfWhole(text, max)
}

/** Moves a cut to before a character, escape (`&amp;`) or mention (`<@U1>`) that it would go through. */
function startOfWhole(text: string, max: number): number {
  const head = text.slice(0, max)
  const torn = /(?:[\uD800-\uDBFF]|&[a-z]{0,3}|<[^<>]{0,200})$/.exec(head)
  return torn !== null && torn.index > 0 ? torn.index : max
}

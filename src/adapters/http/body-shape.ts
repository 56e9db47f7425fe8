/** Deeper than anything that is understood here. */
const MOST_LEVELS = 64
/** Of one object: more than any alert has labels. */
const MOST_MEMBERS = 1_000
/** Of all lists and objects together. A megabyte of them takes a second to be read, in which nobody else is answered. */
const MOST_PARTS = 1_000_000

const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c
const OPENS_LIST = 0x5b
const CLOSES_LIST = 0x5d
const OPENS_OBJECT = 0x7b
const CLOSES_OBJECT = 0x7d

/**
 * What makes a JSON body costlier to read than its length says; undefined where nothing does. Looks at brackets, commas and
 * quotes alone, and stops where it knows: what is no JSON is for the parser.
 */
export function tooIntricate(body: Buffer): string | undefined {
  const members: number[] = []
  let level = 0
  let parts = 0
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at]
    if (byte === QUOTE) at = endOfText(body, at)
    else if (byte === OPENS_LIST || byte === OPENS_OBJECT) {
      // Commas of lists count for the whole alone.
      members[level] = byte === OPENS_OBJECT ? 1 : Number.NEGATIVE_INFINITY
      level += 1
      parts += 1
      if (level > MOST_LEVELS) return `it is nested deeper than ${MOST_LEVELS} levels`
    } else if (byte === CLOSES_LIST || byte === CLOSES_OBJECT) level = Math.max(0, level - 1)
    else if (byte === COMMA) {
      const count = (members[level - 1] ?? 0) + 1
      members[level - 1] = count
      parts += 1
      if (count > MOST_MEMBERS) return `an object in it has more than ${MOST_MEMBERS} members`
    }
    if (parts > MOST_PARTS) return `it has more than ${MOST_PARTS} parts`
  }
  return undefined
}

/** Where the text that begins here ends; the end of the body where it does not. */
function endOfText(body: Buffer, from: number): number {
  for (let at = body.indexOf(QUOTE, from + 1); at !== -1; at = body.indexOf(QUOTE, at + 1)) {
    let first = at
    while (body[first - 1] === BACKSLASH) first -= 1
    if ((at - first) % 2 === 0) return at
  }
  return body.length
}

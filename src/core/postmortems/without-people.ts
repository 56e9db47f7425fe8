import { visibleLine } from '../kernel/visible-text.ts'

/** Makes a text that a person or a pipeline wrote into one line without people. */
export type WithoutPeople = (text: string) => string

/** What stands in place of a person. */
const SOMEBODY = '[somebody]'

/** `<@U123|dana>`, `<!subteam^S123|@sre>`, `<mailto:dana@example.com|dana>`. */
const MARKED = /<(?:[@!]|mailto:)[^<>]*>/giu
const MAIL = /[^\s@<>()[\]"',;:|]+@[^\s@<>()[\]"',;:|]+/gu
const HANDLE = /@[\p{L}\p{N}_][\p{L}\p{N}_.-]*/gu
/** Slack's ids of people and groups. Those without a digit are words as well: they go where they are on record. */
const ID = /(?<![\p{L}\p{N}])[USW](?=[A-Z]*\d)[A-Z0-9]{5,}(?![\p{L}\p{N}])/gu

/** Shorter parts of a name are in too many words. */
const SHORTEST_PART = 3

/**
 * Takes out mentions, mail addresses, handles and user ids, and the people who are on record: by their ids and names, whole and in
 * parts. `keep`: words that are no names wherever they stand, such as those of roles.
 */
export function withoutPeople(people: Iterable<string>, keep: Iterable<string> = []): WithoutPeople {
  const kept = new Set([...keep].flatMap(wordsOf))
  const whole = [
    ...new Set([...people].map((one) => visibleLine(one).normalize('NFC').toLowerCase())),
  ].filter((one) => one !== '')
  const parts = whole.flatMap(wordsOf).filter((part) => part.length >= SHORTEST_PART && !kept.has(part))
  const known = [...new Set([...whole.filter((one) => !kept.has(one)), ...parts])]
    // The longer one first: a name goes as a whole.
    .sort((one, other) => other.length - one.length || (one < other ? -1 : 1))
    .map((one) => one.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  const names =
    known.length === 0
      ? null
      : new RegExp(`(?<![\\p{L}\\p{N}])(?:${known.join('|')})(?![\\p{L}\\p{N}])`, 'giu')
  return (text) => {
    const plain = visibleLine(text)
      .normalize('NFC')
      .replace(MARKED, SOMEBODY)
      .replace(MAIL, SOMEBODY)
      .replace(HANDLE, SOMEBODY)
      .replace(ID, SOMEBODY)
      .replaceAll('@', ' at ')
    return names === null ? plain : plain.replace(names, SOMEBODY)
  }
}

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

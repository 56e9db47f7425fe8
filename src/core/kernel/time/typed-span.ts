import { DAY_MS, HOUR_MS, MINUTE_MS, parseDuration, SECOND_MS } from './duration.ts'

const NUMBERS: readonly (readonly [words: string, value: number])[] = [
  ['a|an|one', 1],
  ['two', 2],
  ['three', 3],
  ['four', 4],
  ['five', 5],
  ['six', 6],
  ['seven', 7],
  ['eight', 8],
  ['nine', 9],
  ['ten', 10],
  ['eleven', 11],
  ['twelve', 12],
  ['fifteen', 15],
  ['twenty', 20],
  ['thirty', 30],
  ['forty', 40],
  ['forty-five', 45],
  ['sixty', 60],
  ['ninety', 90],
  ['half an?', 0.5],
]
const UNITS: readonly (readonly [words: string, ms: number])[] = [
  ['s|secs?|seconds?', SECOND_MS],
  ['m|mins?|minutes?', MINUTE_MS],
  ['h|hrs?|hours?', HOUR_MS],
  ['d|days?', DAY_MS],
  ['w|weeks?', 7 * DAY_MS],
]
const alternatives = (table: readonly (readonly [string, number])[]): string =>
  table.map(([words]) => words).join('|')
const PART = new RegExp(
  `^(?:(\\d+(?:\\.\\d+)?) ?|(${alternatives(NUMBERS)}) )(${alternatives(UNITS)})(?![a-z])`,
)

/** Milliseconds of a length of time as people write it: `2h`, `1h30m`, `30 minutes`, `two hours`, `half an hour`. Undefined for none. */
export function readSpan(text: string): number | undefined {
  let rest = text.trim().toLowerCase().replaceAll(/\s+/g, ' ')
  const exact = parseDuration(rest)
  if (exact !== undefined) return exact
  let total = 0
  while (rest !== '') {
    const part = PART.exec(rest)
    if (part === null) return undefined
    const [whole, digits, word, unit] = part
    const count = digits === undefined ? valueOf(word, NUMBERS) : Number(digits)
    total += count * valueOf(unit, UNITS)
    rest = rest.slice(whole.length).replace(/^(?:,? and |, ?| )/, '')
  }
  const ms = Math.round(total)
  return ms > 0 && Number.isSafeInteger(ms) ? ms : undefined
}

const valueOf = (word = '', table: readonly (readonly [string, number])[]): number =>
  table.find(([words]) => new RegExp(`^(?:${words})$`).test(word))?.[1] ?? NaN

/** What is wrong with a length of time that a program takes, and what would be right. */
export const spanAdvice = (text: string): string =>
  /^\d+$/.test(text.trim())
    ? `${text.trim()} has no unit: ${text.trim()}s is seconds, ${text.trim()}m minutes, ${text.trim()}h hours.`
    : 'Write 45s, 30m, 1h30m or 2d.'

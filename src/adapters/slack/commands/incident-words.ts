import { readSpan } from '../../../core/kernel/time/typed-span.ts'
import { readTime } from '../../../core/kernel/time/typed-time.ts'

/** What happened, and when it began and ended. */
export interface IncidentWords {
  /** What came before the time. */
  readonly what: string
  readonly startedAt: number
  readonly endedAt: number | null
}

/** Of the longest time and the longest length that are read. */
const MOST_WORDS = 6

/**
 * Reads `<what> <start> [length]` from its end. A start is a time that has been, in `timeZone`: `now`, `14:30`, `45m ago`,
 * `yesterday 2pm`. Undefined when there is no start.
 */
export function incidentWords(
  words: readonly string[],
  now: number,
  timeZone: string,
): IncidentWords | undefined {
  const begun = whatAndStart(words, now, timeZone)
  if (begun !== undefined) return { ...begun, endedAt: null }
  for (let length = MOST_WORDS; length > 0; length--) {
    const lengthMs = words.length > length ? spanIn(words.slice(-length)) : undefined
    const before = lengthMs === undefined ? undefined : whatAndStart(words.slice(0, -length), now, timeZone)
    if (lengthMs !== undefined && before !== undefined)
      return { ...before, endedAt: before.startedAt + lengthMs }
  }
  return undefined
}

const spanIn = (words: readonly string[]): number | undefined =>
  readSpan(words.slice(words[0]?.toLowerCase() === 'for' ? 1 : 0).join(' '))

/** The longest end of the words that is a time. */
function whatAndStart(words: readonly string[], now: number, timeZone: string) {
  for (let length = Math.min(MOST_WORDS, words.length); length > 0; length--) {
    const time = readTime(words.slice(-length).join(' '), { now, timeZone, tense: 'past' })
    if (time !== undefined && !time.isDay)
      return { what: words.slice(0, -length).join(' '), startedAt: time.at }
  }
  return undefined
}

/** Whether words end in what was meant as a time, readable or not. */
export const endsInTime = (words: readonly string[]): boolean =>
  /^(\d{1,2}[:.]\d{2}\S*|\d{4}-\d{2}-\S*|\d{1,2}[ap]m|ago|noon|midnight)$/i.test(words.at(-1) ?? '')

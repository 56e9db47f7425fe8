import { readSpan } from '../../../core/kernel/time/typed-span.ts'
import { readTime } from '../../../core/kernel/time/typed-time.ts'
import { endForms, notATime } from './time-forms.ts'

export interface FreezeWords {
  readonly reason: string
  /** Null where no end was given. */
  readonly until: number | null
}

/** What follows `until` without naming a time. */
const OPEN_END = /^(further notice|(it is |i )?lift(ed)?( it)?)$/i
/** What follows `for` and means a time, readable or not; other words are a reason: `for Black Friday`. */
const LENGTH =
  /\d|\b(seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|weekend|fortnights?|months?|quarters?|years?|today|tonight)\b/i
/** Other words before an end: not read as one, since one may say until Friday or through it, and not passed over either. */
const OTHER_END = /^(by|through|thru|to)$/i

/**
 * Reads `<reason> [for <length> | until <time> | 4h]` from its end, times in `timeZone`. Throws Misunderstood for what stands there
 * as a time and cannot be read; a reason that has such words is put in quotes.
 */
export function freezeWords(words: readonly string[], now: number, timeZone: string): FreezeWords {
  const typing = { now, timeZone, tense: 'ahead' } as const
  const keywords = words.flatMap((word, index) => (/^(for|until|till|['’]?til)$/i.test(word) ? [index] : []))
  for (const index of keywords.toReversed()) {
    const text = words.slice(index + 1).join(' ')
    const isLength = words[index]?.toLowerCase() === 'for'
    const lengthMs = isLength ? readSpan(text) : undefined
    const until = isLength ? lengthMs && now + lengthMs : readTime(text, typing)?.at
    if (until !== undefined) return { reason: words.slice(0, index).join(' '), until }
  }
  const last = words.at(-1) ?? ''
  const shortMs = /^(\d+[mhdw])+$/i.test(last) ? readSpan(last) : undefined
  if (shortMs !== undefined) return { reason: words.slice(0, -1).join(' '), until: now + shortMs }
  const unread = words.findIndex((word, index) => {
    const text = words.slice(index + 1).join(' ')
    const isTime = (): boolean => readTime(text, typing) !== undefined
    if (OTHER_END.test(word)) return isTime()
    if (!keywords.includes(index)) return false
    return word.toLowerCase() === 'for' ? LENGTH.test(text) || isTime() : !OPEN_END.test(text)
  })
  if (unread !== -1)
    throw notATime(
      words.slice(unread).join(' '),
      `${endForms} at the end, and a reason with such words in quotes`,
    )
  return { reason: words.join(' '), until: null }
}

import { parseDuration } from '../../../core/kernel/time/duration.ts'
import { dateTime, timeToday } from './typed-time.ts'

export interface FreezeWords {
  readonly reason: string
  /** Null where no end was given. */
  readonly until: number | null
}

/**
 * Reads `<reason> [for 4h | until 18:00 | until 2026-11-25 18:00]` from its end. A time of day is the next one, a date alone
 * its beginning, both in `timeZone`. What is no time after `for` or `until` belongs to the reason.
 */
export function freezeWords(words: readonly string[], now: number, timeZone: string): FreezeWords {
  for (const length of [2, 3]) {
    const [keyword = '', ...rest] = words.slice(-length)
    if (words.length < length || rest.length !== length - 1) continue
    const until = endOf(keyword.toLowerCase(), rest.join(' '), now, timeZone)
    if (until !== undefined) return { reason: words.slice(0, -length).join(' '), until }
  }
  return { reason: words.join(' '), until: null }
}

function endOf(keyword: string, text: string, now: number, timeZone: string): number | undefined {
  if (keyword === 'for') {
    const ms = parseDuration(text)
    return ms === undefined ? undefined : now + ms
  }
  if (keyword !== 'until') return undefined
  const at = timeToday(text, now, timeZone)
  if (at !== undefined) return (at.epochMilliseconds > now ? at : at.add({ days: 1 })).epochMilliseconds
  return dateTime(text, timeZone)
}

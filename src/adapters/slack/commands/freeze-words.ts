import { Temporal } from 'temporal-polyfill'

import { parseDuration } from '../../../core/kernel/time/duration.ts'

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
  return keyword === 'until' ? (timeOfDay(text, now, timeZone) ?? date(text, timeZone)) : undefined
}

function timeOfDay(text: string, now: number, timeZone: string): number | undefined {
  if (!/^([01]?\d|2[0-3]):[0-5]\d$/.test(text)) return undefined
  const [hour = 0, minute = 0] = text.split(':').map(Number)
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone)
  const at = today.with({ hour, minute, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 })
  return (at.epochMilliseconds > now ? at : at.add({ days: 1 })).epochMilliseconds
}

function date(text: string, timeZone: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}([T ]([01]\d|2[0-3]):[0-5]\d(Z|[+-]\d{2}:\d{2})?)?$/i.test(text)) return undefined
  const iso = text.replace(' ', 'T').toUpperCase()
  try {
    return /(?:Z|[+-]\d{2}:\d{2})$/.test(iso) && iso.includes('T')
      ? Temporal.Instant.from(iso).epochMilliseconds
      : Temporal.PlainDateTime.from(iso).toZonedDateTime(timeZone).epochMilliseconds
  } catch {
    return undefined
  }
}

import { Temporal } from 'temporal-polyfill'
import type { Cadence, Review } from './policy.ts'

/**
 * When the next of these reviews is held: strictly after `now`, wall-clock times in `timeZone`, `every` counted from
 * `levelSince`. Null without reviews. Epoch milliseconds.
 */
export function nextReviewAt(
  reviews: readonly Review[],
  timeZone: string,
  levelSince: number,
  now: number,
): number | null {
  const times = reviews.map(({ cadence }) => nextTime(cadence, timeZone, levelSince, now))
  return times.length === 0 ? null : Math.min(...times)
}

function nextTime(cadence: Cadence, timeZone: string, levelSince: number, now: number): number {
  if (cadence.kind === 'every') {
    const held = Math.floor((now - levelSince) / cadence.everyMs)
    return levelSince + (held + 1) * cadence.everyMs
  }
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate()
  const candidates = Array.from({ length: 9 }, (_, days) => today.add({ days }))
    .filter((day) => cadence.kind === 'daily' || day.dayOfWeek === cadence.weekday)
    .flatMap((day) =>
      cadence.at.map(
        (at) => day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(at) }).epochMilliseconds,
      ),
    )
    .filter((time) => time > now)
  return Math.min(...candidates)
}

import { Temporal } from 'temporal-polyfill'
import type { Period } from './period.ts'

/** What the clocks of a zone show. */
export const wallIn = (ms: number, timeZone: string): Temporal.PlainDateTime =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toPlainDateTime()

/** The day that the clocks of a zone show. */
export const dayIn = (ms: number, timeZone: string): Temporal.PlainDate => wallIn(ms, timeZone).toPlainDate()

/**
 * When it is `wall` on the clocks of a zone, in epoch milliseconds. Of a time that comes twice the first counts; one that a clock
 * change skips comes as much later as the clocks go forward.
 */
export const instantOf = (wall: Temporal.PlainDateTime, timeZone: string): number =>
  wall.toZonedDateTime(timeZone).epochMilliseconds

/** As `instantOf`, for the ends of a period: what a clock change skips is cut off, so 02:30 to 03:15 is 03:00 to 03:15. */
function endOf(wall: Temporal.PlainDateTime, timeZone: string): number {
  const earlier = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  if (earlier.toPlainDateTime().equals(wall)) return earlier.epochMilliseconds
  const change = earlier.getTimeZoneTransition('next') ?? wall.toZonedDateTime(timeZone)
  return change.epochMilliseconds
}

/** The period between two times of the clocks of a zone; empty where a clock change skips all of it. */
export const periodOf = (
  from: Temporal.PlainDateTime,
  until: Temporal.PlainDateTime,
  timeZone: string,
): Period => ({ from: endOf(from, timeZone), until: endOf(until, timeZone) })

/** When a day of a zone begins. */
export const dayBegins = (day: Temporal.PlainDate, timeZone: string): number =>
  day.toZonedDateTime(timeZone).epochMilliseconds

/** A time of day such as `18:00` on a day. */
export const wallAt = (day: Temporal.PlainDate, time: string): Temporal.PlainDateTime =>
  day.toPlainDateTime(Temporal.PlainTime.from(time))

/** A clock change: when it is, and when its day would have begun by the clocks before and after it. Epoch milliseconds. */
export interface ClockChange {
  readonly at: number
  readonly before: number
  readonly after: number
}

/** The change on a day that has not 24 hours. */
export function clockChangeOn(day: Temporal.PlainDate, timeZone: string): ClockChange {
  const eve = day.toZonedDateTime(timeZone).subtract({ milliseconds: 1 })
  const change = eve.getTimeZoneTransition('next')
  if (change === null) throw new Error(`${timeZone} has no clock change on ${day.toString()}`)
  const midnight = day.toZonedDateTime('UTC').epochMilliseconds
  return {
    at: change.epochMilliseconds,
    before: midnight - eve.offsetNanoseconds / 1e6,
    after: midnight - change.offsetNanoseconds / 1e6,
  }
}

/** Whether there is such a zone, as the time zone database names it. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

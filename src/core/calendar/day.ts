import { Temporal } from 'temporal-polyfill'
import { dayBegins, dayIn, instantOf, wallIn } from '../kernel/time/wall-clock.ts'

/** The day that a time falls on, in a zone: `2026-03-29`. */
export const dayOf = (ms: number, timeZone: string): string => dayIn(ms, timeZone).toString()

/** The same time of day so many days on. A time that a clock change skips is as much later as the clocks go forward. */
export const daysOn = (ms: number, days: number, timeZone: string): number =>
  instantOf(wallIn(ms, timeZone).add({ days }), timeZone)

/** When a time's day begins; a day after a clock change may begin later than midnight. */
export const startOfDay = (ms: number, timeZone: string): number => dayBegins(dayIn(ms, timeZone), timeZone)

/** When the day so many days after a date such as `2026-03-29` begins in a zone; undefined for what is no date. */
export function startOfDate(date: string, timeZone: string, days = 0): number | undefined {
  try {
    return dayBegins(Temporal.PlainDate.from(date).add({ days }), timeZone)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

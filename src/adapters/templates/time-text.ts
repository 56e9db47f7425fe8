import { type WallTime, wallTime } from '../../core/kernel/time/wall-time.ts'

/** Throws a RangeError for a time or a zone that is none. */
const clock = (iso: string, timeZone: string): WallTime => wallTime(Date.parse(iso), timeZone)

/** `15:30 UTC` */
export function clockText(iso: string, timeZone: string): string {
  const { time, zone } = clock(iso, timeZone)
  return `${time} ${zone}`
}

/** `2025-10-23 15:30 UTC` */
export function dateText(iso: string, timeZone: string): string {
  return `${clock(iso, timeZone).date} ${clockText(iso, timeZone)}`
}

/** `15:30 UTC` on the day of `at`, with its date on any other. */
export function momentText(iso: string, timeZone: string, at: string): string {
  const sameDay = clock(iso, timeZone).date === clock(at, timeZone).date
  return sameDay ? clockText(iso, timeZone) : dateText(iso, timeZone)
}

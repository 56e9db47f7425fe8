import { Temporal } from 'temporal-polyfill'
import { type Cron, timesOn } from './cron.ts'
import { DAY_MS } from './duration.ts'

/** Wall-clock times such as `18:00`. A time that a clock change skips is the same distance behind the gap; of one that comes twice, the first counts. */
export type Schedule =
  /** Once. Wall-clock dates and times: `2026-12-20T18:00`. */
  | { readonly kind: 'once'; readonly from: string; readonly until: string }
  /** Each year. 29 February is the last day of February in years that have none. */
  | { readonly kind: 'yearly'; readonly from: YearDay; readonly until: YearDay }
  | { readonly kind: 'weekly'; readonly from: WeekDay; readonly until: WeekDay }
  | { readonly kind: 'cron'; readonly cron: Cron; readonly lastsMs: number }

export interface YearDay {
  readonly month: number
  readonly day: number
  readonly time: string
}

export interface WeekDay {
  /** ISO 8601: Monday is 1. */
  readonly weekday: number
  readonly time: string
}

/** From its beginning up to its end, exclusive. Epoch milliseconds. */
export interface Period {
  readonly from: number
  readonly until: number
}

/** Longer than any gap between two leap days. */
const HORIZON_DAYS = 9 * 366

/** The period that `now` is in; of several, the one that ends last. Null outside of all. */
export function periodAt(schedule: Schedule, timeZone: string, now: number): Period | null {
  const running = beginning(schedule, timeZone, now - longestMs(schedule), now).filter(
    ({ from, until }) => from <= now && now < until,
  )
  return running.reduce<Period | null>(
    (last, period) => (last === null || period.until > last.until ? period : last),
    null,
  )
}

/** The first period that begins after `now`. Null when there is none in nine years. */
export function nextPeriod(schedule: Schedule, timeZone: string, now: number): Period | null {
  // By growing stretches, so that what comes soon is found soon.
  for (let days = 16; ; days *= 4) {
    const periods = beginning(schedule, timeZone, now, now + Math.min(days, HORIZON_DAYS) * DAY_MS)
    const next = periods.find(({ from }) => from > now)
    if (next !== undefined) return next
    if (days >= HORIZON_DAYS || schedule.kind === 'once') return null
  }
}

/** The last period that was over by `now` and began after `since`. */
export function lastPeriod(schedule: Schedule, timeZone: string, since: number, now: number): Period | null {
  const over = beginning(schedule, timeZone, since, now).filter(
    ({ from, until }) => from > since && until <= now,
  )
  return over.at(-1) ?? null
}

/** The periods that share some time with `[from, until)`, in order of their beginning. They may overlap. */
export const periodsBetween = (
  schedule: Schedule,
  timeZone: string,
  from: number,
  until: number,
): readonly Period[] =>
  beginning(schedule, timeZone, from - longestMs(schedule), until).filter(
    (period) => period.until > from && period.from < until,
  )

const longestMs = (schedule: Schedule): number => {
  switch (schedule.kind) {
    case 'once':
      return 0
    case 'yearly':
      return 367 * DAY_MS
    case 'weekly':
      return 8 * DAY_MS
    case 'cron':
      return schedule.lastsMs
  }
}

/** Periods that begin between two times and may begin a little outside of them, in order. */
function beginning(schedule: Schedule, timeZone: string, after: number, before: number): Period[] {
  const dayOf = (ms: number): Temporal.PlainDate =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toPlainDate()
  const instant = (wall: Temporal.PlainDateTime): number => wall.toZonedDateTime(timeZone).epochMilliseconds
  const period = (from: Temporal.PlainDateTime, until: Temporal.PlainDateTime): Period => ({
    from: instant(from),
    until: instant(until),
  })
  const [first, last] = [dayOf(after), dayOf(before)]

  switch (schedule.kind) {
    case 'once':
      return [period(Temporal.PlainDateTime.from(schedule.from), Temporal.PlainDateTime.from(schedule.until))]
    case 'yearly':
      return numbers(first.year, last.year).map((year) => {
        const from = inYear(schedule.from, year)
        const until = inYear(schedule.until, year)
        const isOver = Temporal.PlainDateTime.compare(until, from) > 0
        return period(from, isOver ? until : inYear(schedule.until, year + 1))
      })
    case 'weekly':
      return days(first, last)
        .filter(({ dayOfWeek }) => dayOfWeek === schedule.from.weekday)
        .map((day) => {
          const from = at(day, schedule.from.time)
          const ahead = (schedule.until.weekday - schedule.from.weekday + 7) % 7
          const until = at(day.add({ days: ahead }), schedule.until.time)
          const isOver = Temporal.PlainDateTime.compare(until, from) > 0
          return period(from, isOver ? until : until.add({ days: 7 }))
        })
    case 'cron':
      return days(first, last)
        .flatMap((day) => timesOn(schedule.cron, day))
        .map((wall) => ({ from: instant(wall), until: instant(wall) + schedule.lastsMs }))
  }
}

const at = (day: Temporal.PlainDate, time: string): Temporal.PlainDateTime =>
  day.toPlainDateTime(Temporal.PlainTime.from(time))

const inYear = ({ month, day, time }: YearDay, year: number): Temporal.PlainDateTime =>
  at(Temporal.PlainDate.from({ year, month, day }, { overflow: 'constrain' }), time)

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)

function days(first: Temporal.PlainDate, last: Temporal.PlainDate): Temporal.PlainDate[] {
  const count = first.until(last, { largestUnit: 'days' }).days
  return numbers(0, count).map((ahead) => first.add({ days: ahead }))
}

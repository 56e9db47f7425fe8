import { Temporal } from 'temporal-polyfill'
import type { Cron } from './cron.ts'
import { type Period, merged } from './period.ts'
import { cronPeriods, isEndless } from './cron-periods.ts'
import { DAY_MS } from './duration.ts'
import { dayBegins, dayIn, periodOf, wallAt } from './wall-clock.ts'

/**
 * Wall-clock times such as `18:00`. What a clock change skips is cut off a period; of a time that comes twice, the first counts.
 * What overlaps or adjoins is one period.
 */
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

/** Longer than any gap between two leap days. */
const HORIZON_DAYS = 9 * 366

/** What has not ended after so long is cut where the years of its zone begin. */
const LONGEST_MS = 400 * DAY_MS

/** The period that `now` is in. Null outside of all. */
export const periodAt = (schedule: Schedule, timeZone: string, now: number): Period | null =>
  periodsBetween(schedule, timeZone, now, now + 1)[0] ?? null

/** The first period that begins after `now`. Null when there is none in nine years. */
export function nextPeriod(schedule: Schedule, timeZone: string, now: number): Period | null {
  // By growing stretches, so that what comes soon is found soon.
  for (let days = 16; ; days *= 4) {
    const periods = periodsBetween(schedule, timeZone, now, now + Math.min(days, HORIZON_DAYS) * DAY_MS)
    const next = periods.find(({ from }) => from > now)
    if (next !== undefined) return next
    if (days >= HORIZON_DAYS) return null
  }
}

/** The last period that was over by `now` and began after `since`. */
export function lastPeriod(schedule: Schedule, timeZone: string, since: number, now: number): Period | null {
  const over = periodsBetween(schedule, timeZone, since, now).filter(
    ({ from, until }) => from > since && until <= now,
  )
  return over.at(-1) ?? null
}

/** The periods that share some time with `[from, until)`, whole and in order. None overlaps or adjoins another. */
export function periodsBetween(
  schedule: Schedule,
  timeZone: string,
  from: number,
  until: number,
): readonly Period[] {
  const touches = (period: Period): boolean => period.until > from && period.from < until
  if (schedule.kind === 'cron' && isEndless(schedule))
    return byYears({ from, until }, timeZone).filter(touches)
  const longest = longestMs(schedule)
  for (let reach = 2 * longest; ; reach = Math.min(8 * reach, LONGEST_MS)) {
    const found = merged(beginning(schedule, timeZone, from - reach, until + reach)).filter(touches)
    const isWhole = ({ from: first, until: last }: Period): boolean =>
      first - longest >= from - reach && last < until + reach
    if (schedule.kind === 'once' || found.every(isWhole)) return found
    if (reach >= LONGEST_MS)
      return found
        .flatMap((period) => (isWhole(period) ? [period] : byYears(period, timeZone)))
        .filter(touches)
  }
}

/** A period without end, year by year. */
function byYears({ from, until }: Period, timeZone: string): readonly Period[] {
  const [first, last] = [dayIn(from, timeZone).year, dayIn(until, timeZone).year]
  const yearBegins = (year: number): number =>
    dayBegins(Temporal.PlainDate.from({ year, month: 1, day: 1 }), timeZone)
  return numbers(first, last).map((year) => ({ from: yearBegins(year), until: yearBegins(year + 1) }))
}

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

/** Periods that begin between two times and may begin a little outside of them. */
function beginning(schedule: Schedule, timeZone: string, after: number, before: number): readonly Period[] {
  const [first, last] = [dayIn(after, timeZone), dayIn(before, timeZone)]

  switch (schedule.kind) {
    case 'once':
      return [
        periodOf(
          Temporal.PlainDateTime.from(schedule.from),
          Temporal.PlainDateTime.from(schedule.until),
          timeZone,
        ),
      ]
    case 'yearly':
      return numbers(first.year, last.year).map((year) => {
        const from = inYear(schedule.from, year)
        const until = inYear(schedule.until, year)
        const isOver = Temporal.PlainDateTime.compare(until, from) > 0
        return periodOf(from, isOver ? until : inYear(schedule.until, year + 1), timeZone)
      })
    case 'weekly':
      return days(first, last)
        .filter(({ dayOfWeek }) => dayOfWeek === schedule.from.weekday)
        .map((day) => {
          const from = wallAt(day, schedule.from.time)
          const ahead = (schedule.until.weekday - schedule.from.weekday + 7) % 7
          const until = wallAt(day.add({ days: ahead }), schedule.until.time)
          const isOver = Temporal.PlainDateTime.compare(until, from) > 0
          return periodOf(from, isOver ? until : until.add({ days: 7 }), timeZone)
        })
    case 'cron':
      return cronPeriods(schedule, days(first, last), timeZone)
  }
}

const inYear = ({ month, day, time }: YearDay, year: number): Temporal.PlainDateTime =>
  wallAt(Temporal.PlainDate.from({ year, month, day }, { overflow: 'constrain' }), time)

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)

function days(first: Temporal.PlainDate, last: Temporal.PlainDate): Temporal.PlainDate[] {
  const count = first.until(last, { largestUnit: 'days' }).days
  return numbers(0, count).map((ahead) => first.add({ days: ahead }))
}

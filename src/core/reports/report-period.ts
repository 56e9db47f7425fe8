import { Temporal } from 'temporal-polyfill'
import { calendarPeriod } from '../kernel/time/calendar-period.ts'
import type { Period } from '../kernel/time/period.ts'
import { dayBegins, dayIn } from '../kernel/time/wall-clock.ts'

export const REPORT_UNITS = ['week', 'month', 'quarter'] as const
export type ReportUnit = (typeof REPORT_UNITS)[number]

/** A calendar week (from Monday), month or quarter, on the clock of a zone. Epoch milliseconds. */
export interface ReportPeriod extends Period {
  readonly unit: ReportUnit
  /** As people write it: `2026-W44`, `2026-10`, `2026-Q3`. */
  readonly name: string
  /** `Week 44 of 2026`, `October 2026`, `Third quarter of 2026`. */
  readonly title: string
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const
const QUARTERS = ['First', 'Second', 'Third', 'Fourth'] as const

/** The period that a time is in. */
export function periodAt(unit: ReportUnit, timeZone: string, at: number): ReportPeriod {
  const period = calendarPeriod(unit, timeZone, at)
  return { unit, ...named(unit, dayIn(period.from, timeZone)), ...period }
}

/** The last one that was over by then. */
export const lastFinished = (unit: ReportUnit, timeZone: string, at: number): ReportPeriod =>
  periodAt(unit, timeZone, calendarPeriod(unit, timeZone, at).from - 1)

export const periodBefore = ({ unit, from }: ReportPeriod, timeZone: string): ReportPeriod =>
  periodAt(unit, timeZone, from - 1)

/** Reads `2026-W44`, `2026-10` or `2026-Q3`, in any case. Undefined for anything else, such as a 54th week. */
export function periodNamed(text: string, timeZone: string): ReportPeriod | undefined {
  const [, year = '', unit = '', count = ''] =
    /^(\d{4})-([WQ]?)(\d{1,2})$/.exec(text.trim().toUpperCase()) ?? []
  if (year === '' || (unit !== 'Q' && count.length !== 2)) return undefined
  const day = firstDay(Number(year), unit, Number(count))
  if (day === undefined) return undefined
  const found = periodAt(UNITS[unit] ?? 'month', timeZone, dayBegins(day, timeZone))
  return found.name === `${year}-${unit}${count}` ? found : undefined
}

const UNITS: Readonly<Record<string, ReportUnit>> = { W: 'week', Q: 'quarter' }

function firstDay(year: number, unit: string, count: number): Temporal.PlainDate | undefined {
  try {
    if (unit === 'W') {
      // The fourth of January is always in the first week.
      const first = Temporal.PlainDate.from({ year, month: 1, day: 4 })
      return first.subtract({ days: first.dayOfWeek - 1 }).add({ weeks: count - 1 })
    }
    const month = unit === 'Q' ? count * 3 - 2 : count
    return Temporal.PlainDate.from({ year, month, day: 1 }, { overflow: 'reject' })
  } catch {
    return undefined
  }
}

function named(unit: ReportUnit, day: Temporal.PlainDate): { readonly name: string; readonly title: string } {
  const { year, month } = day
  switch (unit) {
    case 'week': {
      // Thursday decides which year a week belongs to.
      const thursday = day.add({ days: 3 })
      const week = Math.ceil(thursday.dayOfYear / 7)
      return {
        name: `${thursday.year}-W${String(week).padStart(2, '0')}`,
        title: `Week ${week} of ${thursday.year}`,
      }
    }
    case 'month':
      return { name: `${year}-${String(month).padStart(2, '0')}`, title: `${MONTHS[month - 1]} ${year}` }
    case 'quarter': {
      const quarter = Math.ceil(month / 3)
      return { name: `${year}-Q${quarter}`, title: `${QUARTERS[quarter - 1]} quarter of ${year}` }
    }
  }
}

import { usualUnit } from './report-commands.ts'
import type { ReportKind } from './report.ts'
import { periodAt, periodBefore, type ReportPeriod, type ReportUnit } from './report-period.ts'

/** A quarter of weeks, a year of months, two of quarters. */
const SHOWN: Readonly<Record<ReportUnit, number>> = { week: 13, month: 12, quarter: 8 }

/** The periods that people ask about, newest first: the first one goes on at `at`. */
export function recentPeriods(kind: ReportKind, timeZone: string, at: number): readonly ReportPeriod[] {
  const unit = usualUnit(kind)
  const periods = [periodAt(unit, timeZone, at)]
  for (let last = periods[0]; last !== undefined && periods.length < SHOWN[unit]; last = periods.at(-1))
    periods.push(periodBefore(last, timeZone))
  return periods
}

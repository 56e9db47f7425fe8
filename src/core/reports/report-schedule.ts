import { dayIn, instantOf, wallAt } from '../kernel/time/wall-clock.ts'
import type { Address } from '../kernel/outbox/owed-message.ts'
import type { ReportKind } from './report.ts'
import { lastFinished, periodBefore, type ReportPeriod, type ReportUnit } from './report-period.ts'

/** A report that is told whenever a period is over, as the configuration has it. */
export interface ScheduledReport {
  readonly kind: ReportKind
  readonly unit: ReportUnit
  /** Of the next period: 1 is its first day. */
  readonly day: number
  /** `09:00`, on the clock of the settings. */
  readonly time: string
  /** Where it is posted; null where it is only mailed. */
  readonly post: Address | null
  /** Name of the mail list; null where nothing is mailed. */
  readonly mail: string | null
}

/** When the report of a period is due. */
export const dueAt = ({ day, time }: ScheduledReport, { until }: ReportPeriod, timeZone: string): number =>
  instantOf(wallAt(dayIn(until, timeZone).add({ days: day - 1 }), time), timeZone)

/** The newest period whose report has become due. */
export function newestDue(
  scheduled: ScheduledReport,
  timeZone: string,
  now: number,
): { readonly period: ReportPeriod; readonly dueAt: number } {
  for (let period = lastFinished(scheduled.unit, timeZone, now); ; period = periodBefore(period, timeZone)) {
    const due = dueAt(scheduled, period, timeZone)
    if (due <= now) return { period, dueAt: due }
  }
}

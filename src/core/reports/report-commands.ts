import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { suggestion } from '../kernel/nearest.ts'
import { makeReport } from './make-report.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import type { FiguresOptions } from './figures-of-period.ts'
import type { Report, ReportKind } from './report.ts'
import { lastFinished, periodNamed, type ReportPeriod, type ReportUnit } from './report-period.ts'
import type { ReportWorld } from './report-world.ts'

/** Which report is wanted. */
export interface ReportWish {
  readonly kind: ReportKind
  /** `2026-W44`, `2026-10`, `2026-Q3`; the last one that is over where nothing is said. */
  readonly period?: string | undefined
  /** Its name; all where nothing is said. */
  readonly service?: string | undefined
}

/** What each kind is about; those who lead may ask for any. */
const UNITS: Readonly<Record<ReportKind, readonly ReportUnit[]>> = {
  weekly: ['week'],
  executive: ['month', 'week', 'quarter'],
  monthly: ['month'],
  quarterly: ['quarter'],
}

export const usualUnit = (kind: ReportKind): ReportUnit => UNITS[kind][0] ?? 'month'

/** Reports of any past period, and of one that goes on. */
export const reportCommands = (world: ReportWorld) => ({
  of: (wish: ReportWish): Promise<ActOutcome<Report>> => reportOf(world, wish),
})

export async function reportOf(
  world: ReportWorld,
  { kind, period: named, service }: ReportWish,
  options: Pick<FiguresOptions, 'keep' | 'signal'> = {},
): Promise<ActOutcome<Report>> {
  const period = periodWished(world, kind, named)
  if (typeof period === 'string') return refused(period)
  if (service !== undefined) {
    const refusal = await whyUnknown(world, service, period)
    if (refusal !== null) return refused(refusal)
  }
  const report = await makeReport(world, kind, period, {
    ...options,
    ...(service !== undefined && { service }),
  })
  return { kind: 'done', thing: report }
}

/** Links lead from each period to the one before: whatever follows them comes to an end. */
const OLDEST_YEARS = 10

const EXAMPLES: Readonly<Record<ReportUnit, string>> = {
  week: 'a week such as 2026-W44',
  month: 'a month such as 2026-10',
  quarter: 'a quarter such as 2026-Q3',
}

/** The period, or why there is no report of it. */
function periodWished(
  { timeZone, clock }: ReportWorld,
  kind: ReportKind,
  named: string | undefined,
): ReportPeriod | string {
  const now = clock.now()
  const units = UNITS[kind]
  if (named === undefined) return lastFinished(usualUnit(kind), timeZone(), now)
  const period = periodNamed(named, timeZone())
  if (period === undefined || !units.includes(period.unit))
    return `The ${kind} report is about ${units.map((unit) => EXAMPLES[unit]).join(' or ')}, not “${named}”.`
  if (period.from >= now) return `${period.title} has not begun yet.`
  return now - period.until > OLDEST_YEARS * 366 * DAY_MS
    ? `${period.title} was over more than ${OLDEST_YEARS} years ago: no report goes back so far.`
    : period
}

/** One that is no longer configured may have been measured then. */
async function whyUnknown(
  { catalog, store }: ReportWorld,
  service: string,
  period: ReportPeriod,
): Promise<string | null> {
  const { services } = catalog()
  if (services.has(service)) return null
  const kept = await store.periodFigures.of(period)
  if (kept.some((one) => one.service === service)) return null
  return `No service is called ${service}${suggestion(service, [...services.keys()])}`
}

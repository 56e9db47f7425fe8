import type { MeasuredReading } from '../../src/core/budgets/reading.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { type FleetService, type Outage, SLOS, WINDOW_MS } from './fleet.ts'

/** An outage costs so much of the budget for latency. */
const LATENCY_SHARE = 0.3
const REQUESTS_A_WINDOW = 40_000_000

/** How the budget of one SLO goes. The outages are those that bear on the time that is asked about. */
export interface Course {
  readonly service: string
  readonly slo: (typeof SLOS)[number]
  readonly quietRatio: number
  readonly outages: readonly Outage[]
}

/** The courses of a service for the time from `from` to `until`. */
export const coursesOf = (
  { service, outages, quietRatio }: FleetService,
  from: number,
  until: number,
): readonly Course[] => {
  const bearing = outages.filter(({ startedAt, endedAt }) => endedAt > from - WINDOW_MS && startedAt < until)
  return SLOS.map((slo) => ({ service: service.name, slo, quietRatio, outages: bearing }))
}

/** Share of the window's budget that was spent from `from` to `until`. */
function spentRatio({ slo, quietRatio, outages }: Course, from: number, until: number): number {
  let spent = (quietRatio * (until - from)) / WINDOW_MS
  for (const { startedAt, endedAt, costRatio } of outages) {
    const overlapMs = Math.min(until, endedAt) - Math.max(from, startedAt)
    if (overlapMs > 0) spent += (costRatio * overlapMs) / (endedAt - startedAt)
  }
  return slo === 'latency' ? spent * LATENCY_SHARE : spent
}

export const remainingAt = (course: Course, at: number): number => 1 - spentRatio(course, at - WINDOW_MS, at)

/** The reading that a poll at this time would have taken. */
export function readingAt(course: Course, at: number): MeasuredReading {
  const rate = (lookbackMs: number): number =>
    (spentRatio(course, at - lookbackMs, at) * WINDOW_MS) / lookbackMs
  const remainingRatio = remainingAt(course, at)
  const dayRate = rate(DAY_MS)
  const errorRatio = (1 - remainingRatio) * 0.005
  return {
    kind: 'measured',
    service: course.service,
    slo: course.slo,
    at,
    good: Math.round(REQUESTS_A_WINDOW * (1 - errorRatio)),
    total: REQUESTS_A_WINDOW,
    errorRatio,
    remainingRatio,
    burnRates: {
      '5m': rate(5 * MINUTE_MS),
      '1h': rate(HOUR_MS),
      '6h': rate(6 * HOUR_MS),
      '1d': dayRate,
      '3d': rate(3 * DAY_MS),
    },
    spentLastDayRatio: spentRatio(course, at - DAY_MS, at),
    exhaustsInMs: remainingRatio <= 0 ? 0 : (remainingRatio / dayRate) * WINDOW_MS,
    coverage: 1,
    newestAt: at - MINUTE_MS / 4,
  }
}

/** How far apart readings of an age lie, as thinning leaves them. */
export function apartMs(ageMs: number): number {
  if (ageMs <= 2 * DAY_MS) return MINUTE_MS
  return ageMs <= 14 * DAY_MS ? 5 * MINUTE_MS : HOUR_MS
}

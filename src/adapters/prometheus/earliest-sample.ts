import type { Slo } from '../../core/budgets/slo.ts'
import { formatDuration, MINUTE_MS, SECOND_MS } from '../../core/kernel/time/duration.ts'
import { countedSeries } from './queries/counting-of.ts'

/** An expression must find two samples in its range, however finely its beginning is looked for. */
const LEAST_RANGE_MS = 5 * MINUTE_MS

/**
 * Finds when the series behind an SLO begins, up to a step late: 120 looks at a lookback, each for a sample of five minutes,
 * which costs far less than the increase over that time. It does not ask for the sample's own `timestamp`, for which
 * Prometheus 2 reads the series from its beginning at every step. Undefined where the series cannot tell: one that somebody else
 * records, or an expression with a constant to fall back on, which has a value at all times.
 */
export function earliestSampleQuery({ sli }: Slo, lookbackMs: number): string | undefined {
  const stepMs = coverageStepMs(lookbackMs)
  const series = countedSeries(sli, Math.max(stepMs, LEAST_RANGE_MS))
  if (series === undefined) return undefined
  return `min_over_time((time() + 0 * count(\n${series}\n))[${formatDuration(lookbackMs)}:${formatDuration(stepMs)}])`
}

/** How finely the beginning of a series is looked for: a 120th of the lookback, in whole seconds. */
export const coverageStepMs = (lookbackMs: number): number =>
  Math.max(SECOND_MS, Math.ceil(lookbackMs / 120 / SECOND_MS) * SECOND_MS)

import type { Slo } from '../../core/budgets/slo.ts'
import { formatDuration } from '../../core/kernel/time/duration.ts'
import { countedSeries } from './queries/counting-of.ts'

/**
 * Finds when the series behind an SLO begins: 120 looks at its window, each at the newest sample of five minutes, which
 * costs far less than the increase over that window. Undefined where the series cannot tell: one that somebody else
 * records, or an expression with a constant to fall back on, which has a value at all times.
 */
export function earliestSampleQuery({ sli }: Slo, lookbackMs: number): string | undefined {
  const stepMs = coverageStepMs(lookbackMs)
  const series = countedSeries(sli, stepMs)
  if (series === undefined) return undefined
  return `min(min_over_time(timestamp(\n${series}\n)[${formatDuration(lookbackMs)}:${formatDuration(stepMs)}]))`
}

/** How finely the beginning of a series is looked for: a 120th of the window, in whole seconds. */
export const coverageStepMs = (windowMs: number): number =>
  Math.max(1_000, Math.ceil(windowMs / 120 / 1_000) * 1_000)

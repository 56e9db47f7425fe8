import type { BatchRuns } from '../../core/budgets/sli-kinds.ts'
import type { Sli, Slo } from '../../core/budgets/slo.ts'
import { formatDuration } from '../../core/kernel/time/duration.ts'
import { over, WINDOW } from './queries/counting.ts'
import { parseSelector, selectorText } from '../../core/budgets/selector.ts'

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

function countedSeries(sli: Sli, stepMs: number): string | undefined {
  switch (sli.kind) {
    case 'latency':
      return suffixed(sli.histogram, sli.isNative === true ? '' : '_count')
    case 'events':
    case 'ratio': {
      const text = sli.kind === 'events' ? sli.total : sli.expr
      if (text.includes(`[${WINDOW}`)) return hasConstant(text) ? undefined : over(text, stepMs)
      return sli.kind === 'events' && !text.includes(WINDOW) ? suffixed(text, '') : undefined
    }
    case 'quality':
      return suffixed(sli.gauge, '') ?? (hasConstant(sli.gauge) ? undefined : sli.gauge.trim())
    case 'freshness':
      return suffixed(sli.gauge, '')
    case 'batch':
      return runsSeries(sli.runs)
    case 'remaining':
    case 'recorded':
    case 'pushed':
    case 'composite':
      return undefined
  }
}

function runsSeries(runs: BatchRuns): string | undefined {
  switch (runs.of) {
    case 'counters':
      return suffixed(runs.all, '')
    case 'durations':
      return suffixed(runs.histogram, '_count')
    case 'gauges':
      return suffixed(runs.completed, '')
  }
}

const hasConstant = (promql: string): boolean => /\b(vector|absent|absent_over_time)\s*\(/.test(promql)

function suffixed(text: string, suffix: string): string | undefined {
  const selector = parseSelector(text)
  if (selector === undefined || suffix === '') return selector && selectorText(selector)
  return selector.name === undefined
    ? undefined
    : selectorText({ ...selector, name: `${selector.name}${suffix}` })
}

import { parseSelector, selectorText } from '../../../core/budgets/selector.ts'
import type { BatchRuns } from '../../../core/budgets/sli-kinds.ts'
import type { Sli } from '../../../core/budgets/slo.ts'
import { batchCounting } from './batch-counting.ts'
import { type Counting, over, type Uncountable, WINDOW } from './counting.ts'
import { eventCounting, latencyCounting } from './event-counting.ts'
import { freshnessCounting, qualityCounting } from './gauge-counting.ts'

/** The kinds that are counted; a ratio or a budget of somebody else's is not, and the rest is not asked for. */
type Countable = Exclude<Sli, { kind: 'ratio' | 'remaining' | 'recorded' | 'pushed' | 'composite' }>

const known = new WeakMap<Countable, Counting | Uncountable>()

/** How the events of an SLI are counted, whatever the budgeting makes of them. */
export function countingOf(sli: Countable): Counting | Uncountable {
  const counting = known.get(sli) ?? countingOfKind(sli)
  known.set(sli, counting)
  return counting
}

function countingOfKind(sli: Countable): Counting | Uncountable {
  switch (sli.kind) {
    case 'events':
      return eventCounting(sli)
    case 'latency':
      return latencyCounting(sli)
    case 'quality':
      return qualityCounting(sli)
    case 'freshness':
      return freshnessCounting(sli)
    case 'batch':
      return batchCounting(sli)
  }
}

/** The series behind an SLI, to see when they begin; undefined where they cannot tell. */
export function countedSeries(sli: Sli, stepMs: number): string | undefined {
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

export function runsSeries(runs: BatchRuns): string | undefined {
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

export function suffixed(text: string, suffix: string): string | undefined {
  const selector = parseSelector(text)
  if (selector === undefined || suffix === '') return selector && selectorText(selector)
  return selector.name === undefined
    ? undefined
    : selectorText({ ...selector, name: `${selector.name}${suffix}` })
}

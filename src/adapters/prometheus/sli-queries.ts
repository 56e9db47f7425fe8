import type { Missing } from '../../core/budgets/sli-source.ts'
import type { Budgeting, Slo } from '../../core/budgets/slo.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import { formatDuration } from '../../core/kernel/time/duration.ts'
import { type Counting, over, type Uncountable, WINDOW } from './queries/counting.ts'
import { countingOf } from './queries/counting-of.ts'
import { type Slices, slicesOf, slicesOfRatio } from './queries/slice-counting.ts'
import { recordedExpression } from './recorded/series-names.ts'

export type QueryRole = 'good' | 'bad' | 'total' | 'ratio' | 'remaining' | 'burn-rate'

export interface SliQuery {
  readonly role: QueryRole
  readonly promql: string
}

/** The queries of one SLO over one lookback, or why there are none. */
export type SliQueries = { readonly kind: 'queries'; readonly queries: readonly SliQuery[] } | Missing

/** Pieces of the past have lookbacks of their own. */
const MOST_LOOKBACKS = 64

const known = new WeakMap<Slo, Map<number, SliQueries>>()

/** The PromQL that measures an SLO over one lookback (milliseconds) at `at`. The same texts at each poll, but of a window that grows. */
export function sliQueries(slo: Slo, lookbackMs: number, at: number): SliQueries {
  const isOwnWindow = lookbackMs === windowAt(slo.window, at).lookbackMs
  if (isOwnWindow && slo.window.kind === 'calendar') return newQueries(slo, lookbackMs, true)
  const ofSlo = known.get(slo) ?? new Map<number, SliQueries>()
  const before = ofSlo.get(lookbackMs)
  if (before !== undefined) return before
  if (ofSlo.size >= MOST_LOOKBACKS) ofSlo.clear()
  const queries = newQueries(slo, lookbackMs, isOwnWindow)
  ofSlo.set(lookbackMs, queries)
  known.set(slo, ofSlo)
  return queries
}

function newQueries(slo: Slo, lookbackMs: number, isOwnWindow: boolean): SliQueries {
  const { sli, service, name, budgeting } = slo
  switch (sli.kind) {
    case 'ratio': {
      const ratio = { over: (spanMs: number) => over(sli.expr, spanMs), isSum: false }
      if (!sli.expr.includes(WINDOW) && (!isOwnWindow || isSliced(budgeting)))
        return notRecorded('success ratio', lookbackMs)
      return isSliced(budgeting)
        ? countQueries({}, slicesOfRatio(ratio, budgeting), lookbackMs)
        : asked([{ role: 'ratio', promql: ratio.over(lookbackMs) }])
    }
    case 'remaining':
      if (isOwnWindow) return asked([{ role: 'remaining', promql: over(sli.expr, lookbackMs) }])
      if (sli.burnRate?.includes(WINDOW) !== true) return notRecorded('burn rate', lookbackMs)
      return asked([{ role: 'burn-rate', promql: over(sli.burnRate, lookbackMs) }])
    case 'recorded':
      return asked([
        { role: 'ratio', promql: recordedExpression(sli.by, service, name, lookbackMs, isOwnWindow) },
      ])
    case 'pushed':
      return noQuery('its counts are pushed to Budgeteer, not asked for')
    case 'composite':
      return noQuery('it is worked out from its parts, not asked for')
    default:
      return countQueries(slo, countingOf(sli), lookbackMs)
  }
}

const isSliced = (budgeting: Budgeting | undefined): budgeting is Slices =>
  budgeting !== undefined && budgeting.kind !== 'occurrences'

function countQueries(
  { budgeting, minEvents }: Pick<Slo, 'budgeting' | 'minEvents'>,
  events: Counting | Uncountable,
  lookbackMs: number,
): SliQueries {
  if (events.kind === 'uncountable') return noQuery(events.problem)
  const counting = isSliced(budgeting) ? slicesOf(events, budgeting, minEvents) : events
  return asked([
    { role: counting.part, promql: counting.counted.over(lookbackMs) },
    { role: 'total', promql: counting.total.over(lookbackMs) },
  ])
}

/**
 * The PromQL texts that measure an SLO over one lookback (milliseconds), for a person to paste into Prometheus. Empty
 * where there is nothing to ask.
 */
export function explainQueries(slo: Slo, lookbackMs: number, at: number): readonly SliQuery[] {
  const queries = sliQueries(slo, lookbackMs, at)
  return queries.kind === 'queries' ? queries.queries : []
}

const asked = (queries: readonly SliQuery[]): SliQueries => ({ kind: 'queries', queries })

const noQuery = (detail: string): Missing => ({ kind: 'missing', reason: 'query_failed', detail })

const notRecorded = (what: string, lookbackMs: number): Missing => ({
  kind: 'missing',
  reason: 'no_data',
  detail: `no expression with $window gives the ${what} over ${formatDuration(lookbackMs)}`,
})

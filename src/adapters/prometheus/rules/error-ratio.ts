import { windowAt } from '../../../core/budgets/slo-window.ts'
import type { Slo } from '../../../core/budgets/slo.ts'
import { WINDOW } from '../queries/counting.ts'
import { isBalanced } from '../../../core/budgets/selector.ts'
import { sliQueries, type SliQuery } from '../sli-queries.ts'
import { COUNT_TOLERANCE, RATIO_TOLERANCE } from '../sli-sample.ts'
import { isScalarText } from './scalar-text.ts'

export type ErrorRatio =
  | { readonly kind: 'expression'; readonly promql: string }
  | { readonly kind: 'none'; readonly reason: string }

/**
 * The error ratio of an SLO over a lookback (milliseconds), 0 to 1, as one expression of one series without labels. It is
 * what a reading makes of the same queries: without traffic, or with less than counts, it is 0 over a lookback and nothing
 * over the SLO's own window; counts that contradict each other give nothing.
 */
export function errorRatio(slo: Slo, lookbackMs: number, at: number): ErrorRatio {
  if (slo.sli.kind === 'recorded')
    return { kind: 'none', reason: `the rules of ${slo.sli.by} record it already` }
  const asked = sliQueries(slo, lookbackMs, at)
  if (asked.kind === 'missing') return { kind: 'none', reason: asked.detail }
  const unclosed = asked.queries.find(({ promql }) => !isBalanced(promql))
  if (unclosed !== undefined)
    return { kind: 'none', reason: `${unclosed.role}: a bracket or quote is not closed` }
  const role = (name: SliQuery['role']): string | undefined => {
    const query = asked.queries.find((candidate) => candidate.role === name)
    return query && oneSeries(query, slo)
  }
  const ratio = role('ratio')
  if (ratio !== undefined) return expression(within(`1 - ${block(ratio)}`, RATIO_TOLERANCE))
  const total = role('total')
  const good = role('good')
  const bad = role('bad')
  const counted = good ?? bad
  if (total === undefined || counted === undefined)
    return { kind: 'none', reason: 'somebody else records its budget, not the errors that it follows from' }

  const least = leastTraffic(slo)
  const share = `${good === undefined ? orNone(counted) : `1 - ${block(counted)}`} / (\n${indented(`${block(total)} ${least === undefined ? '> 0' : `>= ${least}`}`)}\n)`
  const measured = within(share, COUNT_TOLERANCE)
  if (lookbackMs === windowAt(slo.window, at).lookbackMs) return expression(measured)
  const quiet =
    least === undefined ? `${block(total)} == 0` : `0 * (\n${indented(`${block(total)} < ${least}`)}\n)`
  return expression(`${measured}\nor ${quiet}`)
}

const expression = (promql: string): ErrorRatio => ({ kind: 'expression', promql })

/** A reading counts slices by the traffic of each; it holds whole lookbacks to the least traffic where events count. */
const leastTraffic = ({ minEvents, budgeting }: Slo): number | undefined =>
  budgeting === undefined || budgeting.kind === 'occurrences' ? minEvents : undefined

/** Bad events without a series are zero. */
const orNone = (bad: string): string => `(\n${indented(`${block(bad)} or vector(0)`)}\n)`

/** Clamps what passes its bounds by rounding alone; what passes them by more is dropped. */
const within = (share: string, tolerance: number): string => {
  const slack = tolerance.toFixed(6).replace(/0+$/, '')
  return `clamp(\n${indented(`${share} >= -${slack} <= ${1 + tolerance}`)},\n  0, 1\n)`
}

const block = (promql: string): string => `(\n${indented(promql)}\n)`

const indented = (text: string): string => text.replaceAll(/^/gm, '  ')

/**
 * Our own expressions give one series without labels. The operator's may give a number, or a series with labels; where
 * one gives several, there is no answer.
 */
function oneSeries({ role, promql }: SliQuery, { sli, budgeting }: Slo): string {
  const isOwn =
    (budgeting !== undefined && budgeting.kind !== 'occurrences') ||
    !(sli.kind === 'ratio' || (sli.kind === 'events' && textOf(sli, role).includes(WINDOW)))
  if (isOwn) return promql
  if (isScalarText(promql)) return `vector(\n${indented(promql)}\n)`
  const found = role === 'bad' ? `${block(promql)} or on() vector(0)` : promql
  return `vector(scalar(\n${indented(found)}\n))`
}

function textOf(
  sli: { readonly good?: string; readonly bad?: string; readonly total: string },
  role: string,
): string {
  if (role === 'total') return sli.total
  return (role === 'good' ? sli.good : sli.bad) ?? ''
}

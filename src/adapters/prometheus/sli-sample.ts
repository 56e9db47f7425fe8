import type { Missing, MissingReason, SliSample } from '../../core/budgets/sli-source.ts'
import type { Sli } from '../../core/budgets/slo.ts'
import type { Outcome } from './asker.ts'
import type { QueryRole, SliQuery } from './sli-queries.ts'

/** Two counts of one poll may differ by rounding, never by more. */
export const COUNT_TOLERANCE = 1e-6
/** Recorded ratios of two moments may pass their bounds by a little; a percentage passes them by far. */
export const RATIO_TOLERANCE = 1e-3

export interface AnsweredQuery extends SliQuery {
  readonly outcome: Outcome
}

type Role = AnsweredQuery | undefined

/** What the answers to one lookback's queries say. */
export function sliSample(sli: Sli, answered: readonly AnsweredQuery[]): SliSample {
  const failure = answered.find(({ outcome }) => outcome.kind === 'failed')
  if (failure?.outcome.kind === 'failed') {
    return missing(failure.outcome.reason, `${failure.role}: ${failure.outcome.detail}`, failure)
  }
  const role = (name: QueryRole): Role => answered.find((query) => query.role === name)
  const total = role('total')
  if (total !== undefined) return counts(sli, total, role('good'), role('bad'))
  return ratioSample(sli, answered[0])
}

function counts(sli: Sli, totalQuery: AnsweredQuery, goodQuery: Role, badQuery: Role): SliSample {
  const total = number(totalQuery)
  if (typeof total !== 'number') return total
  if (total === 0) return missing('no_traffic', 'total: 0 events', totalQuery)
  if (total < 0) return missing('implausible', `total: ${rounded(total)} events`, totalQuery)
  const part = goodQuery ?? badQuery
  if (part === undefined)
    return missing('query_failed', 'neither good nor bad events are defined', totalQuery)
  if (part.outcome.kind === 'absent' && part.role === 'good' && sli.kind === 'latency') {
    return missing('no_data', `good: the histogram has no bucket le="${sli.threshold}" with traffic`, part)
  }
  const count = part.outcome.kind === 'absent' && part.role === 'bad' ? 0 : number(part)
  if (typeof count !== 'number') return count
  const slack = total * COUNT_TOLERANCE
  if (count < -slack || count > total + slack) {
    return missing(
      'query_failed',
      `${part.role}: ${rounded(count)} events of a total of ${rounded(total)}`,
      part,
    )
  }
  const within = Math.min(Math.max(count, 0), total)
  return { kind: 'counts', good: part.role === 'good' ? within : total - within, total }
}

function ratioSample(sli: Sli, query: Role): SliSample {
  if (query === undefined) return { kind: 'missing', reason: 'no_data', detail: 'nothing was asked' }
  const value = number(query)
  if (typeof value !== 'number') return value
  switch (query.role) {
    case 'burn-rate':
      return value < -RATIO_TOLERANCE
        ? missing('query_failed', `burn-rate: ${value} is below 0`, query)
        : { kind: 'burn-rate', burnRate: Math.max(0, value) }
    case 'remaining': {
      const remainingRatio = sli.kind === 'remaining' && sli.unit === 'percent' ? value / 100 : value
      return remainingRatio > 1 + RATIO_TOLERANCE
        ? missing('query_failed', `remaining: ${value} is above the whole budget; is its unit right?`, query)
        : { kind: 'remaining', remainingRatio: Math.min(1, remainingRatio) }
    }
    default:
      return value < -RATIO_TOLERANCE || value > 1 + RATIO_TOLERANCE
        ? missing('query_failed', `ratio: ${value} is not between 0 and 1`, query)
        : { kind: 'success-ratio', ratio: Math.min(1, Math.max(0, value)) }
  }
}

function number(query: AnsweredQuery): number | Missing {
  const { outcome, role } = query
  if (outcome.kind !== 'value') return missing('no_data', `${role}: no series`, query)
  if (Number.isFinite(outcome.value)) return outcome.value
  const hint = role === 'ratio' ? ', as 0 ÷ 0 is without traffic' : ''
  return missing('not_a_number', `${role}: ${outcome.value}${hint}`, query)
}

const rounded = (count: number): number => Number(count.toPrecision(6))

const missing = (reason: MissingReason, detail: string, { promql }: SliQuery): Missing => ({
  kind: 'missing',
  reason,
  detail: `${detail} (${promql.length > 300 ? `${promql.slice(0, 300)}…` : promql})`,
})

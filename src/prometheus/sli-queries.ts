import type { Missing } from '../budgets/sli-source.ts'
import type { Sli, Slo } from '../budgets/slo.ts'
import { windowAt } from '../budgets/slo-window.ts'
import { formatDuration } from '../time/duration.ts'
import { leMatcher } from './le-matcher.ts'
import { recordedExpression } from './recorded/series-names.ts'
import { parseSelector, selectorText } from './selector.ts'

export type QueryRole = 'good' | 'bad' | 'total' | 'ratio' | 'remaining' | 'burn-rate'

export interface SliQuery {
  readonly role: QueryRole
  readonly promql: string
}

/** The queries of one SLO over one lookback, or why there are none. */
export type SliQueries = { readonly kind: 'queries'; readonly queries: readonly SliQuery[] } | Missing

const WINDOW = '$window'

/** The PromQL that measures an SLO over one lookback (milliseconds) at `at`. */
export function sliQueries({ sli, window, service, name }: Slo, lookbackMs: number, at: number): SliQueries {
  const isOwnWindow = lookbackMs === windowAt(window, at).lookbackMs
  switch (sli.kind) {
    case 'events': {
      const parts = [
        ['good', sli.good],
        ['bad', sli.good === undefined ? sli.bad : undefined],
        ['total', sli.total],
      ] as const
      return all(
        parts.map(([role, text]) => (text === undefined ? [] : [countQuery(role, text, lookbackMs)])).flat(),
      )
    }
    case 'latency': {
      const histogram = parseSelector(sli.histogram)
      const name = histogram?.name
      if (histogram === undefined || name === undefined) {
        return noQuery(`the histogram "${sli.histogram}" is no selector that names one metric`)
      }
      const bucket = selectorText({
        name: `${name}_bucket`,
        matchers: [...histogram.matchers, leMatcher(sli.threshold)],
      })
      const count = selectorText({ ...histogram, name: `${name}_count` })
      return all([countQuery('good', bucket, lookbackMs), countQuery('total', count, lookbackMs)])
    }
    case 'ratio':
      if (!isOwnWindow && !sli.expr.includes(WINDOW)) return notRecorded('success ratio', lookbackMs)
      return all([{ role: 'ratio', promql: over(sli.expr, lookbackMs) }])
    case 'remaining':
      if (isOwnWindow) return all([{ role: 'remaining', promql: over(sli.expr, lookbackMs) }])
      if (sli.burnRate?.includes(WINDOW) !== true) return notRecorded('burn rate', lookbackMs)
      return all([{ role: 'burn-rate', promql: over(sli.burnRate, lookbackMs) }])
    case 'recorded':
      return all([{ role: 'ratio', promql: recordedExpression(sli.by, service, name, lookbackMs, isOwnWindow) }])
    case 'pushed':
      return noQuery('its counts are pushed to Budgeteer, not asked for')
  }
}

/**
 * The PromQL texts that measure an SLO over one lookback (milliseconds), for a person to paste into Prometheus. Empty
 * where there is nothing to ask.
 */
export function explainQueries(slo: Slo, lookbackMs: number, at: number): readonly SliQuery[] {
  const queries = sliQueries(slo, lookbackMs, at)
  return queries.kind === 'queries' ? queries.queries : []
}

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

function countedSeries(sli: Sli, stepMs: number): string | undefined {
  switch (sli.kind) {
    case 'latency': {
      const histogram = parseSelector(sli.histogram)
      return histogram?.name === undefined
        ? undefined
        : selectorText({ ...histogram, name: `${histogram.name}_count` })
    }
    case 'events':
    case 'ratio': {
      const text = sli.kind === 'events' ? sli.total : sli.expr
      if (text.includes(`[${WINDOW}`)) {
        return /\b(vector|absent|absent_over_time)\s*\(/.test(text) ? undefined : over(text, stepMs)
      }
      const selector = sli.kind === 'events' && !text.includes(WINDOW) ? parseSelector(text) : undefined
      return selector && selectorText(selector)
    }
    case 'remaining':
    case 'recorded':
    case 'pushed':
      return undefined
  }
}

/** How finely the beginning of a series is looked for: a 120th of the window, in whole seconds. */
export const coverageStepMs = (windowMs: number): number =>
  Math.max(1_000, Math.ceil(windowMs / 120 / 1_000) * 1_000)

type BuiltQuery = SliQuery | { readonly role: QueryRole; readonly problem: string }

function countQuery(role: QueryRole, text: string, lookbackMs: number): BuiltQuery {
  if (text.includes(WINDOW)) return { role, promql: over(text, lookbackMs) }
  const selector = parseSelector(text)
  if (selector === undefined) {
    return {
      role,
      problem: `"${text.trim()}" is neither a plain selector nor an expression with $window in it`,
    }
  }
  return { role, promql: `sum(increase(${selectorText(selector)}[${formatDuration(lookbackMs)}]))` }
}

const over = (text: string, lookbackMs: number): string =>
  text.replaceAll(WINDOW, () => formatDuration(lookbackMs)).trim()

function all(built: readonly BuiltQuery[]): SliQueries {
  const queries: SliQuery[] = []
  for (const query of built) {
    if ('problem' in query) return noQuery(`${query.role}: ${query.problem}`)
    queries.push(query)
  }
  return { kind: 'queries', queries }
}

const noQuery = (detail: string): Missing => ({ kind: 'missing', reason: 'query_failed', detail })

const notRecorded = (what: string, lookbackMs: number): Missing => ({
  kind: 'missing',
  reason: 'no_data',
  detail: `no expression with $window gives the ${what} over ${formatDuration(lookbackMs)}`,
})

import { given } from '../reading/given.ts'
import { found } from '../reading/found.ts'
import type { SliYaml } from '../services/sli-shape.ts'
import type { ForeignFields } from './foreign-fields.ts'
import { countAt, queryAt } from './foreign-promql.ts'
import type { ForeignDefaults } from './foreign-slo.ts'
import { countsOf, speaksPromql, type Threshold, thresholdSli } from './openslo-indicator.ts'
import type { Span } from './openslo-window.ts'

const UNITS: Readonly<Record<string, Span['unit']>> = {
  Second: 's',
  Minute: 'm',
  Hour: 'h',
  Day: 'd',
  Week: 'w',
  Month: 'M',
  Quarter: 'Q',
  Year: 'Y',
}

/** `unit: Day, count: 30` of a window in v1alpha. */
export function alphaSpan(window: ForeignFields): Span | undefined {
  const unit = window.required('unit')
  const count = window.decimal('count', 'a whole number above 0')
  if (unit === undefined || count === undefined) return undefined
  const short = UNITS[unit]
  if (short === undefined)
    return window.refuse('unit', `found ${found(unit, 'unit')}; allowed: ${Object.keys(UNITS).join(', ')}`)
  if (!/^[1-9]\d{0,8}$/.test(count))
    return window.refuse('count', `found ${count}; allowed: a whole number above 0`)
  return {
    count: Number(count),
    unit: short,
    text: `${count} ${unit.toLowerCase()}${count === '1' ? '' : 's'}`,
  }
}

/** The threshold metric that all objectives of an SLO share in v1alpha. */
export function alphaIndicator(spec: ForeignFields): ForeignFields | undefined {
  const indicator = spec.mapping('indicator')
  if (indicator === undefined) return undefined
  if (!indicator.has('thresholdMetric'))
    indicator.refuse('thresholdMetric', 'missing; allowed: a mapping with source, queryType and query')
  indicator.unread('OpenSLO')
  return indicator
}

/** The SLI of one objective in v1alpha: its own ratio, or the indicator held against its value. */
export function alphaObjective(
  objective: ForeignFields,
  indicator: ForeignFields | undefined,
  threshold: Threshold | undefined,
  { source }: ForeignDefaults,
): SliYaml | undefined {
  const from = given({ source })
  const ratio = objective.mapping('ratioMetrics')
  if ((ratio === undefined) === (indicator === undefined))
    return objective.refuseAll(
      'an objective has ratioMetrics, or its SLO an indicator; exactly one of the two',
    )
  if (ratio === undefined) {
    const query = indicator && alphaQuery(indicator, 'thresholdMetric', queryAt)
    if (indicator === undefined || query === undefined) return undefined
    if (threshold === undefined)
      return objective.refuse('op', 'op and value say what the threshold metric is held against')
    return thresholdSli(indicator, 'thresholdMetric', { promql: query, ...from }, threshold)
  }
  objective.leave(['value', 'op'], 'only thresholds are held against a value')
  const good = alphaQuery(ratio, 'good', countAt)
  const total = alphaQuery(ratio, 'total', countAt)
  ratio.has('incremental')
  ratio.unread('OpenSLO', 'doubtful')
  if (good === undefined || total === undefined) return undefined
  const counts = countsOf(ratio, 'incremental', [good, total])
  if (counts === undefined) return undefined
  ratio.carry('good', 'sli.events.good')
  ratio.carry('total', 'sli.events.total')
  return { events: { ...from, good: counts[0], total: counts[1] } }
}

function alphaQuery(
  holder: ForeignFields,
  key: string,
  read: (fields: ForeignFields, key: string) => string | undefined,
): string | undefined {
  const metric = holder.needed(key, 'a mapping with source, queryType and query')
  if (metric === undefined) return undefined
  const source = metric.text('source')
  const queryType = metric.text('queryType')
  const promql = read(metric, 'query')
  metric.leave(['metadata'], 'Budgeteer reads the query alone')
  metric.unread('OpenSLO', 'doubtful')
  if (source !== undefined && !speaksPromql(source))
    return metric.refuse('source', `Budgeteer asks in PromQL; a source ${source} does not answer it`)
  if (queryType !== undefined && !/^(promql|query)$/i.test(queryType))
    return metric.refuse('queryType', `found ${found(queryType, 'queryType')}; allowed: promql`)
  if (source === undefined) metric.say('doubtful', 'source', 'no source is named; taken for Prometheus')
  return promql
}

import { parseSelector } from '../../core/budgets/selector.ts'
import { given } from '../reading/given.ts'
import { found } from '../reading/found.ts'
import type { Place } from '../reading/yaml-file.ts'
import { isSelector, WINDOW } from '../services/promql-form.ts'
import type { SliYaml } from '../services/sli-shape.ts'
import type { ForeignFields } from './foreign-fields.ts'
import {
  countAt,
  countsOfRates,
  queryAt,
  ratioAt,
  summedSelector,
  withoutMatchers,
} from './foreign-promql.ts'
import type { ForeignDefaults } from './foreign-slo.ts'

/** The SLI documents by name, and `SLI name` of those that something refers to. */
export interface SliIndex {
  readonly slis: ReadonlyMap<string, ForeignFields>
  readonly used: Set<string>
}

export const holdsIndicator = (holder: ForeignFields): boolean =>
  holder.has('indicator') || holder.has('indicatorRef')

/** Where the indicator of a holder stands. */
export const indicatorPlace = (holder: ForeignFields): Place =>
  holder.at(holder.has('indicatorRef') ? 'indicatorRef' : 'indicator')

/** The spec of the indicator that a holder, such as `an SLO`, has in it or refers to. */
export function indicatorOf(
  holder: ForeignFields,
  what: string,
  { slis, used }: SliIndex,
): ForeignFields | undefined {
  const ref = holder.text('indicatorRef')
  const inline = holder.mapping('indicator')
  if (holder.has('indicatorRef') === holder.has('indicator'))
    return holder.refuse('indicator', `${what} has either indicator or indicatorRef`)
  if (ref === undefined) return inline === undefined ? undefined : specOf(inline)
  used.add(`SLI ${ref}`)
  const sli = slis.get(ref)
  if (sli === undefined) return holder.refuse('indicatorRef', `no SLI of these files is called ${ref}`)
  holder.carry('indicatorRef', `the SLI ${ref}`)
  return specOf(sli)
}

function specOf(indicator: ForeignFields): ForeignFields | undefined {
  for (const key of ['apiVersion', 'kind']) indicator.has(key)
  indicator.leave(['metadata'], 'Budgeteer’s SLIs have no names of their own')
  const spec = indicator.needed('spec')
  indicator.unread('OpenSLO')
  return spec
}

/** What the threshold metric of an objective is held against. */
export interface Threshold {
  readonly operator: '<=' | '>=' | '<' | '>'
  readonly value: string
}

/** A query, and the source of `budgeteer.yaml` that it is asked of where that is known. */
interface ForeignQuery {
  readonly promql: string
  readonly source?: string
}

/** Types of data sources that speak PromQL. */
const SPEAKS_PROMQL =
  /^(amazon|google)?[-_ ]?(managed)?[-_ ]?(prometheus|thanos|mimir|cortex|victoria-?metrics)$/i

export const speaksPromql = (type: string): boolean => SPEAKS_PROMQL.test(type.trim())

/** Each sample of an expression; a subquery takes one a minute. */
const EACH = `[${WINDOW}:1m]`

/** Types of the data sources that are among the documents, by name. */
export type DataSourceTypes = ReadonlyMap<string, string>

/** The SLI that `ratioMetric` or `thresholdMetric` of an indicator's spec describes. */
export function sliOfSpec(
  spec: ForeignFields,
  threshold: Threshold | undefined,
  defaults: ForeignDefaults,
  dataSources: DataSourceTypes,
): SliYaml | undefined {
  spec.leave(['description'], 'of the indicator; the SLO has a description of its own')
  const ratio = spec.mapping('ratioMetric')
  const metric = spec.mapping('thresholdMetric')
  spec.unread('OpenSLO', 'doubtful')
  if ((ratio === undefined) === (metric === undefined))
    return spec.refuseAll('an indicator has exactly one of ratioMetric, thresholdMetric')
  const queryOf: QueryOf = (holder, key, read) => metricQuery(holder, key, read, defaults, dataSources)
  if (ratio !== undefined) return ratioSli(ratio, queryOf)
  const query = queryOf(spec, 'thresholdMetric', queryAt)
  if (query === undefined) return undefined
  if (threshold === undefined)
    return spec.refuse('thresholdMetric', 'its objective says neither op nor value to hold it against')
  return thresholdSli(spec, 'thresholdMetric', query, threshold)
}

type ReadQuery = (fields: ForeignFields, key: string) => string | undefined
type QueryOf = (holder: ForeignFields, key: string, read: ReadQuery) => ForeignQuery | undefined

function ratioSli(ratio: ForeignFields, queryOf: QueryOf): SliYaml | undefined {
  const parts = ['good', 'bad', 'total', 'raw'].filter((key) => ratio.has(key))
  const rawType = ratio.text('rawType')
  ratio.has('counter')
  ratio.unread('OpenSLO', 'doubtful')
  if (parts.includes('raw')) {
    if (parts.length > 1) return ratio.refuse('raw', 'raw cannot stand beside good, bad or total')
    if (rawType !== 'success' && rawType !== 'failure')
      return ratio.refuse('rawType', `found ${found(rawType, 'rawType')}; allowed: success, failure`)
    const query = queryOf(ratio, 'raw', ratioAt)
    if (query === undefined) return undefined
    const mean = meanOf(query.promql)
    if (mean !== query.promql)
      ratio.say(
        'doubtful',
        'raw',
        'the mean of the stored ratios is taken: a quiet hour weighs as much as a busy one',
      )
    return ratioKind(query, rawType === 'success' ? mean : `1 - (${mean})`)
  }
  const [kind, ...more] = parts.filter((key) => key !== 'total')
  if (kind === undefined || more.length > 0 || !parts.includes('total'))
    return ratio.refuseAll('a ratio has total and exactly one of good, bad; or raw alone')
  if (rawType !== undefined) ratio.say('not-carried', 'rawType', 'only raw has a type')
  const part = queryOf(ratio, kind, countAt)
  const total = queryOf(ratio, 'total', countAt)
  if (part === undefined || total === undefined) return undefined
  const counts = countsOf(ratio, 'counter', [part.promql, total.promql])
  if (counts === undefined) return undefined
  ratio.carry(kind, `sli.events.${kind}`)
  ratio.carry('total', 'sli.events.total')
  const from = given({ source: total.source ?? part.source })
  return kind === 'good'
    ? { events: { ...from, good: counts[0], total: counts[1] } }
    : { events: { ...from, bad: counts[0], total: counts[1] } }
}

const COUNTER_NAME = /_(total|count|bucket|sum)$/
const isNamedAsCounter = (promql: string): boolean =>
  COUNTER_NAME.test(parseSelector(summedSelector(promql))?.name ?? '')

/**
 * What counts the events of a ratio over the window. `key` says whether its queries are counters; it need not be said of queries
 * that look back themselves, and is plain from the names of counters. Undefined, and refused, where nothing says it.
 */
export function countsOf(
  ratio: ForeignFields,
  key: string,
  queries: readonly [string, string],
): readonly [string, string] | undefined {
  const flag = ratio.flag(key)
  const bare = queries.filter((promql) => !promql.includes(WINDOW))
  if (flag === undefined && ratio.has(key)) return undefined
  const areRates = bare.length > 0 && bare.every((promql) => /\[[^\]]+\]/.test(withoutMatchers(promql)))
  if (areRates && flag !== false)
    ratio.say(
      'doubtful',
      key,
      'taken for false: the queries have lookbacks of their own, and what they give goes up and down',
    )
  const said = areRates ? false : flag
  if (said === undefined && !bare.every(isNamedAsCounter))
    return ratio.refuse(
      key,
      'missing; say true for counters that only rise, false for numbers that go up and down',
    )
  if (flag !== undefined && flag === said)
    ratio.carry(key, said ? 'their increase is counted' : 'their samples are added up')
  else if (flag === undefined && !areRates && bare.length > 0)
    ratio.say('doubtful', key, 'missing; taken for true, because the names are those of counters')
  const [part, total] = queries
  const [partCount = part, totalCount = total] = countsOfRates(queries) ?? []
  return [countOf(partCount, said ?? true), countOf(totalCount, said ?? true)]
}

/** What counts events over the window: a counter as it is, numbers that go up and down by adding their samples. */
function countOf(promql: string, isCounter: boolean): string {
  if (promql.includes(WINDOW)) return promql
  const inner = summedSelector(promql)
  if (isCounter) return inner
  return isSelector(inner)
    ? `sum(sum_over_time(${inner}[${WINDOW}]))`
    : `sum(sum_over_time((${promql})${EACH}))`
}

function meanOf(promql: string): string {
  if (promql.includes(WINDOW)) return promql
  return isSelector(promql)
    ? `avg(avg_over_time(${promql}[${WINDOW}]))`
    : `avg(avg_over_time((${promql})${EACH}))`
}

/** The share of samples on the right side of the threshold. */
export function thresholdSli(
  fields: ForeignFields,
  key: string,
  query: ForeignQuery,
  { operator, value }: Threshold,
): SliYaml | undefined {
  if (query.promql.includes(WINDOW))
    return fields.refuse(
      key,
      'a threshold is held against each sample; the query cannot look back over the SLO’s window',
    )
  if (operator === '<=' || operator === '>=') {
    const side = operator === '<=' ? 'at_most' : 'at_least'
    fields.carry(key, `sli.quality: the share of time in which it is ${side} ${value}`)
    const from = given({ source: query.source })
    return { quality: { ...from, gauge: query.promql, [side]: Number(value) } }
  }
  fields.carry(key, `sli.ratio: the share of time in which it is ${operator} ${value}`)
  return ratioKind(query, `avg(avg_over_time(((${query.promql}) ${operator} bool ${value})${EACH}))`)
}

const ratioKind = ({ source }: ForeignQuery, expr: string): SliYaml => ({
  ratio: { ...given({ source }), expr },
})

function metricQuery(
  holder: ForeignFields,
  key: string,
  read: ReadQuery,
  defaults: ForeignDefaults,
  dataSources: DataSourceTypes,
): ForeignQuery | undefined {
  const metric = holder.mapping(key)
  if (metric === undefined) return undefined
  const from = metric.needed('metricSource', 'a mapping with spec')
  metric.unread('OpenSLO')
  if (from === undefined) return undefined
  const ref = from.text('metricSourceRef')
  const type = from.text('type') ?? (ref === undefined ? undefined : dataSources.get(ref))
  const spec = from.needed('spec', 'a mapping with query')
  from.unread('OpenSLO')
  if (type !== undefined && !speaksPromql(type))
    return from.refuse('type', `Budgeteer asks in PromQL; a data source of type ${type} does not answer it`)
  if (type === undefined)
    from.say('doubtful', 'type', 'the type of the data source is not among these files; taken for Prometheus')
  const source =
    defaults.source ?? (ref !== undefined && defaults.sources?.includes(ref) === true ? ref : undefined)
  if (ref !== undefined && source !== ref)
    from.say('not-carried', 'metricSourceRef', 'connections belong in `sources` of budgeteer.yaml')
  if (spec === undefined) return undefined
  const language = ['query', 'promql'].find((name) => spec.has(name))
  if (language === undefined) return spec.refuse('query', 'missing; allowed: a PromQL query')
  const promql = read(spec, language)
  spec.leave(
    spec.keys().filter((name) => name !== language),
    'Budgeteer reads the query alone',
  )
  return promql === undefined ? undefined : { promql, ...given({ source }) }
}

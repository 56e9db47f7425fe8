import { leMatcher } from '../../core/budgets/le-matcher.ts'
import { parseSelector, type Selector, selectorText, unquoted } from '../../core/budgets/selector.ts'
import { parseDuration } from '../../core/kernel/time/duration.ts'
import { given } from '../reading/given.ts'
import { found } from '../reading/found.ts'
import { WINDOW } from '../services/promql-form.ts'
import type { SliYaml } from '../services/sli-shape.ts'
import type { ForeignFields } from './foreign-fields.ts'
import type { ForeignDefaults } from './foreign-slo.ts'

const KINDS = ['ratio', 'latency', 'latencyNative', 'bool_gauge'] as const
export const PYRRA_INDICATORS = `one of ${KINDS.join(', ')}`

/** The SLI that an indicator of Pyrra describes. */
export function pyrraSli(indicator: ForeignFields, { source }: ForeignDefaults): SliYaml | undefined {
  const from = given({ source })
  const kinds = KINDS.filter((kind) => indicator.has(kind))
  indicator.unread('Pyrra', 'doubtful')
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1)
    return indicator.refuseAll(
      kind === undefined
        ? `missing; allowed: ${PYRRA_INDICATORS}`
        : `found ${kinds.join(' and ')}; allowed: ${PYRRA_INDICATORS}`,
    )
  const fields = indicator.mapping(kind)
  if (fields === undefined) return undefined
  const sli = SLI_OF[kind](fields, from)
  grouping(fields)
  fields.unread('Pyrra', 'doubtful')
  return sli
}

type From = { readonly source?: string }

const SLI_OF: Readonly<
  Record<(typeof KINDS)[number], (fields: ForeignFields, from: From) => SliYaml | undefined>
> = {
  ratio: (fields, from) => {
    const errors = metric(fields, 'errors')
    const total = metric(fields, 'total')
    if (errors === undefined || total === undefined) return undefined
    fields.carry('errors', 'sli.events.bad; absent errors count as none here too')
    fields.carry('total', 'sli.events.total')
    return { events: { ...from, bad: countOf(errors), total: countOf(total) } }
  },
  latency: (fields, from) => {
    const success = metric(fields, 'success')
    const total = metric(fields, 'total')
    if (success === undefined || total === undefined) return undefined
    if (!success.selector.matchers.some(({ label }) => label === 'le'))
      return fields.refuse(
        'success',
        'it has no le, so each request would count once for every bucket; allowed: a bucket such as x_bucket{le="0.5"}',
      )
    const histogram = histogramOf(success, total)
    const kind = histogram === undefined ? 'events' : 'latency'
    fields.carry('success', histogram === undefined ? 'sli.events.good' : 'sli.latency.threshold, its le')
    fields.carry('total', kind === 'events' ? 'sli.events.total' : 'sli.latency.histogram')
    return histogram === undefined
      ? { events: { ...from, good: countOf(inEveryForm(success)), total: countOf(total) } }
      : { latency: { ...from, ...histogram } }
  },
  latencyNative: (fields, from) => {
    const total = metric(fields, 'total')
    const latency = fields.required('latency')
    const ms = latency === undefined ? undefined : parseDuration(latency)
    if (latency !== undefined && (ms === undefined || ms === 0))
      fields.refuse('latency', `found ${found(latency, 'latency')}; allowed: a duration such as 200ms`)
    if (total === undefined || ms === undefined || ms === 0) return undefined
    if (total.offset !== '')
      return fields.refuse('total', 'a native histogram is read as of now; take the offset away')
    fields.carry('total', 'sli.latency.histogram, native')
    fields.carry('latency', `sli.latency.threshold: ${ms / 1_000} seconds`)
    return { latency: { ...from, histogram: total.text, threshold: ms / 1_000, native: true } }
  },
  bool_gauge: (fields, from) => {
    const gauge = selectorAt(fields, 'metric')
    if (gauge === undefined) return undefined
    fields.carry('metric', 'sli.events: samples that are 1 of all samples')
    return {
      events: {
        ...from,
        good: `sum(sum_over_time(${gauge.text}[${WINDOW}]${gauge.offset}))`,
        total: `sum(count_over_time(${gauge.text}[${WINDOW}]${gauge.offset}))`,
      },
    }
  },
}

function grouping(fields: ForeignFields): void {
  if (!fields.has('grouping')) return
  const { value } = fields.at('grouping')
  if (Array.isArray(value) && value.length === 0) return
  fields.say(
    'doubtful',
    'grouping',
    'not carried: one SLO for each set of labels is not supported yet; all groups are measured as one',
  )
}

interface Metric {
  readonly selector: Selector
  readonly text: string
  /** ` offset 1m`, or nothing. */
  readonly offset: string
}

/** A counter as it is; one that is read with an offset as its increase. */
const countOf = ({ text, offset }: Metric): string =>
  offset === '' ? text : `sum(increase(${text}[${WINDOW}]${offset}))`

/** A bucket whose bound is matched however the server writes it: `le="1"` and `le="1.0"` are one. */
function inEveryForm(metric: Metric): Metric {
  const { name, matchers } = metric.selector
  const inForms = matchers.map((matcher) => {
    const bound = matcher.label === 'le' && matcher.operator === '=' ? Number(unquoted(matcher.quoted)) : NaN
    return bound > 0 && bound < Infinity ? leMatcher(bound) : matcher
  })
  const selector = { name, matchers: inForms }
  return { ...metric, selector, text: selectorText(selector) }
}

const OFFSET = /\s+offset\s+(-?(?:\d+(?:ms|[smhdwy]))+)$/

function metric(fields: ForeignFields, key: string): Metric | undefined {
  const query = fields.needed(key, 'a mapping with metric')
  const read = query && selectorAt(query, 'metric')
  query?.unread('Pyrra', 'doubtful')
  return read
}

function selectorAt(fields: ForeignFields, key: string): Metric | undefined {
  const written = fields.required(key)
  if (written === undefined) return undefined
  const offset = OFFSET.exec(written)
  const text = offset === null ? written : written.slice(0, offset.index)
  const selector = parseSelector(text)
  if (selector !== undefined)
    return { selector, text, offset: offset === null ? '' : ` offset ${offset[1] ?? ''}` }
  return fields.refuse(
    key,
    'neither Pyrra nor Budgeteer reads it; allowed: a selector such as http_requests_total{job="api"}',
  )
}

/** The histogram and the bound of a bucket and its count, when the two are of the same series. */
function histogramOf(
  { selector: success, ...good }: Metric,
  { selector: total, ...all }: Metric,
): { readonly histogram: string; readonly threshold: number } | undefined {
  if (good.offset + all.offset !== '') return undefined
  const name = /^(.+)_bucket$/.exec(success.name ?? '')?.[1]
  const bounds = success.matchers.filter(({ label }) => label === 'le')
  const [bound] = bounds
  if (name === undefined || total.name !== `${name}_count`) return undefined
  if (bounds.length !== 1 || bound?.operator !== '=') return undefined
  const threshold = Number(bound.quoted.slice(1, -1))
  if (!(threshold > 0) || threshold === Infinity) return undefined
  const matchers = success.matchers.filter(({ label }) => label !== 'le')
  const histogram = { name, matchers: total.matchers }
  const inOrder = (selector: Selector): string =>
    selector.matchers
      .map(({ label, operator, quoted }) => label + operator + quoted)
      .sort()
      .join()
  if (inOrder({ name, matchers }) !== inOrder(histogram)) return undefined
  return { histogram: selectorText(histogram), threshold }
}

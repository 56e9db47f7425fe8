import { parseSelector, type Selector, selectorText } from '../../core/budgets/selector.ts'
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
  indicator.unread('Pyrra')
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
  fields.unread('Pyrra')
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
    return { events: { ...from, bad: errors.text, total: total.text } }
  },
  latency: (fields, from) => {
    const success = metric(fields, 'success')
    const total = metric(fields, 'total')
    if (success === undefined || total === undefined) return undefined
    const histogram = histogramOf(success.selector, total.selector)
    const kind = histogram === undefined ? 'events' : 'latency'
    fields.carry('success', histogram === undefined ? 'sli.events.good' : 'sli.latency.threshold, its le')
    fields.carry('total', kind === 'events' ? 'sli.events.total' : 'sli.latency.histogram')
    return histogram === undefined
      ? { events: { ...from, good: success.text, total: total.text } }
      : { latency: { ...from, ...histogram } }
  },
  latencyNative: (fields, from) => {
    const total = metric(fields, 'total')
    const latency = fields.required('latency')
    const ms = latency === undefined ? undefined : parseDuration(latency)
    if (latency !== undefined && (ms === undefined || ms === 0))
      fields.refuse('latency', `found ${found(latency, 'latency')}; allowed: a duration such as 200ms`)
    if (total === undefined || ms === undefined || ms === 0) return undefined
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
        good: `sum(sum_over_time(${gauge.text}[${WINDOW}]))`,
        total: `sum(count_over_time(${gauge.text}[${WINDOW}]))`,
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
}

function metric(fields: ForeignFields, key: string): Metric | undefined {
  const query = fields.needed(key, 'a mapping with metric')
  const read = query && selectorAt(query, 'metric')
  query?.unread('Pyrra')
  return read
}

function selectorAt(fields: ForeignFields, key: string): Metric | undefined {
  const text = fields.required(key)
  if (text === undefined) return undefined
  const selector = parseSelector(text)
  if (selector !== undefined) return { selector, text }
  return fields.refuse(
    key,
    'neither Pyrra nor Budgeteer reads it; allowed: a selector such as http_requests_total{job="api"}',
  )
}

/** The histogram and the bound of a bucket and its count, when the two are of the same series. */
function histogramOf(
  success: Selector,
  total: Selector,
): { readonly histogram: string; readonly threshold: number } | undefined {
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

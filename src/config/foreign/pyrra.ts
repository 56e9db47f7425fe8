import { parseSelector, type Selector, selectorText } from '../../prometheus/selector.ts'
import { DAY_MS, formatDuration, parseDuration } from '../../time/duration.ts'
import { WINDOW } from '../promql-form.ts'
import type { SliYaml } from '../sli-schema.ts'
import type { Findings } from './findings.ts'
import { ForeignFields } from './foreign-fields.ts'
import type { ForeignObject } from './foreign-document.ts'
import { type ForeignDefaults, type ForeignSlo, titled } from './foreign-slo.ts'

const SERVICE_LABEL = 'pyrra.dev/service'
const KINDS = ['ratio', 'latency', 'latencyNative', 'bool_gauge'] as const
const ALLOWED_KINDS = `one of ${KINDS.join(', ')}`
const FOR_ALERTS = 'for Prometheus alerts; Budgeteer announces in its own words'

/** Reads a ServiceLevelObjective of Pyrra. It names no service: a label, the default or its own name does. */
export function readPyrra(
  object: ForeignObject,
  defaults: ForeignDefaults,
  findings: Findings,
): readonly ForeignSlo[] {
  const before = findings.refusals
  const top = new ForeignFields(object, findings)
  for (const key of ['apiVersion', 'kind']) top.has(key)
  top.leave(['status'], 'written by Pyrra’s own controller')
  const metadata = top.mapping('metadata')
  const named = metadata === undefined ? undefined : nameOf(metadata, defaults)
  if (!top.has('metadata')) top.refuse('metadata', 'missing; allowed: a mapping with name')
  const spec = top.mapping('spec')
  if (!top.has('spec')) top.refuse('spec', 'missing; allowed: a mapping')
  top.unread('Pyrra')
  if (spec === undefined) return []

  const description = spec.text('description')
  const objective = spec.decimal('target')
  if (!spec.has('target')) spec.refuse('target', 'missing; allowed: a percentage such as "99.5"')
  const window = windowOf(spec)
  const silent = isSilent(spec)
  spec.leave(
    ['partial_response_strategy'],
    'for the ruler of Thanos; Budgeteer tells of partial answers itself',
  )
  spec.leave(['performanceOverAccuracy'], 'how Pyrra writes its rules; Budgeteer asks over the whole window')
  const indicator = spec.mapping('indicator')
  if (!spec.has('indicator')) spec.refuse('indicator', `missing; allowed: ${ALLOWED_KINDS}`)
  const sli = indicator === undefined ? undefined : indicatorOf(indicator, defaults)
  spec.unread('Pyrra')

  if (named === undefined || objective === undefined || window === undefined || sli === undefined) return []
  if (findings.refusals > before) return []
  spec.carry('target', `objective: ${objective}`)
  spec.carry('window', `window: ${window}`)
  const { title, journey } = titled(named.name, undefined, description)
  if (description !== undefined) spec.carry('description', journey === undefined ? 'title' : 'journey')
  return [
    {
      format: 'pyrra',
      service: { name: named.service },
      slo: {
        name: named.name,
        title,
        objective: Number(objective),
        window,
        sli,
        ...(silent && { burn_alerts: 'off' as const }),
        ...(journey !== undefined && { journey }),
      },
      file: object.file,
      path: object.path,
      places: {
        name: [...object.path, 'metadata', 'name'],
        service: [...object.path, 'metadata', 'name'],
        objective: spec.at('target'),
        window: spec.at('window'),
        sli: spec.at('indicator'),
      },
    },
  ]
}

function nameOf(
  metadata: ForeignFields,
  defaults: ForeignDefaults,
): { readonly name: string; readonly service: string } | undefined {
  const name = metadata.required('name')
  metadata.leave(['namespace'], 'Budgeteer has no namespaces; names are distinct within a service')
  const labels = metadata.mapping('labels')
  const label = labels?.text(SERVICE_LABEL)
  labels?.leave(
    labels.keys().filter((key) => key !== SERVICE_LABEL),
    'for the labels of recording rules and alerts, which Budgeteer does not need',
  )
  metadata.leave(
    metadata.keys().filter((key) => !['name', 'namespace', 'labels'].includes(key)),
    'for Kubernetes and the alerts of Pyrra',
  )
  if (name === undefined) return undefined
  const service = label ?? defaults.service ?? name
  if (label !== undefined) labels?.carry(SERVICE_LABEL, `service ${label}`)
  const why = `no label ${SERVICE_LABEL}; service ${service}${defaults.service === undefined ? ', its own name; say another with `service`' : ', as told'}`
  if (label === undefined) metadata.say('assumed', 'name', why)
  metadata.carry('name', `SLO ${name}`)
  return { name, service }
}

/** Prometheus durations; a year, which ours do not have, is 365 days there. */
function windowOf(spec: ForeignFields): string | undefined {
  if (!spec.has('window')) {
    spec.refuse('window', 'missing; allowed: a duration such as 28d')
    return undefined
  }
  const text = spec.text('window')
  if (text === undefined) return undefined
  const years = /^(\d+)y(.*)$/.exec(text)
  const rest = years?.[2] ?? text
  const restMs = rest === '' ? 0 : parseDuration(rest)
  const ms = restMs === undefined ? 0 : Number(years?.[1] ?? 0) * 365 * DAY_MS + restMs
  if (ms > 0 && Number.isSafeInteger(ms)) return formatDuration(ms)
  spec.refuse('window', `found "${text}"; allowed: a duration such as 28d`)
  return undefined
}

/** Whether the burn alerts of the SLO are switched off. */
function isSilent(spec: ForeignFields): boolean {
  const alerts = spec.mapping('alerting')
  if (alerts === undefined) return false
  alerts.leave(['name', 'absentName'], FOR_ALERTS)
  alerts.leave(['absent'], 'what happens when data is missing is the policy’s `on_missing_budget`')
  const isOff = alerts.flag('disabled') === true || alerts.flag('burnrates') === false
  for (const key of ['disabled', 'burnrates'])
    if (alerts.has(key)) alerts.carry(key, isOff ? 'burn_alerts: off' : 'burn_alerts, which are on')
  alerts.unread('Pyrra')
  return isOff
}

function indicatorOf(indicator: ForeignFields, { source }: ForeignDefaults): SliYaml | undefined {
  const from = source === undefined ? {} : { source }
  const kinds = KINDS.filter((kind) => indicator.has(kind))
  indicator.unread('Pyrra')
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1) {
    indicator.refuseAll(
      kind === undefined
        ? `missing; allowed: ${ALLOWED_KINDS}`
        : `found ${kinds.join(' and ')}; allowed: ${ALLOWED_KINDS}`,
    )
    return undefined
  }
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
      fields.refuse('latency', `found "${latency}"; allowed: a duration such as 200ms`)
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
  const { file } = fields
  const value = file.valueOf(fields.at('grouping'))
  if (Array.isArray(value) && value.length === 0) return
  fields.say(
    'doubtful',
    'grouping',
    'not carried: one SLO for each set of labels cannot be had yet; all groups are measured as one',
  )
}

interface Metric {
  readonly selector: Selector
  readonly text: string
}

function metric(fields: ForeignFields, key: string): Metric | undefined {
  if (!fields.has(key)) {
    fields.refuse(key, 'missing; allowed: a mapping with metric')
    return undefined
  }
  const query = fields.mapping(key)
  const read = query && selectorAt(query, 'metric')
  query?.unread('Pyrra')
  return read
}

function selectorAt(fields: ForeignFields, key: string): Metric | undefined {
  const text = fields.required(key)
  if (text === undefined) return undefined
  const selector = parseSelector(text)
  if (selector !== undefined) return { selector, text }
  fields.refuse(
    key,
    'neither Pyrra nor Budgeteer reads it; allowed: a selector such as http_requests_total{job="api"}',
  )
  return undefined
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

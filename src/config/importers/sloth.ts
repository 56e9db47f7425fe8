import { BURN_SEVERITIES, type BurnSeverity } from '../../core/budgets/burn-rule.ts'
import { WINDOW } from '../services/promql-form.ts'
import type { SliYaml } from '../services/sli-shape.ts'
import { alertsWithout } from './foreign-alerts.ts'
import type { ForeignFields } from './foreign-fields.ts'
import { countsOfRates, queryAt } from './foreign-promql.ts'
import { type ForeignDefaults, type ForeignSlo, titled } from './foreign-slo.ts'
import { given } from '../reading/given.ts'

const OWN_PERIOD = '30d'
const FOR_RULES = 'for the labels of recording rules and alerts, which Budgeteer does not need'
const FOR_ALERTS = 'for Prometheus alerts; Budgeteer announces in its own words'

/** The two spellings of a key: as in `prometheus/v1`, and as in the custom resource of Kubernetes. */
type Spelling = (key: string) => string

const plain: Spelling = (key) => key
const kubernetes: Spelling = (key) => key.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())

/** Reads a spec of Sloth: `version: prometheus/v1`, or a PrometheusServiceLevel. */
export function readSloth(top: ForeignFields, defaults: ForeignDefaults): readonly ForeignSlo[] {
  if (top.text('version') !== undefined) return slosOf(top, plain, defaults)
  for (const key of ['apiVersion', 'kind']) top.has(key)
  top.leave(['metadata'], 'names the object in Kubernetes; the service and its SLOs are named in spec')
  top.leave(['status'], 'written by Sloth’s own controller')
  const spec = top.needed('spec')
  top.unread('Sloth')
  return spec === undefined ? [] : slosOf(spec, kubernetes, defaults)
}

function slosOf(spec: ForeignFields, spelling: Spelling, defaults: ForeignDefaults): readonly ForeignSlo[] {
  const service = spec.required('service')
  spec.leave(['labels'], FOR_RULES)
  spec.leave([spelling('slo_plugins')], PLUGINS)
  const slos = spec.items('slos', 'SLO')
  spec.unread('Sloth')
  if (service === undefined) return []
  spec.carry('service', `service ${service}`)
  const places = { service: spec.at('service') }
  return (slos ?? []).flatMap((fields) =>
    sloOf(fields, service, spelling, defaults).map((slo) => ({
      ...slo,
      places: { ...places, ...slo.places },
    })),
  )
}

const PLUGINS = 'plugins change how Sloth writes its rules; Budgeteer does not run their code'

function sloOf(
  fields: ForeignFields,
  service: string,
  spelling: Spelling,
  defaults: ForeignDefaults,
): readonly ForeignSlo[] {
  const before = fields.refusals
  const name = fields.required('name')
  const description = fields.text('description')
  const objective = fields.decimal('objective', 'a percentage such as 99.9')
  const window = defaults.window ?? OWN_PERIOD
  fields.leave(['labels', 'infoLabels'], FOR_RULES)
  fields.leave(['interval'], 'how often Prometheus evaluates Sloth’s rules')
  fields.leave(['plugins', spelling('slo_plugins')], PLUGINS)
  const disabled = disabledAlerts(fields, spelling)
  const sli = fields.needed('sli', 'one of events, raw')
  const read = sli === undefined ? undefined : sliOf(sli, spelling, defaults)
  fields.unread('Sloth')
  if (name === undefined || objective === undefined || read === undefined) return []
  if (fields.refusals > before) return []
  fields.carry('name', `SLO ${name}`)
  fields.carry('objective', `objective: ${objective}`)
  const alerts = alertsWithout(disabled, window, objective)
  const { title, journey } = titled(name, undefined, description)
  if (description !== undefined) fields.carry('description', journey === undefined ? 'title' : 'journey')
  const period =
    defaults.window === undefined ? 'Sloth’s default period; say another with `window`' : 'as told'
  fields.sayOfAll('assumed', `window: ${window}, ${period}`)
  return [
    {
      format: 'sloth',
      service: { name: service },
      slo: {
        name,
        title,
        objective: Number(objective),
        window,
        sli: read,
        ...given({ burn_alerts: alerts, journey }),
      },
      place: fields.place,
      places: {
        name: fields.at('name'),
        objective: fields.at('objective'),
        sli: fields.at('sli'),
      },
    },
  ]
}

function sliOf(sli: ForeignFields, spelling: Spelling, { source }: ForeignDefaults): SliYaml | undefined {
  const from = given({ source })
  const kinds = ['events', 'raw', 'plugin'].filter((kind) => sli.has(kind))
  if (kinds.length !== 1)
    return sli.refuseAll(
      kinds.length === 0
        ? 'missing; allowed: one of events, raw'
        : `found ${kinds.join(' and ')}; allowed: one of events, raw`,
    )
  if (sli.has('plugin'))
    return sli.refuse(
      'plugin',
      'a plugin is code that Sloth runs; write the queries that it answers with into events or raw',
    )
  sli.unread('Sloth')
  const raw = sli.mapping('raw')
  if (raw !== undefined) {
    const error = queryOf(raw, spelling('error_ratio_query'))
    raw.unread('Sloth')
    if (error === undefined) return undefined
    raw.carry(spelling('error_ratio_query'), 'sli.ratio: 1 − that error ratio')
    return { ratio: { ...from, expr: `1 - (${error})` } }
  }
  const events = sli.mapping('events')
  if (events === undefined) return undefined
  const bad = queryOf(events, spelling('error_query'))
  const total = queryOf(events, spelling('total_query'))
  events.unread('Sloth')
  if (bad === undefined || total === undefined) return undefined
  const [badCount = bad, totalCount = total] = countsOfRates([bad, total]) ?? []
  const how = badCount === bad ? '' : ', with increase for rate, so that events are counted'
  events.carry(spelling('error_query'), `sli.events.bad${how}`)
  events.carry(spelling('total_query'), `sli.events.total${how}`)
  return { events: { ...from, bad: badCount, total: totalCount } }
}

function queryOf(fields: ForeignFields, key: string): string | undefined {
  const promql = queryAt(fields, key)
  return promql?.includes(WINDOW) === false
    ? fields.refuse(key, 'the query has no lookback; write [{{.window}}] where it belongs')
    : promql
}

function disabledAlerts(fields: ForeignFields, spelling: Spelling): ReadonlySet<BurnSeverity> {
  const disabled = new Set<BurnSeverity>()
  const alerts = fields.mapping('alerting')
  if (alerts === undefined) return disabled
  alerts.leave(['name', 'labels', 'annotations'], FOR_ALERTS)
  for (const severity of BURN_SEVERITIES) {
    const alert = alerts.mapping(spelling(`${severity}_alert`))
    if (alert === undefined) continue
    alert.leave(['labels', 'annotations'], FOR_ALERTS)
    if (alert.flag('disable') === true) {
      disabled.add(severity)
      alert.carry('disable', `burn_alerts: no rule of severity ${severity}`)
    }
    alert.unread('Sloth')
  }
  alerts.unread('Sloth')
  return disabled
}

import { BURN_SEVERITIES, type BurnSeverity } from '../../core/budgets/burn-rule.ts'
import { WINDOW } from '../services/promql-form.ts'
import type { SliYaml } from '../services/sli-shape.ts'
import { alertsWithout } from './foreign-alerts.ts'
import type { ForeignFields } from './foreign-fields.ts'
import { type ForeignName, nameAt, nameOfFile } from './foreign-name.ts'
import { countAt, countsOfRates, ratioAt } from './foreign-promql.ts'
import { type ForeignDefaults, type ForeignSlo, serviceNamed, titled } from './foreign-slo.ts'
import { given } from '../reading/given.ts'

const OWN_PERIOD = '30d'
const FOR_RULES = 'for the labels of recording rules and alerts, which Budgeteer does not need'
const FOR_ALERTS = 'for Prometheus alerts; Budgeteer announces in its own words'

/**
 * A key as a spec has it. `prometheus/v1` writes `error_query` and the custom resource of Kubernetes `errorQuery`, but either
 * spelling is found in both.
 */
type Spelling = (fields: ForeignFields, key: string) => string

const camelCase = (key: string): string =>
  key.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())
const spelled =
  (first: (key: string) => string, second: (key: string) => string): Spelling =>
  (fields, key) =>
    !fields.has(first(key)) && fields.has(second(key)) ? second(key) : first(key)
const plain = spelled((key) => key, camelCase)
const kubernetes = spelled(camelCase, (key) => key)

/** Reads a spec of Sloth: `version: prometheus/v1`, or a PrometheusServiceLevel. */
export function readSloth(top: ForeignFields, defaults: ForeignDefaults): readonly ForeignSlo[] {
  if (top.text('version') !== undefined) return slosOf(top, plain, defaults, nameOfFile(top))
  for (const key of ['apiVersion', 'kind']) top.has(key)
  top.leave(['metadata'], 'names the object in Kubernetes; the service and its SLOs are named in spec')
  top.leave(['status'], 'written by Sloth’s own controller')
  const spec = top.needed('spec')
  top.unread('Sloth')
  const called = top.place.at('metadata', 'name').text
  return spec === undefined
    ? []
    : slosOf(spec, kubernetes, defaults, called === '' ? nameOfFile(top) : called)
}

function slosOf(
  spec: ForeignFields,
  spelling: Spelling,
  defaults: ForeignDefaults,
  called: string,
): readonly ForeignSlo[] {
  const service = nameAt(spec, 'service', defaults.service ?? called)
  spec.leave(['labels'], FOR_RULES)
  spec.leave([spelling(spec, 'slo_plugins')], PLUGINS)
  const slos = spec.items('slos', 'SLO')
  spec.unread('Sloth')
  if (service === undefined) return []
  spec.carry('service', `service ${service.name}`)
  const places = { service: spec.at('service') }
  return (slos ?? []).flatMap((fields, at) =>
    sloOf(fields, service, at + 1, spelling, defaults).map((slo) => ({
      ...slo,
      places: { ...places, ...slo.places },
    })),
  )
}

const PLUGINS = 'plugins change how Sloth writes its rules; Budgeteer does not run their code'

function sloOf(
  fields: ForeignFields,
  service: ForeignName,
  number: number,
  spelling: Spelling,
  defaults: ForeignDefaults,
): readonly ForeignSlo[] {
  const before = fields.refusals
  const name = nameAt(fields, 'name', `slo-${number}`)
  const description = fields.lenient.text('description')
  const objective = fields.decimal('objective', 'a percentage such as 99.9')
  const window = defaults.window ?? OWN_PERIOD
  fields.leave(['labels', 'infoLabels'], FOR_RULES)
  fields.leave(['interval'], 'how often Prometheus evaluates Sloth’s rules')
  fields.leave(['plugins', spelling(fields, 'slo_plugins')], PLUGINS)
  const disabled = disabledAlerts(fields, spelling)
  const sli = fields.needed('sli', 'one of events, raw')
  const read = sli === undefined ? undefined : sliOf(sli, spelling, defaults)
  fields.unread('Sloth')
  if (name === undefined || objective === undefined || read === undefined) return []
  if (fields.refusals > before) return []
  fields.carry('name', `SLO ${name.name}`)
  fields.carry('objective', `objective: ${objective}`)
  const alerts = alertsWithout(disabled, window, objective)
  const { title, journey } = titled(name.written, undefined, description)
  if (description !== undefined) fields.carry('description', journey === undefined ? 'title' : 'journey')
  const period =
    defaults.window === undefined ? 'Sloth’s default period; say another with `window`' : 'as told'
  fields.sayOfAll('assumed', `window: ${window}, ${period}`)
  return [
    {
      format: 'sloth',
      service: serviceNamed(service),
      slo: {
        name: name.name,
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
  sli.unread('Sloth', 'doubtful')
  const raw = sli.mapping('raw')
  if (raw !== undefined) {
    const key = spelling(raw, 'error_ratio_query')
    const error = windowed(raw, key, ratioAt(raw, key))
    raw.unread('Sloth', 'doubtful')
    if (error === undefined) return undefined
    raw.carry(key, 'sli.ratio: 1 − that error ratio')
    return { ratio: { ...from, expr: `1 - (${error})` } }
  }
  const events = sli.mapping('events')
  if (events === undefined) return undefined
  const [badKey, totalKey] = [spelling(events, 'error_query'), spelling(events, 'total_query')]
  const bad = windowed(events, badKey, countAt(events, badKey))
  const total = windowed(events, totalKey, countAt(events, totalKey))
  events.unread('Sloth', 'doubtful')
  if (bad === undefined || total === undefined) return undefined
  const [badCount = bad, totalCount = total] = countsOfRates([bad, total]) ?? []
  const how = badCount === bad ? '' : ', with increase for rate, so that events are counted'
  events.carry(badKey, `sli.events.bad${how}`)
  events.carry(totalKey, `sli.events.total${how}`)
  return { events: { ...from, bad: badCount, total: totalCount } }
}

const windowed = (fields: ForeignFields, key: string, promql: string | undefined): string | undefined =>
  promql?.includes(WINDOW) === false
    ? fields.refuse(key, 'the query has no lookback; write [{{.window}}] where it belongs')
    : promql

function disabledAlerts(fields: ForeignFields, spelling: Spelling): ReadonlySet<BurnSeverity> {
  const disabled = new Set<BurnSeverity>()
  const alerts = fields.lenient.mapping('alerting')
  if (alerts === undefined) return disabled
  alerts.leave(['name', 'labels', 'annotations'], FOR_ALERTS)
  for (const severity of BURN_SEVERITIES) {
    const alert = alerts.mapping(spelling(alerts, `${severity}_alert`))
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

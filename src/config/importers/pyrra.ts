import { found } from '../reading/found.ts'
import { DAY_MS, formatDuration, parseDuration } from '../../core/kernel/time/duration.ts'
import { given } from '../reading/given.ts'
import type { ForeignFields } from './foreign-fields.ts'
import { PYRRA_INDICATORS, pyrraSli } from './pyrra-indicator.ts'
import { type ForeignDefaults, type ForeignSlo, titled } from './foreign-slo.ts'

const SERVICE_LABEL = 'pyrra.dev/service'
const FOR_ALERTS = 'for Prometheus alerts; Budgeteer announces in its own words'

/** Reads a ServiceLevelObjective of Pyrra. It names no service: a label, the default or its own name does. */
export function readPyrra(top: ForeignFields, defaults: ForeignDefaults): readonly ForeignSlo[] {
  const before = top.refusals
  for (const key of ['apiVersion', 'kind']) top.has(key)
  top.leave(['status'], 'written by Pyrra’s own controller')
  const metadata = top.needed('metadata', 'a mapping with name')
  const named = metadata && nameOf(metadata, defaults)
  const spec = top.needed('spec')
  top.unread('Pyrra')
  if (spec === undefined) return []

  const description = spec.text('description')
  const objective = spec.decimal('target', 'a percentage such as "99.5"')
  const window = windowOf(spec)
  const silent = isSilent(spec)
  spec.leave(
    ['partial_response_strategy'],
    'for the ruler of Thanos; Budgeteer tells of partial answers itself',
  )
  spec.leave(['performanceOverAccuracy'], 'how Pyrra writes its rules; Budgeteer asks over the whole window')
  const indicator = spec.needed('indicator', PYRRA_INDICATORS)
  const sli = indicator && pyrraSli(indicator, defaults)
  spec.unread('Pyrra')

  if (named === undefined || objective === undefined || window === undefined || sli === undefined) return []
  if (spec.refusals > before) return []
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
        ...given({ burn_alerts: silent ? ('off' as const) : undefined, journey }),
      },
      place: top.place,
      places: {
        name: top.place.at('metadata', 'name'),
        service: top.place.at('metadata', 'name'),
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
  if (!spec.has('window')) return spec.refuse('window', 'missing; allowed: a duration such as 28d')
  const text = spec.text('window')
  if (text === undefined) return undefined
  const years = /^(\d+)y(.*)$/.exec(text)
  const rest = years?.[2] ?? text
  const restMs = rest === '' ? 0 : parseDuration(rest)
  const ms = restMs === undefined ? 0 : Number(years?.[1] ?? 0) * 365 * DAY_MS + restMs
  if (ms > 0 && Number.isSafeInteger(ms)) return formatDuration(ms)
  return spec.refuse('window', `found ${found(text, 'window')}; allowed: a duration such as 28d`)
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

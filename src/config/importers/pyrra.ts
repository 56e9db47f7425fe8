import { found } from '../reading/found.ts'
import { DAY_MS, formatDuration, parseDuration } from '../../core/kernel/time/duration.ts'
import { given } from '../reading/given.ts'
import type { ForeignFields } from './foreign-fields.ts'
import { PYRRA_INDICATORS, pyrraSli } from './pyrra-indicator.ts'
import { plainName } from '../../core/kernel/plain-name.ts'
import { type ForeignName, nameAt, nameOfFile } from './foreign-name.ts'
import { type ForeignDefaults, type ForeignSlo, serviceNamed, titled } from './foreign-slo.ts'

const SERVICE_LABEL = 'pyrra.dev/service'
const FOR_ALERTS = 'for Prometheus alerts; Budgeteer announces in its own words'

/**
 * Reads ServiceLevelObjectives of Pyrra. They name no service: a label, the default or their own name does. Those of one name
 * in several namespaces have the namespace in it.
 */
export function readPyrra(
  objects: readonly ForeignFields[],
  defaults: ForeignDefaults,
): readonly ForeignSlo[] {
  const namespaces = new Map<string, Set<string>>()
  for (const { place } of objects) {
    const metadata = place.at('metadata')
    const { text: name } = metadata.at('name')
    namespaces.set(name, new Set([...(namespaces.get(name) ?? []), metadata.at('namespace').text]))
  }
  return objects.flatMap((top) => sloOf(top, namespaces, defaults))
}

type Namespaces = ReadonlyMap<string, ReadonlySet<string>>

function sloOf(top: ForeignFields, namespaces: Namespaces, defaults: ForeignDefaults): readonly ForeignSlo[] {
  const before = top.refusals
  for (const key of ['apiVersion', 'kind']) top.has(key)
  top.leave(['status'], 'written by Pyrra’s own controller')
  const metadata = top.needed('metadata', 'a mapping with name')
  const named = metadata && namesOf(metadata, namespaces, defaults, nameOfFile(top))
  const spec = top.needed('spec')
  top.unread('Pyrra')
  if (spec === undefined) return []

  const description = spec.lenient.text('description')
  const objective = spec.decimal('target', 'a percentage such as "99.5"')
  const window = windowOf(spec, defaults)
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
  const { title, journey } = titled(named.slo.written, undefined, description)
  if (description !== undefined) spec.carry('description', journey === undefined ? 'title' : 'journey')
  return [
    {
      format: 'pyrra',
      service: serviceNamed(named.service),
      slo: {
        name: named.slo.name,
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

interface Names {
  readonly slo: ForeignName
  readonly service: ForeignName
}

function namesOf(
  metadata: ForeignFields,
  namespaces: Namespaces,
  defaults: ForeignDefaults,
  called: string,
): Names | undefined {
  const read = nameAt(metadata, 'name', called)
  const namespace = metadata.lenient.text('namespace')
  const isShared = (namespaces.get(read?.written ?? '')?.size ?? 0) > 1 && namespace !== undefined
  metadata.leave(
    ['namespace'],
    isShared
      ? 'it is in the name, because another namespace has an SLO of that name'
      : 'Budgeteer has no namespaces; names are distinct within a service',
  )
  const labels = metadata.lenient.mapping('labels')
  const isLabelled = labels?.has(SERVICE_LABEL) === true
  const label = isLabelled ? nameAt(labels, SERVICE_LABEL, '') : undefined
  labels?.leave(
    labels.keys().filter((key) => key !== SERVICE_LABEL),
    'for the labels of recording rules and alerts, which Budgeteer does not need',
  )
  metadata.leave(
    metadata.keys().filter((key) => !['name', 'namespace', 'labels'].includes(key)),
    'for Kubernetes and the alerts of Pyrra',
  )
  if (read === undefined) return undefined
  const slo = isShared
    ? { name: plainName(`${read.name}-${namespace}`), written: `${read.written} in ${namespace}` }
    : read
  const told =
    defaults.service === undefined ? undefined : { name: defaults.service, written: defaults.service }
  const service = label ?? told ?? slo
  if (label !== undefined) labels?.carry(SERVICE_LABEL, `service ${label.name}`)
  const why = `no label ${SERVICE_LABEL}; service ${service.name}${told === undefined ? ', its own name; say another with `service`' : ', as told'}`
  if (label === undefined) metadata.say('assumed', 'name', why)
  metadata.carry('name', `SLO ${slo.name}`)
  return { slo, service }
}

/** Prometheus durations; a year, which ours do not have, is 365 days there. */
function windowOf(spec: ForeignFields, defaults: ForeignDefaults): string | undefined {
  if (!spec.has('window') && defaults.window !== undefined) {
    spec.say('assumed', 'window', `window: ${defaults.window}, as told`)
    return defaults.window
  }
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
  const alerts = spec.lenient.mapping('alerting')
  if (alerts === undefined) return false
  alerts.leave(['name', 'absentName'], FOR_ALERTS)
  alerts.leave(['burnRateType'], 'Budgeteer’s burn alerts have fixed factors')
  alerts.leave(['absent'], 'what happens when data is missing is the policy’s `on_missing_budget`')
  const isOff = alerts.flag('disabled') === true || alerts.flag('burnrates') === false
  for (const key of ['disabled', 'burnrates'])
    if (alerts.has(key)) alerts.carry(key, isOff ? 'burn_alerts: off' : 'burn_alerts, which are on')
  alerts.unread('Pyrra')
  return isOff
}

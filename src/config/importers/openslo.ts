import type { SliYaml } from '../services/sli-shape.ts'
import { repeated } from '../reading/names.ts'
import type { Place } from '../reading/yaml-file.ts'
import { canFire } from './foreign-alerts.ts'
import type { ForeignFields } from './foreign-fields.ts'
import { plainName } from '../../core/kernel/plain-name.ts'
import { type ForeignName, nameAt, nameOfFile } from './foreign-name.ts'
import {
  type ForeignDefaults,
  type ForeignServiceName,
  type ForeignSlo,
  serviceNamed,
  titled,
} from './foreign-slo.ts'
import { type AlertIndex, alertRules } from './openslo-alerts.ts'
import { indicatorsOf, refuseComposite } from './openslo-composite.ts'
import {
  type DataSourceTypes,
  holdsIndicator,
  indicatorOf,
  indicatorPlace,
  type SliIndex,
  sliOfSpec,
  type Threshold,
} from './openslo-indicator.ts'
import { budgetingOf, methodOf, objectiveNames, targetOf, thresholdOf } from './openslo-objective.ts'
import { alphaIndicator, alphaObjective, alphaSpan } from './openslo-v1alpha.ts'
import { spanAt, windowAt } from './openslo-window.ts'

const LEFT: Readonly<Record<string, string>> = {
  DataSource: 'connections belong in `sources` of budgeteer.yaml, their secrets in the environment',
  AlertNotificationTarget: 'burn_alerts in budgeteer.yaml says who is alerted',
}

/** What the documents say of each other by name. */
interface Index extends SliIndex {
  readonly services: ReadonlyMap<string, ForeignServiceName>
  readonly dataSources: DataSourceTypes
  readonly alerts: AlertIndex
  /** Kind and name of what an SLO refers to. */
  readonly used: Set<string>
}

/** Reads documents of OpenSLO v1 and v1alpha together, because they refer to each other. */
export function readOpenslo(
  objects: readonly ForeignFields[],
  defaults: ForeignDefaults,
): readonly ForeignSlo[] {
  const named = objects.flatMap((top, at): Named[] => {
    const kind = top.text('kind') ?? ''
    const metadata = top.needed('metadata', 'a mapping with name')
    if (metadata === undefined) return []
    if (kind === 'SLO') {
      const called = nameAt(metadata, 'name', `${nameOfFile(top)}-${at + 1}`)
      return called === undefined ? [] : [{ top, metadata, ...called, kind }]
    }
    const name = metadata.lenient.required('name')
    return name === undefined ? [] : [{ top, metadata, name, written: name, kind }]
  })
  const distinct = withoutRepeated(named)
  const ofKind = (kind: string): readonly Named[] => distinct.filter((object) => object.kind === kind)
  const byName = (kind: string): ReadonlyMap<string, ForeignFields> =>
    new Map(ofKind(kind).map(({ name, top }) => [name, top]))
  const lenient = (kind: string): ReadonlyMap<string, ForeignFields> =>
    new Map([...byName(kind)].map(([name, top]) => [name, top.lenient]))
  const used = new Set<string>()
  const index: Index = {
    slis: byName('SLI'),
    alerts: { policies: lenient('AlertPolicy'), conditions: lenient('AlertCondition'), used },
    services: new Map(ofKind('Service').map((service) => [service.name, serviceOf(service)])),
    dataSources: new Map(
      ofKind('DataSource').flatMap(({ name, top }) => {
        const type = top.place.at('spec', 'type').value
        return typeof type === 'string' ? [[name, type]] : []
      }),
    ),
    used,
  }
  for (const { top, kind } of distinct) {
    const reason = LEFT[kind]
    if (reason !== undefined) top.sayOfAll('not-carried', `${kind}: ${reason}`)
  }
  const slos = ofKind('SLO').flatMap((slo) => slosOf(slo, index, defaults))
  for (const { name, kind, top } of distinct)
    if (['SLI', 'AlertPolicy', 'AlertCondition'].includes(kind) && !used.has(`${kind} ${name}`))
      top.sayOfAll('not-carried', `no SLO of these files refers to the ${kind} ${name}`)
  return slos
}

/** An SLO has a name as files here take it; what others refer to is called as it is written. */
interface Named extends ForeignName {
  readonly top: ForeignFields
  readonly metadata: ForeignFields
  readonly kind: string
}

function withoutRepeated(named: readonly Named[]): readonly Named[] {
  const later = repeated(named, ({ kind, name }) => `${kind} ${name}`)
  for (const [{ kind, name, metadata }, other] of later) {
    const message = `another ${kind} is called ${name}, at ${other.top.place.shown}; names are distinct`
    metadata.refuse('name', message)
  }
  return named.filter((one) => !later.has(one))
}

function metadataOf(metadata: ForeignFields): string | undefined {
  const displayName = metadata.lenient.text('displayName')
  metadata.leave(['labels', 'annotations'], 'Budgeteer has no labels; its own files name owner and policy')
  metadata.unread('OpenSLO')
  return displayName
}

function serviceOf({ top, metadata, name }: Named): ForeignServiceName {
  const displayName = metadataOf(metadata)
  const spec = top.lenient.mapping('spec')
  const description = spec?.text('description')
  spec?.unread('OpenSLO')
  return { name: plainName(name), ...titled(name, displayName, description) }
}

function slosOf(
  { top, metadata, name, written }: Named,
  index: Index,
  defaults: ForeignDefaults,
): readonly ForeignSlo[] {
  const before = top.refusals
  const isAlpha = top.text('apiVersion') === 'openslo/v1alpha'
  const displayName = metadataOf(metadata)
  const spec = top.needed('spec')
  top.unread('OpenSLO')
  if (spec === undefined) return []

  const service = nameAt(spec, 'service', defaults.service ?? name)
  const description = spec.lenient.text('description')
  const window = isAlpha
    ? windowAt(spec, 'timeWindows', alphaSpan, defaults)
    : windowAt(spec, 'timeWindow', (fields) => spanAt(fields, 'duration'), defaults)
  const rules = alertRules(spec.lenient, index.alerts)
  const objectives = spec.items('objectives', 'objective')
  const method = methodOf(spec, objectives ?? [])
  const indicators = objectives && indicatorsOf(spec, objectives, isAlpha)
  const common = indicators === 'shared' && !isAlpha ? indicatorOf(spec, 'an SLO', index) : undefined
  const alpha = isAlpha ? alphaIndicator(spec) : undefined
  spec.unread('OpenSLO')
  if (objectives === undefined) return []
  const isRefused = top.refusals > before
  const displayNames = objectives.map((objective) => objective.lenient.text('displayName'))
  const names = objectiveNames(name, displayNames)
  const isComposite = indicators === 'own' && objectives.length > 1
  if (isComposite)
    refuseComposite(
      spec,
      {
        name,
        title: titled(written, displayName, description).title,
        ...(window !== undefined && { window }),
        ...(rules.length > 0 && { burn_alerts: [...rules] }),
      },
      objectives.map((objective, at) => ({
        objective,
        service: service?.name,
        slo: names[at] ?? name,
      })),
    )
  if (service === undefined || window === undefined || method === undefined || isRefused) return []
  spec.carry('service', `service ${service.name}`)
  if (description !== undefined) spec.carry('description', 'title or journey')
  spec.carry('budgetingMethod', method === 'Occurrences' ? 'each event counts' : 'budgeting')

  // The alerts of a composite are those of the whole.
  const alerts = isComposite ? [] : rules
  const sliIn = (held: ForeignFields | undefined, threshold: Threshold | undefined): SliYaml | undefined =>
    held && sliOfSpec(held, threshold, defaults, index.dataSources)
  return objectives.flatMap((objective, at): ForeignSlo[] => {
    const refused = top.refusals
    const target = targetOf(objective)
    const threshold = thresholdOf(objective)
    const budgeting = budgetingOf(objective, method)
    const sli = isAlpha
      ? alphaObjective(objective, alpha, threshold, defaults)
      : sliIn(common ?? indicatorOf(objective, 'an objective', index), threshold)
    if (!isComposite) objective.leave(['compositeWeight'], 'only composites have weights')
    objective.unread('OpenSLO')
    if (target === undefined || budgeting === undefined || sli === undefined) return []
    if (top.refusals > refused) return []
    if (objective.has('displayName'))
      objective.carry('displayName', 'title, and the name where there are several')
    const firing = alerts.filter((rule) => canFire(rule, window, target))
    for (const { name: rule } of alerts.filter((one) => !firing.includes(one)))
      spec.say('doubtful', 'alertPolicies', `${rule} is not carried: at ${target} % it could never fire`)
    const [own, whole] = [displayNames[at], displayName]
    const shown = own !== undefined && whole !== undefined ? `${whole}: ${own}` : (own ?? whole)
    return [
      {
        format: 'openslo',
        service: index.services.get(service.written) ?? serviceNamed(service),
        slo: {
          name: names[at] ?? name,
          ...titled(written, shown, description),
          objective: Number(target),
          window,
          sli,
          ...(budgeting !== null && { budgeting }),
          ...(firing.length > 0 && { burn_alerts: firing }),
        },
        place: top.place,
        places: {
          name: metadata.at('name'),
          service: spec.at('service'),
          objective: objective.at(objective.has('target') ? 'target' : 'targetPercent'),
          window: spec.at(isAlpha ? 'timeWindows' : 'timeWindow'),
          sli: sliPlace(spec, objective),
          budgeting: objective.at('timeSliceWindow'),
          burn_alerts: spec.at('alertPolicies'),
        },
      },
    ]
  })
}

const sliPlace = (spec: ForeignFields, objective: ForeignFields): Place => {
  if (objective.has('ratioMetrics')) return objective.at('ratioMetrics')
  return indicatorPlace(holdsIndicator(objective) ? objective : spec)
}

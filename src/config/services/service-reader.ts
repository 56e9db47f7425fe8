import { usableRules } from '../../core/budgets/burn-tables.ts'
import { parseObjective } from '../../core/budgets/objective.ts'
import type { ServiceFlag } from '../../core/budgets/service-flag.ts'
import type { Budgeting, Service, Slo } from '../../core/budgets/slo.ts'
import { checkShape } from '../reading/check-shape.ts'
import { millis } from '../reading/fields.ts'
import { linksFrom } from '../reading/links-shape.ts'
import { type Placed, placed } from '../reading/names.ts'
import type { Problem } from '../reading/problem.ts'
import type { Place, YamlFile } from '../reading/yaml-file.ts'
import { burnTableOf } from '../settings/burn-alerts-reader.ts'
import { costOf } from './cost-shape.ts'
import { serviceProblems } from './service-problems.ts'
import { type ServiceYaml, slosShape, type SloYaml } from './service-shape.ts'
import type { PlacedComposite, PlacedService, ServiceSurroundings } from './service-surroundings.ts'
import { sliOf } from './sli-reader.ts'
import { windowOf } from './window-shape.ts'
import { given } from '../reading/given.ts'

export interface ServicesRead {
  /** Services without a mistake in them, or what is left of them when there are problems. */
  readonly services: readonly PlacedService[]
  readonly problems: readonly Problem[]
}

/** Reads one file of `slos/`. */
export function readServices(file: YamlFile, around: ServiceSurroundings): ServicesRead {
  const { rest, problems: shape } = checkShape(file, slosShape)
  const found = placed(file.at('services'), rest?.services ?? [])
  const problems = found.flatMap(({ yaml, place }) => serviceProblems(place, yaml, around))
  return {
    services: found.map(({ yaml, place }) => ({
      service: serviceOf(place, yaml, around),
      owner: yaml.owner,
      composites: compositesOf(place, yaml),
      place,
    })),
    problems: [...shape, ...problems],
  }
}

function serviceOf(place: Place, yaml: ServiceYaml, around: ServiceSurroundings): Service {
  return {
    name: yaml.name,
    title: yaml.title,
    policy: yaml.policy ?? around.defaultPolicy ?? '',
    ...given({
      journey: yaml.journey,
      links: linksFrom(yaml.links),
      enforcement: yaml.enforcement,
      stakeholders: yaml.stakeholders,
      cost: yaml.cost && costOf(yaml.cost),
      flags: yaml.flags?.map((flag) => flagOf(flag, around)),
    }),
    slos: placed(place.at('slos'), yaml.slos).flatMap((slo) => sloOf(yaml.name, slo, around)),
  }
}

/** What the provider has no use for is left out. */
function flagOf(
  { provider, flag, project, environment, off }: NonNullable<ServiceYaml['flags']>[number],
  { flagProviders }: ServiceSurroundings,
): ServiceFlag {
  const isUnleash = flagProviders?.get(provider) === 'unleash'
  return {
    provider,
    key: flag,
    project: project ?? (isUnleash ? 'default' : null),
    environment: environment ?? null,
    offVariant: typeof off === 'object' ? off.variant : null,
  }
}

const compositesOf = (place: Place, yaml: ServiceYaml): readonly PlacedComposite[] =>
  placed(place.at('slos'), yaml.slos).flatMap(({ yaml: { name, sli }, place: at }) =>
    sli.composite === undefined ? [] : [{ slo: name, yaml: sli.composite, place: at.at('sli', 'composite') }],
  )

function sloOf(
  service: string,
  { yaml, place }: Placed<SloYaml>,
  around: ServiceSurroundings,
): readonly Slo[] {
  const objective = parseObjective(place.at('objective').text)
  if (objective === undefined) return []
  const { name, title, window, sli, budgeting, min_events: minEvents, sla, rationale, journey } = yaml
  const agreement = sla === undefined ? undefined : parseObjective(place.at('sla').text)
  const span = windowOf(window, around.timeZone)
  const table =
    yaml.burn_alerts === undefined ? (around.burnTable ?? 'workbook') : burnTableOf(yaml.burn_alerts)
  return [
    {
      service,
      name,
      title,
      objective,
      window: span,
      sli: sliOf(sli, around),
      ...given({ budgeting: budgeting && budgetingOf(budgeting), minEvents, agreement, rationale, journey }),
      ...given({ links: linksFrom(yaml.links) }),
      burnRules: usableRules(table, span, objective),
    },
  ]
}

function budgetingOf({ timeslices, ratio_timeslices: ratios }: NonNullable<SloYaml['budgeting']>): Budgeting {
  if (timeslices !== undefined)
    return { kind: 'timeslices', sliceMs: millis(timeslices.slice), target: timeslices.target / 100 }
  if (ratios !== undefined) return { kind: 'ratio-timeslices', sliceMs: millis(ratios.slice) }
  return { kind: 'occurrences' }
}

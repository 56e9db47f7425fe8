import { parseObjective } from '../budgets/objective.ts'
import type { Service, Sli, Slo } from '../budgets/slo.ts'
import type { RoleHolders } from '../deploys/directory.ts'
import { parseDuration } from '../time/duration.ts'
import { type Placed, placed } from './list-items.ts'
import { serviceProblems } from './service-problems.ts'
import type { Problem } from './problem.ts'
import { budgetingOf } from './slo-budgeting-schema.ts'
import { windowOf } from './slo-window-schema.ts'
import { secretProblems } from './secret-problems.ts'
import { checkShape } from './shape-problems.ts'
import { impliedSource, type ServiceSurroundings } from './service-surroundings.ts'
import { slosSchema, type ServiceYaml, type SliYaml, type SloYaml } from './slo-schema.ts'
import type { Path, YamlFile } from './yaml-file.ts'

export interface ServicesRead {
  /** Services without a mistake in them, or what is left of them when there are problems. */
  readonly services: readonly PlacedService[]
  readonly problems: readonly Problem[]
}

export interface PlacedService {
  readonly service: Service
  readonly owner: RoleHolders
  readonly file: YamlFile
  readonly path: Path
}

/** Reads one file of `slos/`. */
export function readServices(file: YamlFile, around: ServiceSurroundings): ServicesRead {
  const { rest, problems: shape } = checkShape(file, slosSchema)
  const found = placed(file, ['services'], rest?.services ?? [])
  const problems = found.flatMap(({ yaml, path }) => serviceProblems(file, path, yaml, around))
  return {
    services: found.map(({ yaml, path }) => ({
      service: serviceOf(file, path, yaml, around),
      owner: { groups: yaml.owner.groups ?? [], users: yaml.owner.users ?? [] },
      file,
      path,
    })),
    problems: [...file.problems, ...secretProblems(file), ...shape, ...problems],
  }
}

function serviceOf(file: YamlFile, path: Path, yaml: ServiceYaml, around: ServiceSurroundings): Service {
  return {
    name: yaml.name,
    title: yaml.title,
    ...(yaml.journey !== undefined && { journey: yaml.journey }),
    policy: yaml.policy ?? around.defaultPolicy ?? '',
    ...(yaml.stakeholders !== undefined && { stakeholders: yaml.stakeholders }),
    slos: placed(file, [...path, 'slos'], yaml.slos).flatMap((slo) => sloOf(file, yaml.name, slo, around)),
  }
}

function sloOf(
  file: YamlFile,
  service: string,
  { yaml, path }: Placed<SloYaml>,
  around: ServiceSurroundings,
): readonly Slo[] {
  const objective = parseObjective(file.textOf([...path, 'objective']) ?? '')
  if (objective === undefined) return []
  const { name, title, window, sli, budgeting, min_events: minEvents, sla, rationale, journey } = yaml
  const agreement = sla === undefined ? undefined : parseObjective(file.textOf([...path, 'sla']) ?? '')
  return [
    {
      service,
      name,
      title,
      objective,
      window: windowOf(window, around.timeZone),
      sli: sliOf(sli, around),
      ...(budgeting !== undefined && { budgeting: budgetingOf(budgeting) }),
      ...(minEvents !== undefined && { minEvents }),
      ...(agreement !== undefined && { agreement }),
      ...(rationale !== undefined && { rationale }),
      ...(journey !== undefined && { journey }),
    },
  ]
}

function sliOf({ events, latency, ratio, remaining }: SliYaml, around: ServiceSurroundings): Sli {
  const source = (named: string | undefined): string => named ?? impliedSource(around.sources) ?? ''
  if (events !== undefined)
    return {
      kind: 'events',
      source: source(events.source),
      ...(events.good !== undefined && { good: events.good.trim() }),
      ...(events.bad !== undefined && { bad: events.bad.trim() }),
      total: events.total.trim(),
    }
  if (latency !== undefined)
    return {
      kind: 'latency',
      source: source(latency.source),
      histogram: latency.histogram.trim(),
      threshold: thresholdOf(latency.threshold),
    }
  if (ratio !== undefined) return { kind: 'ratio', source: source(ratio.source), expr: ratio.expr.trim() }
  if (remaining !== undefined)
    return {
      kind: 'remaining',
      source: source(remaining.source),
      expr: remaining.expr.trim(),
      unit: remaining.unit,
      ...(remaining.burn_rate !== undefined && { burnRate: remaining.burn_rate.trim() }),
    }
  return { kind: 'pushed' }
}

/** In seconds, which histograms of durations count in, unless a bare number says the histogram's own unit. */
const thresholdOf = (threshold: string | number): number =>
  typeof threshold === 'number' ? threshold : (parseDuration(threshold) ?? 0) / 1_000

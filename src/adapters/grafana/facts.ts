import type { Objective } from '../../core/budgets/objective.ts'
import { levelBands } from '../../core/pictures/level-bands.ts'
import type { LevelBand } from '../../core/pictures/picture.ts'
import type { Catalog } from '../../core/policy/catalog.ts'
import type { Policy } from '../../core/policy/policy.ts'

/** What dashboards take from the configuration. */
export interface DashboardFacts {
  /** The levels of the policies, those of the policy that most services have first. */
  readonly bands: readonly PolicyBands[]
  /** Names of the levels that are freezes. */
  readonly freezeLevels: readonly string[]
  /** What the recording rules record, of services with many SLIs first. */
  readonly slis: readonly RecordedSli[]
  /** Where people reach the bot's pages; null where the configuration does not say. */
  readonly pagesUrl: string | null
}

export interface PolicyBands {
  readonly services: readonly string[]
  /** From the top down, without a gap. */
  readonly bands: readonly LevelBand[]
}

/** The success ratio of one SLO, as a rule records it. */
export interface RecordedSli {
  readonly service: string
  readonly slo: string
  /** `sli:availability:ratio` */
  readonly series: string
  /** `30d` */
  readonly window: string
  readonly objective: Objective
}

/** The facts of a checked configuration. */
export function dashboardFacts(
  { services, policies }: Catalog,
  slis: readonly RecordedSli[],
  pagesUrl: string | null,
): DashboardFacts {
  const governed = Map.groupBy(services.values(), ({ policy }) => policy)
  const inUse = [...governed]
    .flatMap(([name, found]): { policy: Policy; services: string[] }[] => {
      const policy = policies.get(name)
      return policy === undefined ? [] : [{ policy, services: found.map((one) => one.name) }]
    })
    .toSorted((a, b) => b.services.length - a.services.length)
  const levels = inUse.flatMap(({ policy }) => policy.levels.filter(({ freeze }) => freeze))
  return {
    bands: inUse.map(({ policy, services: named }) => ({ services: named, bands: levelBands(policy) })),
    freezeLevels: [...new Set(levels.map(({ name }) => name))],
    slis: richestFirst(slis),
    pagesUrl,
  }
}

function richestFirst(slis: readonly RecordedSli[]): readonly RecordedSli[] {
  const counts = Map.groupBy(slis, ({ service }) => service)
  const countOf = ({ service }: RecordedSli): number => counts.get(service)?.length ?? 0
  return slis.toSorted((a, b) => countOf(b) - countOf(a))
}

import type { BurnTable } from '../../core/budgets/burn-tables.ts'
import type { Service } from '../../core/budgets/slo.ts'
import type { RoleHolders } from '../../core/people/role-book.ts'
import type { Place } from '../reading/yaml-file.ts'
import type { FlagProviderKind } from '../settings/flag-providers-shape.ts'
import type { CompositeYaml } from './sli-shape.ts'

/** What the services of a file may refer to. */
export interface ServiceSurroundings {
  /** The kinds of the configured flag providers by their names, undefined where that could not be read. Left out: none. */
  readonly flagProviders?: ReadonlyMap<string, FlagProviderKind | undefined>
  readonly defaultPolicy: string | undefined
  readonly policies: readonly string[]
  /** Undefined when `budgeteer.yaml` could not be read. */
  readonly sources: readonly string[] | undefined
  /** Of calendar windows that name no zone. */
  readonly timeZone: string
  /** How long pushed counts are kept. */
  readonly pushedCountsMs: number
  /** Of SLOs that say nothing of their own; undefined where `budgeteer.yaml` leaves it open. */
  readonly burnTable?: BurnTable | undefined
}

/** A source may be left unsaid when there is one, or one called main. */
export const impliedSource = (sources: readonly string[] = []): string | undefined =>
  sources.length === 1 ? sources[0] : sources.find((name) => name === 'main')

export interface PlacedService {
  readonly service: Service
  readonly owner: RoleHolders
  /** Those of its SLOs whose parts have yet to be resolved. */
  readonly composites: readonly PlacedComposite[]
  readonly place: Place
}

/** A composite as its file has it. */
export interface PlacedComposite {
  readonly slo: string
  readonly yaml: CompositeYaml
  /** Of its `composite`. */
  readonly place: Place
}

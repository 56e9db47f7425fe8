import type { SliSource } from '../budgets/sli-source.ts'
import type { FreezeStores } from '../freezes/freeze-world.ts'
import type { World } from '../policy/world.ts'
import type { AlertMapping } from './alert.ts'
import type { IncidentStore } from './incident.ts'

export interface IncidentStores extends FreezeStores {
  readonly incidents: IncidentStore
}

/** What the use cases of incidents need from outside. */
export interface IncidentWorld extends World<IncidentStores, 'incidents'> {
  readonly source: SliSource
}

/** What taking alerts needs beside it. */
export interface AlertWorld extends IncidentWorld {
  /** How alerts name services, as configured now. */
  readonly mapping: () => AlertMapping
  /** Resolves when the event loop has taken in what is waiting on its sockets. */
  readonly nextTurn: () => Promise<unknown>
}

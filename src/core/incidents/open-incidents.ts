import type { Clock } from '../kernel/time/clock.ts'
import type { CurrentCatalog } from '../policy/catalog.ts'
import type { IncidentStore } from './incident.ts'

interface OpenIncidentsWorld {
  readonly catalog: CurrentCatalog
  readonly clock: Clock
  readonly store: { readonly incidents: Pick<IncidentStore, 'since'> }
}

/** How many incidents of each service go on, also where it is none. Rejects when the store fails. */
export async function openIncidents({
  catalog,
  clock,
  store,
}: OpenIncidentsWorld): Promise<ReadonlyMap<string, number>> {
  const open = new Map([...catalog().services.keys()].map((service) => [service, 0]))
  for (const { service, endedAt } of await store.incidents.since(undefined, clock.now())) {
    const before = open.get(service)
    if (before !== undefined && endedAt === null) open.set(service, before + 1)
  }
  return open
}

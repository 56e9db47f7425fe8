import type { CurrentCatalog } from '../policy/catalog.ts'
import type { IncidentStore } from './incident.ts'

interface OpenIncidentsWorld {
  readonly catalog: CurrentCatalog
  readonly store: { readonly incidents: Pick<IncidentStore, 'openCounts'> }
}

/** How many incidents of each service go on, also where it is none. Rejects when the store fails. */
export async function openIncidents({
  catalog,
  store,
}: OpenIncidentsWorld): Promise<ReadonlyMap<string, number>> {
  const open = await store.incidents.openCounts()
  return new Map([...catalog().services.keys()].map((service) => [service, open.get(service) ?? 0]))
}

import type { Incident } from '../incidents/incident.ts'
import { newestFirst, type Page, type PageOf, pageOf } from '../kernel/paging.ts'
import type { DeployRequest, Grant } from '../requests/deploy-request.ts'
import type { Rollout } from '../rollouts/rollout.ts'
import { declaredEntry, type FreezeEntry, levelEntry, placeOfFreeze, windowEntry } from './freeze-entry.ts'
import type { RecordStores } from './record-world.ts'

/** A request with its newest grant, which says what became of it. */
export interface ListedRequest {
  readonly request: DeployRequest
  readonly grant: Grant | undefined
}

/** What is on record of a service, list by list. */
export interface ServiceLists {
  readonly requests: Page<ListedRequest>
  readonly incidents: Page<Incident>
  readonly freezes: Page<FreezeEntry>
  readonly deployments: Page<Rollout>
}

export type ServiceList = keyof ServiceLists
export const SERVICE_LISTS: readonly ServiceList[] = ['requests', 'incidents', 'freezes', 'deployments']

/** A page of each list of a service, newest first. */
export const serviceLists: {
  readonly [List in ServiceList]: (
    stores: RecordStores,
    service: string,
    page: PageOf,
  ) => Promise<ServiceLists[List]>
} = {
  async requests(stores, service, { before, limit }) {
    const found = await stores.requests.list({
      service,
      ...(before !== null && { before }),
      limit: limit + 1,
    })
    const { rows, next } = pageOf(found, limit, ({ requestedAt, id }) => ({ at: requestedAt, id }))
    const grants = await stores.grants.ofRequests(rows.map(({ id }) => id))
    const grantOf = new Map(grants.map((grant) => [grant.requestId, grant]))
    return { rows: rows.map((request) => ({ request, grant: grantOf.get(request.id) })), next }
  },

  incidents: (stores, service, page) => stores.incidents.page(service, page),

  async freezes(stores, service, page) {
    const { levelFreezes, declaredFreezes, windowRuns } = stores
    const [levels, declared, windows] = [
      await levelFreezes.page(service, page),
      await declaredFreezes.page(service, page),
      await windowRuns.page(service, page),
    ]
    const found = [
      ...levels.rows.map(levelEntry),
      ...declared.rows.map(declaredEntry),
      ...windows.rows.map(windowEntry),
    ].toSorted((one, other) => newestFirst(placeOfFreeze(one), placeOfFreeze(other)))
    const merged = pageOf(found, page.limit, placeOfFreeze)
    const isMore = [levels, declared, windows].some(({ next }) => next !== null)
    const last = merged.rows.at(-1)
    return isMore && last !== undefined ? { ...merged, next: placeOfFreeze(last) } : merged
  },

  deployments: (stores, service, page) => stores.rollouts.page(service, page),
}

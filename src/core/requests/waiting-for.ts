import { type FreezeFacts, type FreezeFactStores, loadFreezeFacts } from '../freezes/freeze-facts.ts'
import type { CalendarStore } from '../calendar/planned-deployment.ts'
import { isWords } from '../kernel/prompt.ts'
import type { Actor, People } from '../people/authority.ts'
import type { CurrentCatalog } from '../policy/catalog.ts'
import type { Status } from '../policy/status.ts'
import { withApproval } from './approval.ts'
import { withRolesHeldStill } from './click.ts'
import type { DeployRequest, RequestStore } from './deploy-request.ts'
import { openSlotBook } from './slot-book.ts'
import { wantedBy } from './wanted-by.ts'

/** An open request with what bears on it. */
export interface WaitingRequest {
  readonly request: DeployRequest
  readonly status: Status | undefined
  readonly freezeFacts: FreezeFacts
}

export interface WaitingWorld extends People {
  readonly catalog: CurrentCatalog
  readonly store: FreezeFactStores & {
    readonly requests: Pick<RequestStore, 'list'>
    readonly calendar: CalendarStore
  }
}

/** Open requests of all services are few; of more than these the newest are looked at. */
const MOST_REQUESTS = 1_000

/** Open requests that have not expired, the longest waiting first. Approvers count with the roles that they hold still. */
export async function waitingRequests(
  world: WaitingWorld,
  statuses: readonly Status[],
  now: number,
): Promise<readonly WaitingRequest[]> {
  const { store, directory } = world
  const open = (await store.requests.list({ states: ['open'], limit: MOST_REQUESTS })).filter(
    ({ expiresAt }) => expiresAt > now,
  )
  const approvers = new Set(open.flatMap(({ approvals }) => approvals.map(({ userId }) => userId)))
  const identities = await directory.identify([...approvers])
  const catalog = world.catalog()
  const statusOf = new Map(statuses.map((status) => [status.service, status]))
  const freezeFacts = await loadFreezeFacts(store, catalog, now)
  const wanted = open.map((request) => wantedBy(request, catalog))
  const known = wanted.filter((one) => one !== undefined)
  const slots = await openSlotBook(store, catalog, known, (service) => statusOf.get(service), now)
  return open
    .map((request, index): WaitingRequest => {
      const status = statusOf.get(request.service)
      const facts = freezeFacts(request.service, status)
      const one = wanted[index]
      return {
        request: withRolesHeldStill(request, identities, world.roleBook()),
        status,
        freezeFacts: one === undefined ? facts : { ...facts, slot: slots.slot(one, false) },
      }
    })
    .toSorted((a, b) => a.request.waitingSince - b.request.waitingSince)
}

/** Those that somebody's approval would bring forward: where Approve would not be refused. */
export const waitingFor = (
  rules: Pick<WaitingWorld, 'catalog' | 'roleBook'>,
  waiting: readonly WaitingRequest[],
  actor: Extract<Actor, { doubt: null }>,
  now: number,
): readonly DeployRequest[] =>
  waiting.flatMap(({ request, status, freezeFacts }) => {
    const { userId, name } = actor
    const roles = actor.rolesFor(request.service)
    const counted = withApproval(rules, { request, userId, name, roles, status, freezeFacts, now })
    return isWords(counted) ? [] : [request]
  })

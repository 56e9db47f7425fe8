import { actorOf } from '../people/authority.ts'
import { isWords, recorded, say, type Words } from '../kernel/prompt.ts'
import type { NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import { loadFreezeFacts } from '../freezes/freeze-facts.ts'
import type { OwedMessage } from '../kernel/outbox/owed-message.ts'
import { openSeats } from '../policy/seats.ts'
import type { Status } from '../policy/status.ts'
import { withSlot } from './slot-book.ts'
import type { DeployRequest, Grant } from './deploy-request.ts'
import type { RequestWorld, RequestStores } from './request-world.ts'
import { type Click, judgedNow, noSeatFor, withApproval } from './approval.ts'
import { approvalUpdate, type NoticeContext, notices } from './notices.ts'
import type { ClickOutcome } from './outcome.ts'
import { grantEntries, requestEntry } from './record.ts'
import { settled } from './settle.ts'
import { rolesInTurn } from './silence.ts'
import { standingOf, voided } from './standing.ts'
import { LIMITS } from '../kernel/text-limits.ts'
import type { Identity } from '../people/identity.ts'
import { groupsDoubt, type RoleBook, rolesOf } from '../people/role-book.ts'

/** What a click makes of a request: a refusal for the clicker, or the request as it stands afterwards. */
export type Act = (click: Click) => Words | Acted

export interface Acted {
  readonly request: DeployRequest
  /** The grant that the request stands on now. */
  readonly grant?: Grant | null
  readonly grants?: readonly Grant[]
  readonly entries: readonly NewAuditEntry[]
  /** What the requester and the approvers are told, but for whoever clicked. */
  readonly event?: 'granted' | 'rejected' | 'cancelled'
  /** Messages beside the request's own. */
  readonly owed?: readonly OwedMessage[] | ((context: NoticeContext, nonce: string) => readonly OwedMessage[])
}

/**
 * Records an approval, if the person may fill a seat that is still open. `textChanges` is how many changes of its texts the
 * message that was clicked shows; left out, all.
 */
export const approve = (
  world: RequestWorld,
  requestId: string,
  userId: string,
  textChanges?: number,
): Promise<ClickOutcome> =>
  click(world, requestId, userId, (given) => {
    const { roles, now } = given
    const counted = withApproval(world, given, textChanges)
    if (isWords(counted)) return counted
    const { approved, decision, policy } = counted
    const outcome = settled(approved, undefined, decision, policy, now, world.ids)
    const approval = requestEntry('approval', userId, outcome.request, now, { roles: [...roles] })
    const grant = requestEntry('grant', userId, outcome.request, now, { grant: outcome.grant?.id ?? null })
    return {
      request: outcome.request,
      grant: outcome.grant,
      grants: outcome.changed,
      entries: outcome.grant === null ? [approval] : [approval, grant],
      ...(outcome.grant === null ? {} : { event: 'granted' as const }),
    }
  })

/** Ends a request, if the person may fill a seat that is still open. The reason is shown to everybody concerned. */
export const reject = (
  world: RequestWorld,
  requestId: string,
  userId: string,
  reason: string,
): Promise<ClickOutcome> => click(world, requestId, userId, rejection(world, reason))

/** Whether somebody may reject a request, before they are asked for a reason. */
export const mayReject = (world: RequestWorld, requestId: string, userId: string): Promise<ClickOutcome> =>
  click(world, requestId, userId, rejection(world, '…'), { isTrial: true })

const rejection =
  (world: RequestWorld, reason: string): Act =>
  ({ request, userId, roles, status, freezeFacts, now }) => {
    if (request.requestedBy === userId)
      return say`This is your own request: ${{ kind: 'cancel-request' }} withdraws it.`
    if (reason.trim() === '') return 'Say why, so that the requester knows what to change.'
    const verdict = judgedNow(world, request, status, freezeFacts, now)
    const decision = verdict?.decision ?? request.decision
    if (decision.decision === 'blocked') return decision.explanation
    const open = openSeats(decision.seats)
    const inTurn = verdict && rolesInTurn({ ...request, decision }, verdict.policy)
    if (!(inTurn ?? open.map(({ role }) => role)).some((role) => roles.has(role)))
      return noSeatFor(roles, open, world.roleBook())
    const given = { userId, at: now, reason: reason.trim().slice(0, LIMITS.summary) }
    const rejected: DeployRequest = { ...request, state: 'rejected', rejection: given, endedAt: now }
    const entry = requestEntry('rejection', userId, rejected, now, { reason: given.reason })
    return { request: rejected, entries: [entry], event: 'rejected' }
  }

/** Withdraws a request; only the one who opened it may. */
export const cancelRequest = (
  world: RequestWorld,
  requestId: string,
  userId: string,
): Promise<ClickOutcome> =>
  click(
    world,
    requestId,
    userId,
    ({ request, grant, now }) => {
      if (request.requestedBy !== userId) return 'Only the requester can withdraw a request.'
      if (grant !== undefined && grant.usedAt !== null)
        return 'The gate has let this deployment through already; there is nothing left to withdraw.'
      const cancelled: DeployRequest = { ...request, state: 'cancelled', endedAt: now }
      const grants = grant?.voidedAt === null ? [voided(grant, userId, now)] : []
      const entry = requestEntry('request_cancelled', userId, cancelled, now)
      return { request: cancelled, grants, entries: [entry], event: 'cancelled' }
    },
    { states: ['open', 'granted'] },
  )

/** How a click is taken. */
interface ClickOptions {
  /** In which the request may be; else the click is refused. */
  readonly states?: readonly DeployRequest['state'][]
  /** Only asks whether the click would be refused, before a form is opened for it. */
  readonly isTrial?: boolean
}

/**
 * Identities first, then everything else in one transaction: two clicks at once see each other. Whoever approved before counts
 * with the roles of then that they hold still.
 */
export async function click(
  world: RequestWorld,
  requestId: string,
  userId: string,
  act: Act,
  { states = ['open'], isTrial = false }: ClickOptions = {},
): Promise<ClickOutcome> {
  const known = await world.store.requests.byId(requestId)
  const [actor, approvers] = await Promise.all([
    actorOf(world, userId),
    world.directory.identify(known?.approvals.map((approval) => approval.userId) ?? []),
  ])

  return world.store.transaction(async (stores): Promise<ClickOutcome> => {
    const now = world.clock.now()
    const stored = await stores.requests.byId(requestId)
    if (stored === undefined)
      return { kind: 'refused', message: `There is no request ${requestId}.`, request: null }
    const request = stored.state === 'open' ? withRolesHeldStill(stored, approvers, world.roleBook()) : stored
    const refuse = (message: Words): Promise<ClickOutcome> => refused(stores, request, userId, message, now)

    if (actor.doubt !== null) return refuse(actor.doubt)
    const [grant] = await stores.grants.ofRequests([requestId])
    if (!states.includes(request.state)) return refuse(overText(request, grant, now))
    if (request.state === 'open' && request.expiresAt <= now) return refuse('This request has expired.')
    const status = await stores.statuses.of(request.service)
    const roles = actor.rolesFor(request.service)
    const catalog = world.catalog()
    const ofService = (await loadFreezeFacts(stores, catalog, now))(request.service, status)
    const freezeFacts = await withSlot(stores, catalog, request, status, ofService, now)
    const acted = act({ request, grant, userId, name: actor.name, roles, status, freezeFacts, now })
    if (isWords(acted)) return refuse(actor.doubtFor(request.service) ?? acted)
    if (isTrial) return { kind: 'recorded', request, grant: grant ?? null }

    await commit(world, stores, acted, { status, newest: grant, by: userId, now })
    return { kind: 'recorded', request: acted.request, grant: acted.grant ?? null }
  })
}

/** Approvers without the roles that they lost; who lost all has approved nothing. Who cannot be looked up keeps theirs. */
export function withRolesHeldStill(
  request: DeployRequest,
  identities: ReadonlyMap<string, Identity>,
  book: RoleBook,
): DeployRequest {
  const approvals = request.approvals.flatMap((approval) => {
    const identity = identities.get(approval.userId)
    if (identity?.known !== true || groupsDoubt(identity, request.service, book) !== null) return [approval]
    const now = rolesOf(identity, request.service, book)
    const roles = approval.roles.filter((role) => now.has(role))
    const isOut = identity.barred !== '' || (roles.length === 0 && approval.roles.length > 0)
    return isOut ? [] : [{ ...approval, roles }]
  })
  return { ...request, approvals }
}

/** Why nothing more can be done on a request that is not open. */
function overText(request: DeployRequest, grant: Grant | undefined, now: number): string {
  const standing = standingOf(request, grant, now)
  if (standing === 'used') return 'This request is used: the gate has let its deployment through.'
  if (standing === 'lapsed') return 'This request is over: its grant expired unused.'
  if (standing === 'superseded')
    return `Request ${request.supersededBy ?? ''} took the place of this one; nothing more can be done on it.`
  return `This request is ${request.state}; nothing more can be done on it.`
}

async function commit(
  world: RequestWorld,
  stores: RequestStores,
  { request, grants = [], entries, event, grant = null, owed: more = [] }: Acted,
  {
    status,
    newest,
    by,
    now,
  }: {
    readonly status: Status | undefined
    readonly newest: Grant | undefined
    readonly by: string
    readonly now: number
  },
): Promise<void> {
  const nonce = world.ids.next('m')
  const context: NoticeContext = {
    catalog: world.catalog(),
    roleBook: world.roleBook(),
    status,
    grant: grant ?? grants[0] ?? newest,
    now,
  }
  const owed: OwedMessage[] = [approvalUpdate(request, context, nonce)]
  if (event !== undefined) owed.push(...notices(request, event, context, nonce, by))

  await stores.requests.save([request])
  await stores.grants.save(grants)
  await stores.audit.append([...entries, ...grantEntries(grants, by, now)])
  await stores.outbox.owe([...owed, ...(typeof more === 'function' ? more(context, nonce) : more)])
}

async function refused(
  stores: RequestStores,
  request: DeployRequest,
  userId: string,
  message: Words,
  now: number,
): Promise<ClickOutcome> {
  await stores.audit.append([requestEntry('click_refused', userId, request, now, { why: recorded(message) })])
  return { kind: 'refused', message, request }
}

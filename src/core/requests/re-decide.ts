import { servicesIn } from '../freezes/announce-freeze.ts'
import type { Moment } from '../policy/world.ts'
import type { NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import type { OwedMessage } from '../kernel/outbox/owed-message.ts'
import { type FreezeFacts, loadFreezeFacts } from '../freezes/freeze-facts.ts'
import type { Catalog } from '../policy/catalog.ts'
import { levelNamed } from '../policy/policy.ts'
import type { Status } from '../policy/status.ts'
import type { Ids } from '../kernel/time/clock.ts'
import { withSlot } from './slot-book.ts'
import type { DeployRequest, Grant } from './deploy-request.ts'
import type { RequestStores } from './request-world.ts'
import { isLive, judged, peopleAtClick } from './judge.ts'
import type { RequestNotice } from './messages.ts'
import { approvalUpdate, type NoticeContext, notices } from './notices.ts'
import { grantEntries, requestEntry } from './record.ts'
import { settled } from './settle.ts'
import { voided } from './standing.ts'

/** Open requests of a service are few; more than this and the oldest are decided at their click or at the gate. */
const MOST_REQUESTS = 1_000

/**
 * After a change of level: decides a service's open requests and unused grants again, in the transaction of the change.
 * What the new level blocks waits for a better level, unless the level cancels planned deployments: then it is voided.
 * Requester and approvers are told in both cases.
 */
export async function reDecide(
  stores: Omit<RequestStores, 'statuses' | 'shadowAnswers'>,
  status: Status,
  { catalog, roleBook, ids, now }: Moment,
): Promise<void> {
  const requests = await stores.requests.list({
    service: status.service,
    states: ['open', 'granted'],
    limit: MOST_REQUESTS,
  })
  const grants = await stores.grants.ofRequests(requests.map(({ id }) => id))
  const ofService = (await loadFreezeFacts(stores, catalog, now))(status.service, status)
  const outcome = {
    requests: [] as DeployRequest[],
    grants: [] as Grant[],
    entries: [] as NewAuditEntry[],
    owed: [] as OwedMessage[],
  }

  for (const request of requests) {
    const grant = grants.find(({ requestId }) => requestId === request.id)
    if (!isUndecided(request, grant, now)) continue
    const freezeFacts = await withSlot(stores, catalog, request, status, ofService, now)
    const next = decidedAgain(request, grant, status, freezeFacts, catalog, now, ids)
    if (next === undefined) continue
    const nonce = ids.next('m')
    outcome.requests.push(next.request)
    outcome.grants.push(...next.grants)
    outcome.entries.push(requestEntry(next.kind, 'budgeteer', next.request, now))
    outcome.entries.push(...grantEntries(next.grants, 'budgeteer', now))
    const context: NoticeContext = { catalog, roleBook, status, grant: next.newest, now }
    outcome.owed.push(approvalUpdate(next.request, context, nonce))
    if (next.event !== null) outcome.owed.push(...notices(next.request, next.event, context, nonce))
  }
  await stores.requests.save(outcome.requests)
  await stores.grants.save(outcome.grants)
  await stores.audit.append(outcome.entries)
  await stores.outbox.owe(outcome.owed)
}

/** A used or expired grant is over, and no level brings it back. */
const isUndecided = (request: DeployRequest, grant: Grant | undefined, now: number): boolean =>
  request.state === 'open' ? request.expiresAt > now : grant !== undefined && isLive(grant, now)

interface Redecision {
  readonly request: DeployRequest
  /** Its newest grant, as it is left. */
  readonly newest: Grant | undefined
  readonly grants: readonly Grant[]
  readonly kind: 'request_decided' | 'request_voided' | 'grant'
  readonly event: RequestNotice['event'] | null
}

function decidedAgain(
  request: DeployRequest,
  grant: Grant | undefined,
  status: Status,
  freezeFacts: FreezeFacts,
  catalog: Catalog,
  now: number,
  ids: Ids,
): Redecision | undefined {
  const verdict = judged(request, {
    catalog,
    status,
    freezeFacts,
    now,
    people: peopleAtClick(request),
    grant,
  })
  if (verdict === undefined) return undefined
  const { decision, policy } = verdict
  const wasBlocked = request.decision.decision === 'blocked'

  if (decision.decision === 'blocked' && levelNamed(policy, decision.level)?.cancelsPlanned === true) {
    const over: DeployRequest = { ...request, state: 'voided', decision, decidedAt: now, endedAt: now }
    const grants = grant?.voidedAt === null ? [voided(grant, 'budgeteer', now)] : []
    return {
      request: over,
      newest: grants[0] ?? grant,
      grants,
      kind: 'request_voided',
      event: 'voided',
    }
  }
  const outcome = settled(request, grant, decision, policy, now, ids)
  const newlyGranted = outcome.changed.some(({ voidedAt }) => voidedAt === null)
  const reopens = request.state === 'granted' && outcome.request.state === 'open'
  const event = newlyGranted
    ? 'granted'
    : reopens
      ? 'reopened'
      : decision.decision === 'blocked' && !wasBlocked
        ? 'blocked-now'
        : decision.decision !== 'blocked' && wasBlocked
          ? 'allowed-again'
          : null
  return {
    request: outcome.request,
    newest: outcome.grant ?? outcome.changed[0] ?? grant,
    grants: outcome.changed,
    kind: newlyGranted ? 'grant' : 'request_decided',
    event,
  }
}

/**
 * Expires the open requests whose time is over, and tells requester and approvers; grants whose time is over unused show it
 * on their requests. Returns how many requests expired.
 */
export async function expireRequests(
  stores: Omit<RequestStores, 'shadowAnswers'>,
  { catalog, roleBook, ids, now }: Moment,
): Promise<number> {
  const lapsed = (await stores.grants.lapsed(now)).map((grant): Grant => ({ ...grant, lapsedAt: now }))
  await stores.grants.save(lapsed)
  await stores.audit.append(grantEntries(lapsed, 'budgeteer', now))
  for (const grant of lapsed) {
    const request = await stores.requests.byId(grant.requestId)
    if (request === undefined) continue
    const status = await stores.statuses.of(request.service)
    const context: NoticeContext = { catalog, roleBook, status, grant, now }
    await stores.outbox.owe([approvalUpdate(request, context, ids.next('m'))])
  }
  const expired = (await stores.requests.expired(now)).map((request): DeployRequest => ({
    ...request,
    state: 'expired',
    endedAt: now,
  }))
  const grants = await stores.grants.ofRequests(expired.map(({ id }) => id))
  for (const request of expired) {
    const nonce = ids.next('m')
    const context: NoticeContext = {
      catalog,
      roleBook,
      status: await stores.statuses.of(request.service),
      grant: grants.find(({ requestId }) => requestId === request.id),
      now,
    }
    await stores.outbox.owe([
      approvalUpdate(request, context, nonce),
      ...notices(request, 'expired', context, nonce),
    ])
  }
  await stores.requests.save(expired)
  await stores.audit.append(
    expired.map((request) => requestEntry('request_expired', 'budgeteer', request, now)),
  )
  return expired.length
}

/** After a freeze of these services (null: all) began or ended: decides their open requests and unused grants again. */
export async function reDecideScope(
  stores: RequestStores,
  services: readonly string[] | null,
  moment: Moment,
): Promise<void> {
  for (const service of servicesIn(moment.catalog, services)) {
    const status = await stores.statuses.of(service)
    if (status !== undefined) await reDecide(stores, status, moment)
  }
}

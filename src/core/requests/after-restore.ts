import type { NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import type { OwedMessage } from '../kernel/outbox/owed-message.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { Moment } from '../policy/world.ts'
import type { DeployRequest, Grant } from './deploy-request.ts'
import { approvalUpdate, notices } from './notices.ts'
import { grantEntries, requestEntry } from './record.ts'
import type { RequestStores } from './request-world.ts'
import { voided } from './standing.ts'

/** More open requests than these were never seen; the oldest of more keep their cards as they are. */
const MOST_REQUESTS = 1_000

export interface RestoredFrom {
  /** What the store was restored from, for people. */
  readonly file: string
  /** Of the newest entry in it; null for an empty log. */
  readonly newestAt: number | null
  readonly messages: number
}

/**
 * After a store was put back from a copy. Grants in it may have been used since the copy was made, and nobody can tell: they are
 * void, and whoever asked is told. The cards of open requests may show what is no longer on record: they are edited. Returns the
 * number of void grants.
 */
export async function settleRestore(
  stores: Pick<RequestStores, 'requests' | 'grants' | 'statuses' | 'audit' | 'outbox'>,
  { catalog, roleBook, ids, now }: Moment,
  from: RestoredFrom,
): Promise<number> {
  const open = await stores.requests.list({ states: ['open', 'granted'], limit: MOST_REQUESTS })
  const grants = await stores.grants.ofRequests(open.map(({ id }) => id))
  const over: Grant[] = []
  const requests: DeployRequest[] = []
  const entries: NewAuditEntry[] = []
  const owed: OwedMessage[] = []
  for (const request of open) {
    const grant = grants.findLast(({ requestId }) => requestId === request.id)
    const isUsable = grant?.voidedAt === null && grant.lapsedAt === null && grant.expiresAt > now
    if (request.state === 'granted' && !isUsable) continue
    const left = isUsable ? voided(grant, 'budgeteer', now) : grant
    const next: DeployRequest = isUsable ? { ...request, state: 'voided', endedAt: now } : request
    const status = await stores.statuses.of(request.service)
    const context = { catalog, roleBook, status, grant: left, now }
    owed.push(approvalUpdate(next, context, ids.next('m')))
    if (!isUsable || left === undefined) continue
    over.push(left)
    requests.push(next)
    entries.push(
      requestEntry('request_voided', 'budgeteer', next, now),
      ...grantEntries([left], 'budgeteer', now),
    )
    owed.push(...notices(next, 'voided', context, ids.next('m')))
  }
  await stores.requests.save(requests)
  await stores.grants.save(over)
  await stores.audit.append([
    {
      at: now,
      kind: 'store_restored',
      actor: 'budgeteer',
      service: '*',
      data: {
        file: from.file,
        newest: from.newestAt === null ? null : isoTime(from.newestAt),
        messages: from.messages,
        grants: over.length,
      },
    },
    ...entries,
  ])
  await stores.outbox.owe(owed)
  return over.length
}

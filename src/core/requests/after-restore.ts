import type { NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import type { OwedMessage } from '../kernel/outbox/owed-message.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import type { Moment } from '../policy/world.ts'
import type { DeployRequest, Grant } from './deploy-request.ts'
import { approvalUpdate, notices } from './notices.ts'
import { grantEntries, requestEntry } from './record.ts'
import type { RequestStores } from './request-world.ts'
import { voided } from './standing.ts'

/** So many requests are looked at together. */
const PAGE = 500

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
  const over: Grant[] = []
  const requests: DeployRequest[] = []
  const entries: NewAuditEntry[] = []
  const owed: OwedMessage[] = []
  for await (const { request, grant } of standing(stores)) {
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

/** Requests that are open or were granted, with their newest grant. Of many that were granted, an old one may be the one whose grant lives. */
async function* standing({ requests, grants }: Pick<RequestStores, 'requests' | 'grants'>) {
  for (let last: DeployRequest | undefined; ;) {
    const page = await requests.list({
      states: ['open', 'granted'],
      limit: PAGE,
      ...(last && { before: { at: last.requestedAt, id: last.id } }),
    })
    const granted = await grants.ofRequests(page.map(({ id }) => id))
    const grantOf = new Map(granted.map((grant) => [grant.requestId, grant]))
    for (const request of page) yield { request, grant: grantOf.get(request.id) }
    last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
  }
}

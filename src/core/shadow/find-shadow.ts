import type { IncidentStore } from '../incidents/incident.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import type { Catalog } from '../policy/catalog.ts'
import type { StatusStore } from '../policy/status.ts'
import type { RequestStore } from '../requests/deploy-request.ts'
import type { ShadowAnswerStore } from '../requests/shadow-answer.ts'
import type { ShadowedFacts } from './messages.ts'
import { shadowReport } from './shadow-report.ts'
import type { ShadowStore } from './shadow-store.ts'

export interface FindShadowStores {
  readonly shadows: Pick<ShadowStore, 'services'>
  readonly shadowAnswers: Pick<ShadowAnswerStore, 'since'>
  readonly statuses: Pick<StatusStore, 'all'>
  readonly requests: Pick<RequestStore, 'list'>
  readonly incidents: Pick<IncidentStore, 'since'>
}

/** Waits of the past are looked for so far back, and among so many requests. */
const PAST_MS = 365 * DAY_MS
const MOST_REQUESTS = 1_000

/** What enforcement would have done between two times to the services that are in shadow; of one of them where it is named. */
export async function findShadow(
  stores: FindShadowStores,
  catalog: Catalog,
  { from, to }: { readonly from: number; readonly to: number },
  service?: string,
): Promise<readonly ShadowedFacts[]> {
  const shadowed = (await stores.shadows.services()).filter(
    (one) => catalog.services.has(one.service) && (service === undefined || one.service === service),
  )
  if (shadowed.length === 0) return []
  const statuses = new Map((await stores.statuses.all()).map((status) => [status.service, status]))
  const answers = (await stores.shadowAnswers.since(from)).filter(({ at }) => at <= to)
  const requests = await stores.requests.list({
    states: ['granted', 'rejected'],
    since: to - PAST_MS,
    limit: MOST_REQUESTS,
  })
  const incidents = (await stores.incidents.since(service, from)).filter(({ startedAt }) => startedAt <= to)
  return shadowReport({ catalog, shadowed, statuses, answers, requests, incidents })
}

import { DAY_MS } from '../kernel/time/duration.ts'
import { WAYS } from '../policy/way.ts'
import type { DeployRequest, Grant } from '../requests/deploy-request.ts'
import type { Rollout } from '../rollouts/rollout.ts'
import type { Outcome, OutcomeState } from './outcome.ts'
import type { OutcomeStores } from './outcome-world.ts'

/** What is known of the deployment that a request brought. */
export interface BroughtDeployment {
  readonly request: DeployRequest
  /** Null while it is not used. */
  readonly deployedAt: number | null
  readonly state: OutcomeState
  /** When it ended so, as far as somebody said. */
  readonly endedAt: number | null
  /** When its outcome is to be told; null while that is open. */
  readonly dueAt: number | null
}

/** What is later than this is not told any more: nobody remembers it. */
const TOLD_WITHIN_MS = 7 * DAY_MS
/** From the wish to the end of the grant, whatever policies say. */
const LONGEST_WAIT_MS = 30 * DAY_MS
const MOST = 1_000

type Read = Pick<OutcomeStores, 'requests' | 'grants' | 'gatePasses' | 'rollouts' | 'outcomes'>

/** Requests on a way through a freeze whose outcome is due at `now` and not told yet, oldest first. */
export async function dueOutcomes(
  stores: Read,
  afterMs: number,
  now: number,
): Promise<readonly BroughtDeployment[]> {
  const since = now - LONGEST_WAIT_MS - TOLD_WITHIN_MS - afterMs
  const requests = await stores.requests.list({ states: ['granted'], ways: WAYS, since, limit: MOST })
  const told = await stores.outcomes.ofRequests(requests.map(({ id }) => id))
  const isTold = new Set(told.map(({ requestId }) => requestId))
  const brought = await broughtBy(
    stores,
    requests.filter(({ id }) => !isTold.has(id)),
    afterMs,
    now,
  )
  return brought
    .filter(({ dueAt }) => dueAt !== null && dueAt <= now && now - dueAt <= TOLD_WITHIN_MS)
    .toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
}

/** Those outcomes that were told as something else than what has become of them since, with what has. */
export async function changedSince(
  stores: Read,
  now: number,
): Promise<readonly { readonly outcome: Outcome; readonly brought: BroughtDeployment }[]> {
  const told = (await stores.outcomes.toldSince(now - LONGEST_WAIT_MS)).filter(
    ({ state }) => state !== 'rolled_back',
  )
  const requests = await stores.requests.ofIds(told.map(({ requestId }) => requestId))
  const brought = await broughtBy(stores, requests, 0, now)
  return told.flatMap((outcome) => {
    const one = brought.find(({ request }) => request.id === outcome.requestId)
    return one?.state === 'rolled_back' ? [{ outcome, brought: one }] : []
  })
}

async function broughtBy(
  stores: Read,
  requests: readonly DeployRequest[],
  afterMs: number,
  now: number,
): Promise<readonly BroughtDeployment[]> {
  const ids = requests.map(({ id }) => id)
  const grants = await stores.grants.ofRequests(ids)
  const passes = await stores.gatePasses.ofRequests(ids)
  const found: BroughtDeployment[] = []
  for (const request of requests) {
    const rollout = await stores.rollouts.ofRequest(request.id)
    const grant = grants.find(({ requestId }) => requestId === request.id)
    const passedAt = passes.find(({ requestId }) => requestId === request.id)?.at
    found.push(broughtOf(request, grant, passedAt, rollout, afterMs, now))
  }
  return found
}

function broughtOf(
  request: DeployRequest,
  grant: Grant | undefined,
  passedAt: number | undefined,
  rollout: Rollout | undefined,
  afterMs: number,
  now: number,
): BroughtDeployment {
  const times = [passedAt, grant?.usedAt ?? undefined, rollout?.startedAt].filter((at) => at !== undefined)
  if (times.length > 0) {
    const deployedAt = Math.min(...times)
    const { state = 'unreported', endedAt = null } = rollout ?? {}
    return { request, deployedAt, state, endedAt, dueAt: deployedAt + afterMs }
  }
  const overAt = grant && Math.min(grant.voidedAt ?? Infinity, grant.expiresAt)
  const dueAt =
    grant === undefined || overAt === undefined || overAt > now
      ? null
      : Math.max(overAt, grant.grantedAt + afterMs)
  return { request, deployedAt: null, state: 'never_used', endedAt: null, dueAt }
}

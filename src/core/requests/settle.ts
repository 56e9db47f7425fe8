import type { Decision } from '../policy/decision.ts'
import type { Policy } from '../policy/policy.ts'
import type { Ids } from '../kernel/time/clock.ts'
import type { DeployRequest, Grant } from './deploy-request.ts'
import { isLive } from './judge.ts'
import { voided } from './standing.ts'

export interface Settled {
  readonly request: DeployRequest
  /** The grant that the request stands on now, if any. */
  readonly grant: Grant | null
  /** Grants to be saved: the new one, or the one that was voided. */
  readonly changed: readonly Grant[]
}

/**
 * What a fresh decision makes of a request that is open or granted: an approved one has a live grant, one that needs
 * approval is open again and its unused grant void, a blocked one keeps what it has, because the gate decides again
 * anyway and the level may recover. `by` is who made it void.
 */
export function settled(
  request: DeployRequest,
  grant: Grant | undefined,
  decision: Decision,
  policy: Policy,
  now: number,
  ids: Ids,
  by = 'budgeteer',
): Settled {
  const decided = { ...request, decision, decidedAt: now }
  const live = grant !== undefined && isLive(grant, now) ? grant : undefined

  if (decision.decision === 'approved') {
    if (live !== undefined) return { request: { ...decided, state: 'granted' }, grant: live, changed: [] }
    const { service, change, risk, revision, environment } = request
    const fresh: Grant = {
      id: ids.next('g'),
      requestId: request.id,
      service,
      change,
      risk,
      revision,
      environment,
      level: decision.level,
      policyVersion: policy.version,
      seats: decision.seats.map(({ role, count }) => ({ role, count })),
      grantedAt: now,
      expiresAt: now + policy.grant.validMs,
      usedAt: null,
      uses: [],
      voidedAt: null,
      voidedBy: null,
      lapsedAt: null,
    }
    return { request: { ...decided, state: 'granted' }, grant: fresh, changed: [fresh] }
  }
  if (decision.decision === 'blocked') return { request: decided, grant: live ?? null, changed: [] }
  return {
    request: reopened(decided, request.state, policy, now),
    grant: null,
    changed: live === undefined ? [] : [voided(live, by, now)],
  }
}

/** A granted request that opens again gets the policy's full time to collect what it lacks, from those whose turn it is. */
function reopened(
  request: DeployRequest,
  before: DeployRequest['state'],
  policy: Policy,
  now: number,
): DeployRequest {
  if (before !== 'granted') return { ...request, state: 'open' }
  const expiresAt = now + policy.requestExpiresAfterMs
  return { ...request, state: 'open', expiresAt, escalations: [], waitingSince: now, remindedAt: null }
}

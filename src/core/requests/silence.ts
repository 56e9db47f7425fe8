import { ladderAt, nextRole, rolesAbove } from '../policy/escalation.ts'
import type { Policy } from '../policy/policy.ts'
import { openSeats } from '../policy/seats.ts'
import type { DeployRequest } from './deploy-request.ts'

/** A seat that is handed on. */
export interface Step {
  readonly seat: string
  readonly to: string
}

/** The next role of every open seat that has one at the request's level. Empty when no open seat has one. */
export function nextSteps({ decision, escalations }: DeployRequest, policy: Policy): readonly Step[] {
  const ladder = ladderAt(policy, decision.level)
  return openSeats(decision.seats).flatMap(({ role }) => {
    const to = nextRole(ladder, role, escalations)
    return to === null ? [] : [{ seat: role, to }]
  })
}

/** The roles whose turn it is: those of the open seats, and those that the ladder of the level lets them be handed to. */
export function rolesInTurn({ decision, escalations }: DeployRequest, policy: Policy): readonly string[] {
  const ladder = ladderAt(policy, decision.level)
  const open = openSeats(decision.seats).map(({ role }) => role)
  const above = escalations
    .filter(({ seat, to }) => open.includes(seat) && rolesAbove(ladder, seat).includes(to))
    .map(({ to }) => to)
  return [...new Set([...open, ...above])]
}

export type SilenceEnd = 'remind' | 'escalate'

/**
 * What is due for an unanswered request: a reminder, and later the next role. After a pause of the bot only the later of
 * the two is done, once. Null while the policy blocks it, when no seat is open, and when it has expired: then no approval
 * is needed.
 */
export function silenceDue(request: DeployRequest, policy: Policy, now: number): SilenceEnd | null {
  const { state, expiresAt, decision, waitingSince, remindedAt } = request
  const { remindAfterMs = null, escalateAfterMs = null } = policy.silence ?? {}
  if (state !== 'open' || expiresAt <= now || decision.decision === 'blocked') return null
  if (openSeats(decision.seats).length === 0) return null
  const silentMs = now - waitingSince
  if (escalateAfterMs !== null && silentMs >= escalateAfterMs && nextSteps(request, policy).length > 0)
    return 'escalate'
  return remindAfterMs !== null && silentMs >= remindAfterMs && remindedAt === null ? 'remind' : null
}

/** How long the oldest open request of each service has been waiting, in seconds; 0 where none is. */
export function pendingSeconds(
  services: Iterable<string>,
  requests: readonly Pick<DeployRequest, 'service' | 'state' | 'requestedAt' | 'expiresAt'>[],
  now: number,
): ReadonlyMap<string, number> {
  const pending = new Map([...services].map((service) => [service, 0]))
  for (const { service, state, requestedAt, expiresAt } of requests) {
    if (state !== 'open' || expiresAt <= now) continue
    const seconds = Math.max(0, now - requestedAt) / 1_000
    pending.set(service, Math.max(pending.get(service) ?? 0, seconds))
  }
  return pending
}

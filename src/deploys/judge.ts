import { type Bearings, metBy } from '../freezes/bearings.ts'
import { governed, type Catalog } from '../policy/catalog.ts'
import { decide } from '../policy/decide.ts'
import type { Decision } from '../policy/decision.ts'
import { standingOf } from '../policy/next-status.ts'
import { levelNamed, levelRank, type Policy } from '../policy/policy.ts'
import type { Approver } from '../policy/seats.ts'
import type { Status } from '../policy/status.ts'
import type { DeployRequest, Grant } from './deploy-request.ts'

/** A grant that may still be used. */
export const isLive = (grant: Grant, now: number): boolean =>
  grant.usedAt === null && grant.voidedAt === null && grant.expiresAt > now

export interface Judged {
  readonly policy: Policy
  readonly decision: Decision
}

export interface Circumstances {
  readonly catalog: Catalog
  readonly status: Status | undefined
  readonly bearings: Bearings
  readonly now: number
  /** Who approved, with the roles that count now. */
  readonly people: readonly Approver[]
  readonly grant?: Grant | undefined
  readonly confirmed?: readonly string[]
  readonly automatic?: boolean
}

/**
 * Decides a request afresh. An unexpired grant of the same policy version holds at its own or a better level: there it is
 * judged by the level that it was given at, so that a recovery never asks for approvals anew. One that was given while the
 * budget was unknown holds nowhere else. Whether a used grant may serve again is the caller's question.
 */
export function judged(request: DeployRequest, circumstances: Circumstances): Judged | undefined {
  const { catalog, status, bearings, now, people, grant, confirmed = [], automatic = false } = circumstances
  const found = governed(catalog, request.service)
  const change = found?.policy.changes.get(request.change)
  if (found === undefined || change === undefined) return undefined
  const { policy } = found
  const standing = standingOf(status, policy, now)
  const grantHolds =
    grant !== undefined &&
    grant.voidedAt === null &&
    grant.expiresAt > now &&
    grant.policyVersion === policy.version &&
    levelNamed(policy, grant.level) !== undefined &&
    levelRank(policy, standing.level) <= levelRank(policy, grant.level)
  const decision = decide(policy, {
    service: request.service,
    change,
    risk: request.risk,
    ...standing,
    ...(grantHolds && { grantedLevel: grant.level }),
    holds: bearings.holds,
    met: metBy(policy, [...request.answers.keys(), ...confirmed], bearings),
    people: people.filter(({ userId }) => userId !== request.requestedBy),
    automatic,
    claimsExemption: true,
  })
  return { policy, decision }
}

/** The people of a request with the roles that they held when they clicked. */
export const peopleAtClick = (request: DeployRequest): Approver[] =>
  request.approvals.map(({ userId, roles }) => ({ userId, roles: new Set(roles) }))

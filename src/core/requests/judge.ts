import { type FreezeFacts, serviceFacts } from '../freezes/freeze-facts.ts'
import { governed, type Catalog } from '../policy/catalog.ts'
import { decide } from '../policy/decide.ts'
import type { Decision } from '../policy/decision.ts'
import { ladderAt, withEscalations } from '../policy/escalation.ts'
import type { DecisionFacts } from '../policy/decision-facts.ts'
import { levelNamed, levelRank, type Policy } from '../policy/policy.ts'
import { type Approver, filledSeats, openSeats } from '../policy/seats.ts'
import type { Status } from '../policy/status.ts'
import { overrideRule } from '../policy/way.ts'
import type { DeployRequest, Grant } from './deploy-request.ts'

/** A grant that may still be used. */
export const isLive = (grant: Grant, now: number): boolean =>
  grant.usedAt === null && grant.voidedAt === null && grant.expiresAt > now

export interface Judged {
  readonly policy: Policy
  readonly decision: Decision
}

export interface RequestContext {
  readonly catalog: Catalog
  readonly status: Status | undefined
  readonly freezeFacts: FreezeFacts
  readonly now: number
  /** Who approved, with the roles that count now. */
  readonly people: readonly Approver[]
  readonly grant?: Pick<Grant, 'level' | 'policyVersion' | 'seats' | 'expiresAt' | 'voidedAt'> | undefined
  readonly confirmed?: readonly string[]
  readonly automatic?: boolean
}

/**
 * Decides a request again. An unexpired grant of the same policy version holds at its own or a better level: there it is
 * judged by the level that it was given at, so that a recovery never asks for approvals again. One that was given while the
 * budget was unknown holds nowhere else. One of another version is judged by the level of today and by the seats that it was
 * given under, so that an edit of the policy never widens it. Whether a used grant may serve again is the caller's question.
 */
export function judged(request: DeployRequest, context: RequestContext): Judged | undefined {
  const { catalog, status, freezeFacts, now, people, grant, confirmed = [], automatic = false } = context
  const found = governed(catalog, request.service)
  const change = found?.policy.changes.get(request.change)
  if (found === undefined || change === undefined) return undefined
  const { policy } = found
  const answered = [...request.answers.keys(), ...confirmed]
  const current = serviceFacts(policy, request.service, status, freezeFacts, answered, now)
  const liveGrant =
    grant !== undefined && grant.voidedAt === null && grant.expiresAt > now ? grant : undefined
  const isEdited = liveGrant !== undefined && liveGrant.policyVersion !== policy.version
  const grantHolds =
    liveGrant !== undefined &&
    !isEdited &&
    levelNamed(policy, liveGrant.level) !== undefined &&
    levelRank(policy, current.level) <= levelRank(policy, liveGrant.level)
  const facts: DecisionFacts = {
    ...current,
    serviceTitle: found.service.title,
    change,
    risk: request.risk,
    ...(grantHolds && { grantedLevel: liveGrant.level }),
    way: request.way,
    people: countedPeople(request, people, policy, grantHolds ? liveGrant.level : current.level),
    automatic,
    claimsExemption: true,
  }
  const decision = decide(policy, facts)
  if (!isEdited || decision.decision !== 'approved') return { policy, decision }
  const isWidened = openSeats(filledSeats(liveGrant.seats, facts.people)).length > 0
  return {
    policy,
    decision: isWidened ? decide(policy, { ...facts, grantedSeats: liveGrant.seats }) : decision,
  }
}

/**
 * Nobody approves their own request. An override is the act of its requester alone; once they may no longer override,
 * they do not count on it, whatever other role they hold.
 */
function countedPeople(
  { way, requestedBy, escalations }: Pick<DeployRequest, 'way' | 'requestedBy' | 'escalations'>,
  people: readonly Approver[],
  policy: Policy,
  levelName: string,
): readonly Approver[] {
  if (way === 'override') {
    const own = people.filter(({ userId }) => userId === requestedBy)
    return overrideRule(policy, own) === null ? [] : own
  }
  const others = people.filter(({ userId }) => userId !== requestedBy)
  return withEscalations(others, escalations, ladderAt(policy, levelName))
}

/** The people of a request with the roles that they held when they clicked. */
export const peopleAtClick = (request: DeployRequest): Approver[] =>
  request.approvals.map(({ userId, roles }) => ({ userId, roles: new Set(roles) }))

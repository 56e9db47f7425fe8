import { say, type Words } from '../kernel/prompt.ts'
import { serviceFacts } from '../freezes/freeze-facts.ts'
import { checklistFor } from '../policy/checklist.ts'
import { governed } from '../policy/catalog.ts'
import { decide } from '../policy/decide.ts'
import type { Decision, ReasonCode } from '../policy/decision.ts'
import { serviceTitle } from '../policy/titles.ts'
import { enforcementAt } from '../policy/enforcement.ts'
import { type Freshness, freshnessOf } from '../policy/next-status.ts'
import type { Approver } from '../policy/seats.ts'
import type { Ids } from '../kernel/time/clock.ts'
import { isoOrNull } from '../kernel/time/iso-time.ts'
import type { DeployRequest, Grant } from '../requests/deploy-request.ts'
import { judged } from '../requests/judge.ts'
import type { EnforcedAnswer, GateAnswer, GateCall } from '../requests/outcome.ts'
import { settled } from '../requests/settle.ts'
import {
  type GateContext,
  type GateFacts,
  isFurtherAttempt,
  isRepeat,
  refusal,
  usedBy,
} from './gate-context.ts'
import { shadowAnswer } from './shadow-answer.ts'
import { unfit } from './unfit-request.ts'

export interface GateVerdict {
  readonly answer: GateAnswer
  /** The request as the answer leaves it; null when there is none. */
  readonly request: DeployRequest | null
  /** Grants that the answer made, used or voided. */
  readonly grants: readonly Grant[]
}

/**
 * The gate's answer to one call. In shadow it is yes, and the call changes no request and no grant. Pure but for the ids of
 * a grant that it may have to make.
 */
export function answerFor(facts: GateFacts, ids: Ids): GateVerdict {
  const enforced = enforcedAnswer(facts, ids)
  const { answer } = enforced
  const { enforcement, line } = enforcementAt(facts.catalog, facts.call.service, answer.level)
  if (enforcement !== 'shadow' || line === null) return enforced
  const title = serviceTitle(facts.catalog, facts.call.service)
  return { answer: shadowAnswer(answer, line, title), request: null, grants: [] }
}

/** What the policy says, whether it binds or not. */
function enforcedAnswer(facts: GateFacts, ids: Ids): GateVerdict {
  const found = governed(facts.catalog, facts.call.service)
  const change = found?.policy.changes.get(facts.call.change)
  if (found === undefined || change === undefined) throw new Error('the gate was asked about an unknown name')
  const context: GateContext = { ...facts, policy: found.policy, change }

  if (!facts.gated) return without(context, ungated(context))
  return facts.request === undefined ? withoutRequest(context) : withRequest(context, facts.request, ids)
}

function withoutRequest(context: GateContext): GateVerdict {
  const { call } = context
  const decision = bare(context)
  if (call.requestId !== null)
    return without(
      context,
      refusal(decision, 'needs-approval', 'request_unknown', `There is no request ${call.requestId}.`),
    )
  if (decision.decision !== 'needs-approval') return without(context, decision)
  if (call.revision !== null && !isAskedOfPeople(decision)) return without(context, decision)
  const [reason, how]: [ReasonCode, Words] =
    call.revision === null
      ? ['revision_missing', 'Name the revision: a grant is bound to one.']
      : ['request_needed', askFor({ ...call, revision: call.revision })]
  return without(context, {
    ...decision,
    reasons: [reason, ...decision.reasons],
    explanation: say`${decision.explanation} ${how}`,
  })
}

const askFor = ({ service, revision, change }: GateCall & { readonly revision: string }): Words =>
  say`Ask in Slack: ${{ kind: 'request-deployment', for: { service, revision, change } }}`

function withRequest(context: GateContext, request: DeployRequest, ids: Ids): GateVerdict {
  const { call, grant, policy, status, freezeFacts, now, catalog, people, unidentified } = context
  const isRepeated = grant !== undefined && isRepeat(context, grant)
  const isRetried = grant !== undefined && isFurtherAttempt(context, grant)
  const ended = unfit(context, request)
  if (ended !== null) return { ...without(context, ended, request), request }

  const verdict = judged(request, {
    catalog,
    status,
    freezeFacts,
    now,
    people,
    grant,
    confirmed: call.confirmed,
    automatic: call.caller.automatic,
  })
  if (verdict === undefined) throw new Error(`request ${request.id} is about an unknown name`)
  const decision =
    unidentified && isUndecidedByPeople(request, verdict.decision)
      ? withReason(verdict.decision, 'identity_unknown', 'Not every approver could be looked up just now.')
      : verdict.decision

  if (decision.decision !== 'approved') {
    // A directory that does not answer is no reason to void a grant: the next call may know more. A used one is history.
    const lapses =
      isAskedOfPeople(decision) && request.state === 'granted' && !unidentified && !isRepeated && !isRetried
    if (!lapses) return { ...without(context, decision, request), request }
    const reopened = settled(
      withSeatedApprovals(request, decision, people),
      grant,
      decision,
      policy,
      now,
      ids,
      `token:${call.caller.token}`,
    )
    return { ...without(context, decision, request), request: reopened.request, grants: reopened.changed }
  }
  if (grant !== undefined && isRepeated) return allowed(context, decision, request, grant, [])
  if (grant !== undefined && isRetried) {
    const used = usedBy(call, grant, now)
    return allowed(context, decision, request, used, [used])
  }
  const outcome = settled(request, grant, decision, policy, now, ids)
  const granted = outcome.grant
  if (granted === null) throw new Error(`request ${request.id} is approved and has no grant`)
  // A grant from another version of the policy serves once, even if the new version allows reuse.
  const isUsedUp = policy.grant.singleUse || granted.policyVersion !== policy.version
  const used: Grant = isUsedUp ? usedBy(call, granted, now) : granted
  const isSettled = request.state === 'granted'
  return allowed(context, decision, isSettled ? request : outcome.request, used, [used])
}

/** It lacks what a request brings, and not a day in the calendar alone. */
const isAskedOfPeople = ({ reasons }: Decision): boolean =>
  reasons.includes('approval_missing') || reasons.includes('requirement_missing')

/** One more identity could have changed the answer: seats are open, or the person who overrode was not recognised. */
const isUndecidedByPeople = ({ way }: DeployRequest, { decision }: Decision): boolean =>
  decision === 'needs-approval' || (way === 'override' && decision === 'blocked')

/** Approvals that fill a seat today, with today's roles. The others lapse, so that their seats are open to new clicks. */
function withSeatedApprovals(
  request: DeployRequest,
  { seats }: Decision,
  people: readonly Approver[],
): DeployRequest {
  const seated = new Set(seats.flatMap(({ filledBy }) => filledBy))
  const rolesOfToday = new Map(people.map(({ userId, roles }) => [userId, [...roles]]))
  const approvals = request.approvals
    .filter(({ userId }) => seated.has(userId))
    .map((approval) => ({ ...approval, roles: rolesOfToday.get(approval.userId) ?? [] }))
  return { ...request, approvals }
}

/** What the policy says without approvals. */
function bare({ call, catalog, change, policy, status, freezeFacts, now }: GateContext): Decision {
  return decide(policy, {
    ...serviceFacts(policy, call.service, status, freezeFacts, call.confirmed, now),
    serviceTitle: serviceTitle(catalog, call.service),
    change,
    risk: call.risk ?? change.risk,
    people: [],
    automatic: call.caller.automatic,
    claimsExemption: call.caller.mayClaim.includes(change.name),
  })
}

const ungated = (context: GateContext): Decision => ({
  ...bare(context),
  decision: 'approved',
  reasons: ['ungated_environment'],
  seats: [],
  requires: [],
  rule: 'gate.environments',
  explanation: `${context.call.environment} is not gated: deploy as you like.`,
})

const withReason = (decision: Decision, reason: ReasonCode, why: string): Decision => ({
  ...decision,
  reasons: [...decision.reasons, reason],
  explanation: say`${decision.explanation} ${why}`,
})

function without(context: GateContext, decision: Decision, request?: DeployRequest): GateVerdict {
  const answer = answerOf(context, decision, request ?? null, null)
  return { answer, request: null, grants: [] }
}

const allowed = (
  context: GateContext,
  decision: Decision,
  request: DeployRequest,
  grant: Grant,
  grants: readonly Grant[],
): GateVerdict => ({ answer: answerOf(context, decision, request, grant), request, grants })

/** Who vouches for each requirement: the requester, and the pipeline for what it confirms. */
const vouchedBy = (call: GateCall, request: DeployRequest): ReadonlyMap<string, string> =>
  new Map([
    ...call.confirmed.map((name) => [name, `token:${call.caller.token}`] as const),
    ...[...request.answers.keys()].map((name) => [name, request.requestedBy] as const),
  ])

function answerOf(
  { call, status, policy, now }: GateContext,
  decision: Decision,
  request: DeployRequest | null,
  grant: Grant | null,
): EnforcedAnswer {
  const freshness: Freshness = freshnessOf(status, policy, now)
  return {
    ...decision,
    allowed: decision.decision === 'approved',
    requestId: request?.id ?? null,
    grantId: grant?.id ?? null,
    expiresAt: isoOrNull(grant?.expiresAt ?? null),
    budget: {
      remainingRatio: status?.remainingRatio ?? null,
      at: isoOrNull(status?.knownAt ?? null),
      stale: freshness !== 'fresh',
      ...(status?.young && { young: status.young }),
    },
    ...(request !== null &&
      policy.checklist !== undefined &&
      policy.checklist.length > 0 && {
        checklist: checklistFor(policy, decision, vouchedBy(call, request)),
      }),
  }
}

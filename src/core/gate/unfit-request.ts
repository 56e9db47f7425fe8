import type { Decision, ReasonCode } from '../policy/decision.ts'
import { riskIn } from '../policy/approval-words.ts'
import type { Policy } from '../policy/policy.ts'
import type { DeployRequest, Grant } from '../requests/deploy-request.ts'
import { isLive } from '../requests/judge.ts'
import type { GateCall } from '../requests/outcome.ts'
import { type GateContext, refusal, isFurtherAttempt, isRepeat } from './gate-context.ts'

/** Why a request cannot carry this call, whatever the policy says; null when it can. */
export function unfit(context: GateContext, request: DeployRequest): Decision | null {
  const { call, grant, now, policy } = context
  const refuse = (decision: 'blocked' | 'needs-approval', reason: ReasonCode, why: string): Decision =>
    refusal(
      { ...request.decision, level: context.status?.level ?? request.decision.level },
      decision,
      reason,
      why,
    )

  if (call.revision === null)
    return refuse('needs-approval', 'revision_missing', 'Name the revision: a grant is bound to one.')
  if (!matches(call, request))
    return refuse(
      'blocked',
      'request_mismatch',
      `Request ${request.id} was made for ${nameOf(request, policy)}.`,
    )
  const riskLadder = [...policy.risks.keys()]
  if (call.risk !== null && riskLadder.indexOf(call.risk) > riskLadder.indexOf(request.risk))
    return refuse(
      'blocked',
      'request_mismatch',
      `Request ${request.id} was approved for ${riskIn(policy, request.risk)}.`,
    )

  switch (request.state) {
    case 'rejected':
      return refuse(
        'blocked',
        'rejected',
        `Request ${request.id} was rejected: ${request.rejection?.reason ?? ''}`,
      )
    case 'voided':
      return refuse('blocked', 'request_voided', `Request ${request.id} was voided when the level worsened.`)
    case 'cancelled':
      return refuse(
        'needs-approval',
        'request_cancelled',
        request.supersededBy === null
          ? `Request ${request.id} was withdrawn. Ask again in Slack.`
          : `Request ${request.supersededBy} took the place of request ${request.id}.`,
      )
    case 'expired':
      return refuse(
        'needs-approval',
        'request_expired',
        `Request ${request.id} has expired. Ask again in Slack.`,
      )
    case 'open':
      return request.expiresAt > now
        ? null
        : refuse(
            'needs-approval',
            'request_expired',
            `Request ${request.id} has expired. Ask again in Slack.`,
          )
    case 'granted':
      if (grant === undefined || isLive(grant, now) || isRepeat(context, grant)) return null
      if (isFurtherAttempt(context, grant)) return null
      return grant.usedAt !== null
        ? refuse('needs-approval', 'grant_used', usedText(request, grant))
        : refuse(
            'needs-approval',
            'request_expired',
            `The grant of request ${request.id} is over. Ask again in Slack.`,
          )
  }
}

function usedText({ id }: DeployRequest, { uses: [first] }: Grant): string {
  const run = first?.run ?? null
  const by = run === null ? '' : ` by run ${run}`
  return `The grant of request ${id} was used${by}. Ask again in Slack.`
}

const matches = (call: GateCall, request: DeployRequest): boolean =>
  request.service === call.service &&
  request.change === call.change &&
  request.environment === call.environment &&
  request.revision === call.revision

/** With the names that a pipeline compares and copies. */
function nameOf({ change, service, revision, environment }: DeployRequest, { changes }: Policy): string {
  const title = changes.get(change)?.title
  const what = title === undefined ? change : `${title} (${change})`
  return `${what} ${revision} of ${service} in ${environment}`
}

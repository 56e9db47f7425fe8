import { type Bearings, loadBearings, metBy } from '../freezes/bearings.ts'
import { decide } from '../policy/decide.ts'
import type { Decision } from '../policy/decision.ts'
import { standingOf } from '../policy/next-status.ts'
import type { Policy } from '../policy/policy.ts'
import { freezeLevelOf } from '../policy/rule-under-holds.ts'
import type { Status } from '../policy/status.ts'
import type { DeployRequest } from './deploy-request.ts'
import type { DeployDeps } from './deps.ts'
import { doubtAbout } from './directory.ts'
import { approvalMessage } from './notices.ts'
import type { OpenOutcome, RequestInput } from './outcome.ts'
import { requestEntry } from './record.ts'
import { settled } from './settle.ts'
import { validated, type ValidRequest } from './validate-request.ts'
import { waysThrough } from './ways-through.ts'

/**
 * Opens a deploy request. One that the policy allows without anybody is granted at once; one that it blocks is answered
 * with the line that blocks it and the ways through. Every other one is shown in the approvals channel.
 */
export async function openRequest(deps: DeployDeps, input: RequestInput): Promise<OpenOutcome> {
  const identities = await deps.directory.identify([input.requestedBy])
  const doubt = doubtAbout(identities.get(input.requestedBy))
  if (doubt !== null) return { kind: 'identity', message: doubt }

  const catalog = deps.catalog()
  const valid = validated(input, catalog, deps.gatedEnvironments())
  if (valid.kind === 'invalid') return valid

  const outcome = await deps.store.transaction(async (stores): Promise<OpenOutcome> => {
    const now = deps.clock.now()
    const status = await stores.statuses.of(input.service)
    const bearings = (await loadBearings(stores, catalog, now))(input.service, status)
    const request = newRequest(input, valid, status, bearings, deps.ids.next('r'), now)

    if (request.decision.decision === 'blocked') {
      await stores.audit.append([requestEntry('request_decided', input.requestedBy, request, now)])
      return {
        kind: 'blocked',
        decision: request.decision,
        ways: waysThrough(valid.policy, levelOfBlock(valid.policy, request.decision)),
      }
    }
    const {
      request: decided,
      grant,
      changed,
    } = settled(request, undefined, request.decision, valid.policy, now, deps.ids)
    await stores.requests.save([decided])
    await stores.grants.save(changed)
    const opened = requestEntry('request_opened', input.requestedBy, decided, now)
    const granted = requestEntry('grant', input.requestedBy, decided, now, { grant: grant?.id ?? null })
    await stores.audit.append(grant === null ? [opened] : [opened, granted])
    await stores.outbox.owe([approvalMessage(decided, { catalog, roleBook: deps.roleBook(), status, now })])
    return { kind: 'opened', request: decided, grant }
  })
  deps.wakeSender()
  return outcome
}

/** The level whose ways through are those of a block: a freeze beside the levels is like the policy's freeze level. */
function levelOfBlock(policy: Policy, { level, reasons }: Decision): string {
  const isFrozen = reasons.includes('freeze_declared') || reasons.includes('freeze_scheduled')
  const isOfLevel = reasons.includes('freeze_active') || reasons.includes('risk_too_high')
  return isFrozen && !isOfLevel ? (freezeLevelOf(policy)?.name ?? level) : level
}

function newRequest(
  input: RequestInput,
  { policy, change, risk }: ValidRequest,
  status: Status | undefined,
  bearings: Bearings,
  id: string,
  now: number,
): DeployRequest {
  const decision = decide(policy, {
    service: input.service,
    change,
    risk,
    ...standingOf(status, policy, now),
    holds: bearings.holds,
    met: metBy(policy, input.answers.keys(), bearings),
    people: [],
    automatic: false,
    claimsExemption: true,
  })
  return {
    ...input,
    id,
    risk,
    requestedAt: now,
    expiresAt: now + policy.requestExpiresAfterMs,
    state: 'open',
    approvals: [],
    rejection: null,
    decision,
    decidedAt: now,
  }
}

import { type Moment, momentOf } from '../policy/world.ts'
import type { Words } from '../kernel/prompt.ts'
import { roleIn } from '../policy/approval-words.ts'
import { governed } from '../policy/catalog.ts'
import { listInWords } from '../kernel/list-in-words.ts'
import { isInShadow } from '../policy/enforcement.ts'
import { UNKNOWN_LEVEL } from '../policy/policy.ts'
import { openSeats } from '../policy/seats.ts'
import { callToApprove, sinceRecord } from './call-approvers.ts'
import { judgedNow, NOT_CONFIGURED } from './approval.ts'
import { click, type Acted } from './click.ts'
import type { DeployRequest } from './deploy-request.ts'
import type { RequestWorld, RequestStores } from './request-world.ts'
import { type NoticeContext, approvalUpdate } from './notices.ts'
import type { ClickOutcome } from './outcome.ts'
import { requestEntry } from './record.ts'
import { nextSteps, rolesInTurn, silenceDue, type Step } from './silence.ts'

/** A request whose open seats the next roles may take as well. The wait starts again. */
const handedOn = (
  request: DeployRequest,
  steps: readonly Step[],
  by: string,
  now: number,
): DeployRequest => ({
  ...request,
  escalations: [...request.escalations, ...steps.map((step) => ({ ...step, at: now, by }))],
  waitingSince: now,
  remindedAt: null,
})

const stepsRecord = (steps: readonly Step[]): { readonly steps: readonly string[] } => ({
  steps: steps.map(({ seat, to }) => `${seat} → ${to}`),
})

/**
 * Hands a request to the next roles of the policy's ladder. The requester may, and everybody who may fill an open seat.
 */
export const escalate = (world: RequestWorld, requestId: string, userId: string): Promise<ClickOutcome> =>
  click(world, requestId, userId, ({ request, grant, roles, status, freezeFacts, now }): Words | Acted => {
    const verdict = judgedNow(world, request, status, freezeFacts, now)
    if (verdict === undefined) return NOT_CONFIGURED
    const { decision, policy } = verdict
    if (decision.decision === 'blocked') return decision.explanation
    const fresh = { ...request, decision, decidedAt: now }
    const open = openSeats(decision.seats).map(({ role }) => role)
    if (open.length === 0) return 'Every seat of this request is filled already.'
    if (request.requestedBy !== userId && !rolesInTurn(fresh, policy).some((role) => roles.has(role)))
      return 'Only the requester, or somebody whose approval is asked for, hands a request on.'
    const steps = nextSteps(fresh, policy)
    if (steps.length === 0)
      return `${policy.title} has no next role for ${listInWords(open.map((role) => roleIn(policy, role)))} at ${decision.level}.`

    const handed = handedOn(fresh, steps, userId, now)
    const context: NoticeContext = {
      catalog: world.catalog(),
      roleBook: world.roleBook(),
      status,
      grant,
      now,
    }
    const nonce = world.ids.next('m')
    return {
      request: handed,
      entries: [requestEntry('escalation', userId, handed, now, stepsRecord(steps))],
      owed: callToApprove(
        { ...handed, waitingSince: request.waitingSince },
        { event: 'escalated', roles: steps.map(({ to }) => to), by: userId, nonce },
        context,
      ),
    }
  })

/** As many open requests as one run looks at, newest first. */
const MOST_REQUESTS = 1_000

/**
 * Reminds of unanswered approvals and hands them to the next role: each once, however long the bot was off. In shadow
 * nobody is called.
 */
export async function breakSilence(
  stores: RequestStores,
  { catalog, roleBook, ids, now }: Moment,
): Promise<number> {
  const open = await stores.requests.list({ states: ['open'], limit: MOST_REQUESTS })
  // Hardly any is due in a run, so each is asked for by itself.
  const grantOf = async ({ id }: DeployRequest) => (await stores.grants.ofRequests([id]))[0]
  let broken = 0
  for (const request of open) {
    const policy = governed(catalog, request.service)?.policy
    const due = policy && silenceDue(request, policy, now)
    if (policy === undefined || due === null || due === undefined) continue
    const status = await stores.statuses.of(request.service)
    if (isInShadow(catalog, request.service, status?.level ?? UNKNOWN_LEVEL)) continue
    broken += 1
    const context: NoticeContext = { catalog, roleBook, status, grant: await grantOf(request), now }
    const nonce = ids.next('m')
    const silent = sinceRecord(request)
    if (due === 'remind') {
      const roles = rolesInTurn(request, policy)
      const reminded = { ...request, remindedAt: now }
      await stores.requests.save([reminded])
      await stores.audit.append([
        requestEntry('approval_reminder', 'budgeteer', reminded, now, { ...silent, roles }),
      ])
      await stores.outbox.owe(callToApprove(request, { event: 'reminder', roles, by: null, nonce }, context))
      continue
    }
    const steps = nextSteps(request, policy)
    const handed = handedOn(request, steps, 'budgeteer', now)
    await stores.requests.save([handed])
    await stores.audit.append([
      requestEntry('escalation', 'budgeteer', handed, now, { ...silent, ...stepsRecord(steps) }),
    ])
    await stores.outbox.owe([
      approvalUpdate(handed, context, nonce),
      ...callToApprove(
        request,
        { event: 'escalated', roles: steps.map(({ to }) => to), by: null, nonce },
        context,
      ),
    ])
  }
  return broken
}

/** The same as a chore, in a transaction of its own. */
export const breakSilences = (world: RequestWorld): Promise<number> =>
  world.store.transaction((stores) => breakSilence(stores, momentOf(world)))

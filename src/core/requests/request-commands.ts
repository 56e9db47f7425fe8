import type { Way } from '../policy/way.ts'
import { answerRequirements, mayAnswer } from './answer-requirements.ts'
import { approve, cancelRequest, mayReject, reject } from './click.ts'
import type { RequestFilter } from './deploy-request.ts'
import { escalate } from './escalate.ts'
import { mayOpen } from './may-open.ts'
import { openRequest } from './open-request.ts'
import type { RequestInput } from './outcome.ts'
import { previewDecision } from './preview-decision.ts'
import type { RequestWorld } from './request-world.ts'
import { tickChecklist } from './tick-checklist.ts'

export type RequestCommands = ReturnType<typeof requestCommands>

/** Deploy requests, on any way: what people ask and click. User ids come from Slack's signed payload. */
export const requestCommands = (world: RequestWorld) => ({
  /** What this change would get now, on this way through a freeze if one is named, without approvals. */
  preview: async (service: string, change: string, risk: string | null, way?: Way) => {
    const decision = await previewDecision(world, service, change, risk, way)
    if (decision === undefined) throw new Error(`no service ${service} with a change type ${change}`)
    return decision
  },
  /** Why the form may not be opened for somebody; null when it may. Without a service: for none of them. */
  mayOpen: (way: Way | null, service: string | null, userId: string) => mayOpen(world, way, service, userId),
  open: (input: RequestInput) => openRequest(world, input),
  approve: (requestId: string, userId: string, textChanges?: number) =>
    approve(world, requestId, userId, textChanges),
  reject: (requestId: string, userId: string, reason: string) => reject(world, requestId, userId, reason),
  /** Whether the reject form may be opened; nothing is recorded but a refusal. */
  mayReject: (requestId: string, userId: string) => mayReject(world, requestId, userId),
  cancel: (requestId: string, userId: string) => cancelRequest(world, requestId, userId),
  /** Whether the form for requirements may be opened; nothing is recorded but a refusal. */
  mayAnswer: (requestId: string, userId: string) => mayAnswer(world, requestId, userId),
  /** Writes what the policy asks for. Requester only; a changed text voids the approvals before it. */
  answer: (requestId: string, userId: string, answers: ReadonlyMap<string, string>) =>
    answerRequirements(world, requestId, userId, answers),
  /** Hands a request to the next role of the policy's ladder. */
  escalate: (requestId: string, userId: string) => escalate(world, requestId, userId),
  /** Ticks an item of the checklist by its name; `text` where it must be written. */
  tick: (requestId: string, userId: string, item: string, text: string | null) =>
    tickChecklist(world, requestId, userId, item, text),
  list: (filter: RequestFilter) => world.store.requests.list(filter),
  /** The newest grant of each of these requests. */
  grantsOf: (requestIds: readonly string[]) => world.store.grants.ofRequests(requestIds),
  /** Every grant that a request ever had, oldest first. */
  grantHistory: (requestId: string) => world.store.grants.history(requestId),
  byId: (id: string) => world.store.requests.byId(id),
})

import { channel, person, post, reply, type OwedMessage } from '../kernel/outbox/owed-message.ts'
import { isoTime } from '../kernel/time/iso-time.ts'
import { SECOND_MS } from '../kernel/time/duration.ts'
import type { DeployRequest } from './deploy-request.ts'
import { type RoleBook, type RoleHolders, SERVICE_OWNER, roleTitle } from '../people/role-book.ts'
import type { ApprovalCall } from './messages.ts'
import { type NoticeContext, requestFacts, subjectOf } from './notices.ts'

export interface CallToApprove {
  readonly event: ApprovalCall['event']
  readonly roles: readonly string[]
  /** Slack user id, or null when nobody answered. */
  readonly by: string | null
  readonly nonce: string
}

/**
 * Calls people to a request, each of them once: groups by a mention in its thread, people who are named by id by direct
 * message. Who hands it on is not called.
 */
export function callToApprove(
  request: DeployRequest,
  { event, roles, by, nonce }: CallToApprove,
  context: NoticeContext,
): OwedMessage[] {
  const holders = roles.map((role) => holdersOf(role, request.service, context.roleBook))
  const others = (userId: string): boolean => userId !== request.requestedBy && userId !== by
  const users = [...new Set(holders.flatMap(({ users: ids }) => ids))].filter(others)
  const groups = [...new Set(holders.flatMap(({ groups: ids }) => ids))]
  const content = (mentions: readonly string[]): ApprovalCall => ({
    kind: 'approval-call',
    event,
    request: requestFacts(request, context),
    roles: roles.map((role) => roleTitle(role, context.roleBook)),
    mentions,
    waitedSeconds: Math.max(0, context.now - request.waitingSince) / SECOND_MS,
    userId: by,
  })
  const id = `${subjectOf(request)}/${event}/${nonce}`
  const at = context.now
  return [
    reply({
      id,
      thread: subjectOf(request),
      to: channel('approvals'),
      content: content(groups),
      at,
    }),
    ...users.map((userId) =>
      post({ subject: `${id}/${userId}`, to: person(userId), content: content([]), at }),
    ),
  ]
}

/** Who holds a role by name, whichever roles imply it. */
function holdersOf(role: string, service: string, { roles, owners }: RoleBook): RoleHolders {
  const own = role === SERVICE_OWNER ? owners.get(service) : roles.get(role)
  return { users: own?.users ?? [], groups: own?.groups ?? [] }
}

/** When it happened, as the audit log keeps it. */
export const sinceRecord = (request: DeployRequest): { readonly waitingSince: string } => ({
  waitingSince: isoTime(request.waitingSince),
})

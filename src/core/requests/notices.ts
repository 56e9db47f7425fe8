import { governed, type Catalog } from '../policy/catalog.ts'
import { riskTitle } from '../policy/titles.ts'
import type { Status } from '../policy/status.ts'
import { channel, edit, person, post, reply, type OwedMessage } from '../kernel/outbox/owed-message.ts'
import type { DeployRequest, Grant } from './deploy-request.ts'
import { type RoleBook, roleTitle } from '../people/role-book.ts'
import { isLive } from './judge.ts'
import type {
  ApprovalRequestMessage,
  GrantFacts,
  OverrideAnnouncement,
  RequestFacts,
  RequestNotice,
} from './messages.ts'
import { standingOf } from './standing.ts'
import { openChecklist } from './open-checklist.ts'
import type { Press } from '../kernel/prompt.ts'
import { isoOrNull, isoTime } from '../kernel/time/iso-time.ts'
import { WAY_DOCUMENTS, WAY_TITLES } from './way-documents.ts'
import { youngText } from '../budgets/young.ts'

export interface NoticeContext {
  readonly catalog: Catalog
  readonly roleBook: RoleBook
  readonly status: Status | undefined
  /** The newest grant of the request. */
  readonly grant: Grant | undefined
  readonly now: number
}

/** A request as its messages show it. */
export function requestFacts(request: DeployRequest, context: NoticeContext): RequestFacts {
  const found = governed(context.catalog, request.service)
  const titleOf = (requirement: string): string =>
    found?.policy.requirements.get(requirement)?.title ?? requirement
  const { id, service, change, risk, revision, environment, summary, requestedBy, state, decision } = request
  return {
    requestId: id,
    service,
    serviceTitle: found?.service.title ?? service,
    change,
    changeTitle: found?.policy.changes.get(change)?.title ?? change,
    risk,
    riskTitle: riskTitle(found?.policy, risk),
    revision,
    environment,
    summary,
    requestedBy,
    requestedAt: isoTime(request.requestedAt),
    expiresAt: isoTime(request.expiresAt),
    state,
    standing: standingOf(request, context.grant, context.now),
    end: endOf(request),
    supersededBy: request.supersededBy,
    grant: context.grant === undefined ? null : grantFacts(context.grant),
    textChanges: request.textChanges.map((change) => ({
      title: titleOf(change.name),
      at: isoTime(change.at),
      voided: change.voided,
    })),
    level: decision.level,
    remainingRatio: context.status?.remainingRatio ?? null,
    young: youngText(context.status?.young),
    explanation: decision.explanation,
    rule: decision.rule,
    policyVersion: decision.policy.version,
    answers: [...request.answers].map(([name, text]) => ({ title: titleOf(name), text })),
    missingRequirements: decision.requires.map(titleOf),
    seats: decision.seats.map(({ role, count, filledBy }) => ({
      role,
      roleTitle: roleTitle(role, context.roleBook),
      count,
      filledBy,
    })),
    rejection: request.rejection && { userId: request.rejection.userId, reason: request.rejection.reason },
    ...wayFacts(request),
  }
}

function endOf({ state, endedAt, requestedBy, rejection }: DeployRequest): RequestFacts['end'] {
  if (endedAt === null) return null
  const by = state === 'cancelled' ? requestedBy : state === 'rejected' ? (rejection?.userId ?? null) : null
  return { at: isoTime(endedAt), by }
}

const grantFacts = ({ expiresAt, uses, voidedAt, voidedBy }: Grant): GrantFacts => ({
  expiresAt: isoTime(expiresAt),
  uses: uses.map(({ at, token, run, attempt }) => ({ at: isoTime(at), token, run, attempt })),
  voidedAt: isoOrNull(voidedAt),
  voidedBy: voidedBy === null || !isPerson(voidedBy) ? null : voidedBy,
})

/** An actor may also be the bot, or a pipeline by its token. */
const isPerson = (actor: string): boolean => actor !== 'budgeteer' && !actor.startsWith('token:')

function wayFacts({
  way,
  wayRecord,
}: DeployRequest): Pick<RequestFacts, 'way' | 'wayTitle' | 'wayCount' | 'documents'> {
  if (way === null || wayRecord === null) return { way, wayTitle: null, wayCount: null, documents: [] }
  const { documents, takenBefore, ration, period } = wayRecord
  return {
    way,
    wayTitle: WAY_TITLES[way],
    wayCount: { before: takenBefore, ration, period },
    documents: WAY_DOCUMENTS[way].flatMap(({ name, title }) => {
      const text = documents.get(name)
      return text === undefined ? [] : [{ title, text }]
    }),
  }
}

export const subjectOf = ({ id }: Pick<DeployRequest, 'id'>): string => `request/${id}`

/** What the approvers may do with an open request. Who approves, approves the texts that they were shown. */
export function requestPrompts(request: DeployRequest, catalog: Catalog): readonly Press[] {
  const { id, decision, textChanges } = request
  // One form takes both: what the decision asks for, and what is on the policy's checklist beside it.
  const form =
    decision.requires.length > 0
      ? (['fill-in'] as const)
      : openChecklist(request, catalog).length > 0
        ? (['tick-checklist'] as const)
        : []
  return (['approve', 'reject', ...form, 'see-request'] as const).map((kind) => ({
    kind,
    of: kind === 'approve' ? textsShown({ id, textChanges }) : id,
  }))
}

/** A request with the number of its text changes: `r_81hd`, `r_81hd/2`. An old button does not approve what came after it. */
const textsShown = ({ id, textChanges: { length } }: Pick<DeployRequest, 'id' | 'textChanges'>): string =>
  length === 0 ? id : `${id}/${length}`

/** Reads what the approve button of a request names. */
export function readTextsShown(text: string): { readonly requestId: string; readonly textChanges: number } {
  const [requestId = '', count = '0'] = text.split('/')
  return { requestId, textChanges: Number(count) }
}

/** The message with the buttons, owed once when a request opens. */
export function approvalMessage(request: DeployRequest, context: NoticeContext): OwedMessage {
  const content: ApprovalRequestMessage = {
    kind: 'approval-request',
    request: requestFacts(request, context),
    prompts: request.state === 'open' ? requestPrompts(request, context.catalog) : [],
  }
  return post({ subject: subjectOf(request), to: channel('approvals'), content, at: context.now })
}

/** The same message as the request stands now. `nonce` keeps two edits in one millisecond apart. */
export function approvalUpdate(request: DeployRequest, context: NoticeContext, nonce: string): OwedMessage {
  const { content } = approvalMessage(request, context)
  return edit({ subject: subjectOf(request), nonce, to: channel('approvals'), content, at: context.now })
}

/** Tells the requester and the approvers the outcome, but for `by`, who knows what they did. */
export function notices(
  request: DeployRequest,
  event: RequestNotice['event'],
  context: NoticeContext,
  nonce: string,
  by: string | null = null,
): OwedMessage[] {
  const people = [request.requestedBy, ...request.approvals.map(({ userId }) => userId)]
  return noticesTo(
    people.filter((userId) => userId !== by),
    request,
    event,
    context,
    nonce,
  )
}

/** Each of these people is told once. */
export function noticesTo(
  people: readonly string[],
  request: DeployRequest,
  event: RequestNotice['event'],
  context: NoticeContext,
  nonce: string,
): OwedMessage[] {
  const { now } = context
  const content = noticeOf(request, event, context)
  return [...new Set(people)].map((userId) =>
    post({
      subject: `${subjectOf(request)}/${event}/${nonce}/${userId}`,
      to: person(userId),
      content,
      at: now,
    }),
  )
}

/** The same for everybody, in the thread of the request. */
export const noticeToThread = (
  request: DeployRequest,
  event: RequestNotice['event'],
  context: NoticeContext,
  nonce: string,
): OwedMessage =>
  reply({
    id: `${subjectOf(request)}/${event}/${nonce}`,
    thread: subjectOf(request),
    to: channel('approvals'),
    content: noticeOf(request, event, context),
    at: context.now,
  })

function noticeOf(
  request: DeployRequest,
  event: RequestNotice['event'],
  context: NoticeContext,
): RequestNotice {
  const { grant, now } = context
  return {
    kind: 'request-notice',
    event,
    request: requestFacts(request, context),
    grantExpiresAt: grant !== undefined && isLive(grant, now) ? isoTime(grant.expiresAt) : null,
    prompts: [
      { kind: 'see-request', of: request.id },
      ...(event === 'granted' && openChecklist(request, context.catalog).length > 0
        ? [{ kind: 'tick-checklist' as const, of: request.id }]
        : []),
    ],
  }
}

/** Posted in the announcements channel, once. */
export function overrideAnnouncement(request: DeployRequest, context: NoticeContext): OwedMessage {
  const content: OverrideAnnouncement = {
    kind: 'override-announcement',
    request: requestFacts(request, context),
  }
  return post({ subject: `override/${request.id}`, to: channel('announcements'), content, at: context.now })
}

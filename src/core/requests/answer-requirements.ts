import type { Words } from '../kernel/prompt.ts'
import type { NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import { LIMITS } from '../kernel/text-limits.ts'
import { type Click, NOT_CONFIGURED } from './approval.ts'
import { type Act, type Acted, click } from './click.ts'
import type { DeployRequest, TextChange } from './deploy-request.ts'
import { judged, peopleAtClick } from './judge.ts'
import { noticesTo, noticeToThread } from './notices.ts'
import type { ClickOutcome } from './outcome.ts'
import { requestEntry } from './record.ts'
import type { RequestWorld } from './request-world.ts'
import { settled } from './settle.ts'

const STATES = ['open', 'granted'] as const

/**
 * Writes what the policy asks for; only the requester may. A text that is changed voids the approvals that were given before,
 * and with them an unused grant: the approvers are told, and asked again.
 */
export const answerRequirements = (
  world: RequestWorld,
  requestId: string,
  userId: string,
  answers: ReadonlyMap<string, string>,
): Promise<ClickOutcome> => click(world, requestId, userId, answering(world, answers), { states: STATES })

/** Whether somebody may write the texts of a request, before a form is opened for it. */
export const mayAnswer = (world: RequestWorld, requestId: string, userId: string): Promise<ClickOutcome> =>
  click(world, requestId, userId, answering(world, new Map()), { states: STATES, isTrial: true })

const answering =
  (world: RequestWorld, answers: ReadonlyMap<string, string>): Act =>
  (given): Words | Acted => {
    const { request, grant, userId, status, freezeFacts, now } = given
    if (request.requestedBy !== userId) return 'Only the requester can fill this in.'
    const { textChanges, request: answered } = withAnswers(given, answers)
    const isUsed = request.state === 'granted' && grant?.usedAt !== null
    if (isUsed && textChanges.length > 0)
      return 'The gate has let this deployment through already: its texts stay as they are.'
    const verdict = judged(answered, {
      catalog: world.catalog(),
      status,
      freezeFacts,
      now,
      people: peopleAtClick(answered),
      ...(request.state === 'granted' && { grant }),
    })
    if (verdict === undefined) return NOT_CONFIGURED
    const unknown = [...answers.keys()].filter((name) => !verdict.policy.requirements.has(name))
    if (unknown.length > 0) return `The policy ${verdict.policy.name} asks for no ${unknown.join(', ')}.`
    const bad = [...answers].find(([, text]) => text.trim() === '' || text.length > LIMITS.answer)
    if (bad !== undefined) return `${bad[0]} takes 1 to ${LIMITS.answer} characters.`

    const record = { answered: [...answers.keys()], texts: Object.fromEntries(answers) }
    // What was granted stays so while no text that its approvers read is another.
    if (request.state === 'granted' && textChanges.length === 0)
      return {
        request: answered,
        grant: grant ?? null,
        entries: [requestEntry('checklist', userId, answered, now, record)],
      }

    const live = request.state === 'granted' ? grant : undefined
    const outcome = settled(answered, live, verdict.decision, verdict.policy, now, world.ids, userId)
    const voided = [...new Set(textChanges.flatMap((change) => change.voided))]
    const isGranted = outcome.changed.some(({ voidedAt }) => voidedAt === null)
    const entry = (kind: NewAuditEntry['kind'], data: Parameters<typeof requestEntry>[4]): NewAuditEntry =>
      requestEntry(kind, userId, outcome.request, now, data)
    return {
      request: outcome.request,
      grant: outcome.grant,
      grants: outcome.changed,
      entries: [
        entry('request_decided', record),
        ...(voided.length === 0
          ? []
          : [entry('approvals_voided', { people: voided, texts: textChanges.map(({ name }) => name) })]),
        ...(isGranted ? [entry('grant', { grant: outcome.grant?.id ?? null })] : []),
      ],
      ...(isGranted && { event: 'granted' as const }),
      owed: (context, nonce) =>
        voided.length === 0
          ? []
          : [
              noticeToThread(outcome.request, 'text-changed', context, nonce),
              ...noticesTo(voided, outcome.request, 'text-changed', context, nonce),
            ],
    }
  }

/** The request with these answers, and which of them are other texts than the ones on record. */
function withAnswers(
  { request, userId, now }: Click,
  answers: ReadonlyMap<string, string>,
): { readonly request: DeployRequest; readonly textChanges: readonly TextChange[] } {
  const others = request.approvals.filter((approval) => approval.userId !== userId)
  const voided = others.map((approval) => approval.userId)
  const textChanges = [...answers].flatMap(([name, text]): readonly TextChange[] => {
    const before = request.answers.get(name)
    return before === undefined || before.trim() === text.trim() ? [] : [{ name, at: now, voided }]
  })
  const answered = { ...request, answers: new Map([...request.answers, ...answers]) }
  if (textChanges.length === 0) return { request: answered, textChanges }
  return {
    request: {
      ...answered,
      textChanges: [...request.textChanges, ...textChanges],
      approvals: request.approvals.filter((approval) => !others.includes(approval)),
      ...(voided.length > 0 && { waitingSince: now, remindedAt: null }),
    },
    textChanges,
  }
}

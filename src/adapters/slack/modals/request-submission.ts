import type { OpenOutcome, RequestInput } from '../../../core/requests/outcome.ts'
import { spelled } from '../../spelling/command-text.ts'
import type { Words } from '../../../core/kernel/prompt.ts'
import type { Way } from '../../../core/policy/way.ts'
import type { Names } from '../names.ts'
import { noteModal } from './modal.ts'
import { BLOCK, choicesIn, textsIn } from './request-form.ts'
import { requestOutcome } from './request-outcome.ts'
import { answersIn, isAnswerBlock } from './requirement-inputs.ts'
import type { Submitted } from './submission.ts'
import type { ViewState } from './view-values.ts'
import { documentsIn, isDocumentBlock } from './way-inputs.ts'

/** The request that a form holds. The requester comes from the signed payload, never from the form. */
export function requestIn(state: ViewState, requestedBy: string, way: Way | null = null): RequestInput {
  const { service, change, risk } = choicesIn(state)
  return {
    service,
    change,
    risk: risk === '' ? null : risk,
    ...textsIn(state),
    answers: answersIn(state),
    requestedBy,
    ...(way !== null && { way, documents: documentsIn(state) }),
  }
}

/** What the form shows next: problems under their inputs, or the outcome of the request. */
export function afterRequest(
  outcome: OpenOutcome,
  blockIds: readonly string[],
  names: Names,
  title = 'Deploy request',
): Submitted {
  const refused = (field: keyof RequestInput, message: string): Submitted => ({
    kind: 'errors',
    errors: errorsByBlock([{ field, message }], blockIds),
  })
  switch (outcome.kind) {
    case 'invalid':
      return { kind: 'errors', errors: errorsByBlock(outcome.problems, blockIds) }
    case 'blocked':
      return refused(
        'change',
        [
          outcome.decision.explanation,
          `The policy line is ${outcome.decision.rule}.`,
          ...waysThrough(outcome.ways),
        ]
          .map(spelled)
          .join(' '),
      )
    case 'refused':
    case 'identity':
      return refused('service', spelled(outcome.message))
    case 'known':
    case 'in-shadow':
    case 'opened':
      return { kind: 'view', view: noteModal(title, requestOutcome(outcome, names, false).blocks) }
  }
}

const waysThrough = (ways: readonly Words[]): readonly Words[] =>
  ways.length === 0 ? ['The policy names no way through.'] : ['Ways through:', ...ways]

type Problems = Extract<OpenOutcome, { kind: 'invalid' }>['problems']

/** Slack refuses an error for an input that the view does not have: such a problem goes to the revision, which it has. */
export function errorsByBlock(
  problems: Problems,
  blockIds: readonly string[],
): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {}
  for (const { field, message } of problems) {
    const blockId = blockOf(field, message, blockIds)
    errors[blockId] = errors[blockId] === undefined ? message : `${errors[blockId]} ${message}`
  }
  return errors
}

function blockOf(field: Problems[number]['field'], message: string, blockIds: readonly string[]): string {
  const found =
    field === 'documents'
      ? blockIds.find((id) => isDocumentBlock(id) && message.includes(`(${id.split(':')[1] ?? id})`))
      : field === 'answers'
        ? (blockIds.find((id) => isAnswerBlock(id) && message.includes(id.split(':')[1] ?? id)) ??
          blockIds.find(isAnswerBlock))
        : blockIds.find((id) => id === field || id.startsWith(`${field}:`))
  return found ?? BLOCK.revision
}

import type { OpenOutcome, RequestInput } from '../../deploys/outcome.ts'
import type { Names } from '../names.ts'
import { noteModal } from './modal.ts'
import { BLOCK, choicesIn, textsIn } from './request-form.ts'
import { requestOutcome } from './request-outcome.ts'
import { answersIn, isAnswerBlock } from './requirement-inputs.ts'
import type { Submitted } from './submission.ts'
import type { ViewState } from './view-values.ts'

/** The request that a form holds. The requester comes from the signed payload, never from the form. */
export function requestIn(state: ViewState, requestedBy: string): RequestInput {
  const { service, change, risk } = choicesIn(state)
  return {
    service,
    change,
    risk: risk === '' ? null : risk,
    ...textsIn(state),
    answers: answersIn(state),
    requestedBy,
  }
}

/** What the form shows next: its own problems under the inputs that they belong to, or what became of the request. */
export function afterRequest(outcome: OpenOutcome, blockIds: readonly string[], names: Names): Submitted {
  if (outcome.kind === 'invalid') return { kind: 'errors', errors: errorsByBlock(outcome.problems, blockIds) }
  const title = outcome.kind === 'blocked' ? 'Blocked' : 'Deploy request'
  return { kind: 'view', view: noteModal(title, requestOutcome(outcome, names, false).blocks) }
}

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
    field === 'answers'
      ? (blockIds.find((id) => isAnswerBlock(id) && message.includes(id.split(':')[1] ?? id)) ??
        blockIds.find(isAnswerBlock))
      : blockIds.find((id) => id === field || id.startsWith(`${field}:`))
  return found ?? BLOCK.revision
}

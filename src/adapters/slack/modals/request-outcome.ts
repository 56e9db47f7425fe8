import type { OpenOutcome } from '../../../core/requests/outcome.ts'
import { type Answer, plainAnswer, refusal } from '../answer.ts'
import { ACTION } from '../action-ids.ts'
import { actions, context, requestButton, section } from '../blocks/parts.ts'
import { requestBlocks, requestLine } from '../blocks/request.ts'
import type { Names } from '../names.ts'
import { escaped, escapedLine } from '../escape.ts'

/** The answer to the requester of a new request. `canAct` shows buttons, which modals leave out. */
export function requestOutcome(outcome: OpenOutcome, names: Names, canAct: boolean): Answer {
  switch (outcome.kind) {
    case 'opened': {
      const { request } = outcome
      const text = `Your request: ${requestLine(request, names)}`
      const next = nextStep(outcome, canAct)
      const buttons = [
        ...(request.state === 'open' && request.decision.requires.length > 0
          ? [requestButton(ACTION.fillIn, 'Fill in…', request.id)]
          : []),
        requestButton(ACTION.details, 'Details', request.id),
      ]
      const blocks = [...requestBlocks(request, names), section(next)]
      return { text, blocks: canAct ? [...blocks, actions(...buttons)] : blocks }
    }
    case 'blocked': {
      const { decision, ways } = outcome
      const lines = ways.map((way) => `• ${escaped(way)}`)
      const through =
        lines.length === 0 ? 'The policy names no way through.' : `Ways through:\n${lines.join('\n')}`
      return {
        text: `Blocked: ${escaped(decision.explanation)}`,
        blocks: [
          section(`:no_entry: *Blocked.* ${escaped(decision.explanation)}`),
          section(through),
          context(
            `Policy line \`${escapedLine(decision.rule)}\` of ${escapedLine(decision.policy.name)} ${escapedLine(decision.policy.version)} · ${decision.reasons.join(', ')}`,
          ),
        ],
      }
    }
    case 'invalid':
      return plainAnswer(
        `:warning: That could not be taken:\n${outcome.problems.map(({ message }) => `• ${escaped(message)}`).join('\n')}`,
      )
    case 'refused':
    case 'identity':
      return refusal(outcome)
  }
}

function nextStep({ request, grant }: Extract<OpenOutcome, { kind: 'opened' }>, canAct: boolean): string {
  const where = canAct ? 'below' : `in \`/deploy show ${request.id}\``
  if (request.state === 'granted') {
    return grant === null
      ? ':white_check_mark: It may be deployed.'
      : `:white_check_mark: It may be deployed: the gate opens for revision \`${escapedLine(grant.revision)}\`.`
  }
  const missing = request.decision.requires.length > 0
  return missing
    ? `:memo: Something is still missing: press *Fill in…* ${where}. You will be told when it is decided.`
    : ':hourglass_flowing_sand: The approvers have been asked. You will be told when it is decided.'
}

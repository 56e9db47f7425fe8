import type { Button } from '@slack/types'
import type { Words } from '../../../core/kernel/prompt.ts'
import type { DeployRequest } from '../../../core/requests/deploy-request.ts'
import type { OpenOutcome } from '../../../core/requests/outcome.ts'
import { type Answer, plainAnswer, refusal } from '../answer.ts'
import { ACTION } from '../action-ids.ts'
import { actions, context, requestButton, section } from '../blocks/parts.ts'
import { requestBlocks, requestLine, type Shown } from '../blocks/request.ts'
import type { Names } from '../names.ts'
import { escapedLine } from '../escape.ts'

/** The answer to the requester of a new request. `canAct` shows buttons, which modals leave out. */
export function requestOutcome(outcome: OpenOutcome, names: Names, canAct: boolean): Answer {
  switch (outcome.kind) {
    case 'opened': {
      const { request } = outcome
      const shown = shownOf(outcome)
      const text = `Your request: ${requestLine(request, names, shown)}`
      const blocks = [...requestBlocks(request, names, shown), section(nextStep(outcome, canAct))]
      return { text, blocks: canAct ? [...blocks, actions(...buttonsOf(request))] : blocks }
    }
    case 'known': {
      const { request, isOwn, ways } = outcome
      const shown = shownOf(outcome)
      const text = `Asked for already: ${requestLine(request, names, shown)}`
      const blocks = [
        section(
          `:information_source: *Asked for already*, by <@${request.requestedBy}>: \`${request.id}\`. No second request was opened.`,
        ),
        ...requestBlocks(request, names, shown),
        section(isOwn ? nextStep(outcome, canAct) : nextOfOther(outcome)),
        ...(ways.length === 0 ? [] : [section(waysText(ways))]),
      ]
      const buttons = isOwn ? buttonsOf(request) : [requestButton(ACTION.details, 'Details', request.id)]
      return { text, blocks: canAct ? [...blocks, actions(...buttons)] : blocks }
    }
    case 'blocked': {
      const { decision, ways } = outcome
      return {
        text: `Blocked: ${escapedLine(decision.explanation)}`,
        blocks: [
          section(`:no_entry: *Blocked.* ${escapedLine(decision.explanation)}`),
          section(waysText(ways)),
          context(
            `Policy line \`${escapedLine(decision.rule)}\` of ${escapedLine(decision.policy.name)} ${escapedLine(decision.policy.version)}`,
          ),
        ],
      }
    }
    case 'in-shadow': {
      const { decision, line } = outcome
      const would =
        decision.decision === 'approved'
          ? 'Enforced, the policy would allow it as well.'
          : `Enforced, the policy would say: ${escapedLine(decision.explanation)}`
      return {
        text: `In shadow, nobody was asked. ${would}`,
        blocks: [
          section(`👻 *In shadow: deploy.* Nothing was opened and nobody was asked. ${would}`),
          context(
            `In shadow by \`${escapedLine(line)}\` · policy line \`${escapedLine(decision.rule)}\` of ${escapedLine(decision.policy.name)} ${escapedLine(decision.policy.version)}`,
          ),
        ],
      }
    }
    case 'invalid':
      return plainAnswer(
        `:warning: That could not be taken:\n${outcome.problems.map(({ message }) => `• ${escapedLine(message)}`).join('\n')}`,
      )
    case 'refused':
    case 'identity':
      return refusal(outcome)
  }
}

type WithRequest = Extract<OpenOutcome, { kind: 'opened' | 'known' }>

/** Its grant, if it has one, is one that may be used. */
const shownOf = ({ request, grant }: WithRequest): Shown => ({
  grants: grant === null ? [] : [grant],
  now: request.requestedAt,
})

const buttonsOf = ({ id, state, decision }: DeployRequest): Button[] => [
  ...(state === 'open' && decision.requires.length > 0 ? [requestButton(ACTION.fillIn, 'Fill in…', id)] : []),
  requestButton(ACTION.details, 'Details', id),
]

const waysText = (ways: readonly Words[]): string =>
  ways.length === 0
    ? 'The policy names no way through.'
    : `Ways through:\n${ways.map((way) => `• ${escapedLine(way)}`).join('\n')}`

/** Only the requester is told when it is decided. */
const nextOfOther = (outcome: WithRequest): string =>
  outcome.request.state === 'open' && outcome.request.decision.decision !== 'blocked'
    ? `:hourglass_flowing_sand: The approvers have been asked. <@${outcome.request.requestedBy}> is told when it is decided.`
    : nextStep(outcome, true)

function nextStep({ request, grant }: WithRequest, canAct: boolean): string {
  if (request.decision.decision === 'blocked') return ':no_entry: It waits until the policy allows it again.'
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

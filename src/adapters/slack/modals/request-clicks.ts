import type { App, BlockAction, ButtonAction, ViewSubmitAction } from '@slack/bolt'

import { LIMITS } from '../../../core/kernel/text-limits.ts'
import type { ClickOutcome } from '../../../core/requests/outcome.ts'
import { governed } from '../../../core/policy/catalog.ts'
import { ACTION, MODAL, VALUE } from '../action-ids.ts'
import { plainAnswer } from '../answer.ts'
import type { Answer } from '../answer.ts'
import { context, section } from '../blocks/parts.ts'
import { requestBlocks, requestLine } from '../blocks/request.ts'
import { clickedIn } from '../clicked-in.ts'
import type { Desk, ModalView } from '../desk.ts'
import { escaped, escapedLine } from '../escape.ts'
import { formModal, noteModal, waitingModal } from './modal.ts'
import { namesOf } from '../names.ts'
import { answersIn, requirementInputs } from './requirement-inputs.ts'
import { settleSubmission } from './submission.ts'
import type { Submitted } from './submission.ts'
import { textOf } from './view-values.ts'
import type { ViewState } from './view-values.ts'

const REASON = 'reason'

/**
 * The buttons of a request. A button says which request it belongs to; who pressed it comes from Slack's signed payload, and
 * what they may do is decided by the use case.
 */
export function listenToRequestClicks(app: App, desk: Desk): void {
  app.action<BlockAction<ButtonAction>>(ACTION.approve, async ({ ack, body, action }) => {
    await ack()
    const answer = await desk.attempt('approve', async () =>
      clicked(desk, await desk.useCases.approve(action.value ?? '', body.user.id), isEphemeral(body)),
    )
    if (answer !== null) await desk.answer(clickedIn(body), answer)
  })

  onButtonWithModal(app, desk, ACTION.reject, 'Reject', (requestId) =>
    Promise.resolve(
      formModal({
        callbackId: MODAL.reject,
        title: 'Reject the request',
        submit: 'Reject',
        privateMetadata: requestId,
        blocks: [
          {
            type: 'input',
            block_id: REASON,
            label: { type: 'plain_text', text: 'Why?' },
            hint: { type: 'plain_text', text: 'The requester reads it. A rejection ends the request.' },
            element: {
              type: 'plain_text_input',
              action_id: VALUE,
              multiline: true,
              max_length: LIMITS.summary,
            },
          },
        ],
      }),
    ),
  )
  app.view<ViewSubmitAction>(MODAL.reject, async ({ ack, body, view }) => {
    const reason = textOf(view.state.values, REASON)
    await settleSubmission(desk, { id: view.id, title: 'Reject' }, ack, async () => {
      if (reason === '') return { kind: 'errors', errors: { [REASON]: 'Please say why.' } }
      return afterClick(desk, await desk.useCases.reject(view.private_metadata, body.user.id, reason))
    })
  })

  onButtonWithModal(app, desk, ACTION.fillIn, 'Requirements', (requestId) => fillInModal(desk, requestId))
  app.view<ViewSubmitAction>(MODAL.fillIn, async ({ ack, body, view }) => {
    const state = view.state.values as ViewState
    const answers = answersIn(state)
    await settleSubmission(desk, { id: view.id, title: 'Requirements' }, ack, async () => {
      const [first = ''] = Object.keys(state)
      if (answers.size === 0) return { kind: 'errors', errors: { [first]: 'Nothing is filled in yet.' } }
      return afterClick(desk, await desk.useCases.answer(view.private_metadata, body.user.id, answers))
    })
  })

  onButtonWithModal(app, desk, ACTION.details, 'Request', async (requestId) => {
    const request = await desk.useCases.request(requestId)
    if (request === undefined) return noteModal('Request', [section('There is no such request any more.')])
    return noteModal('Request', requestBlocks(request, namesOf(desk.useCases)))
  })
}

/** Opens a modal at once, because the trigger lives three seconds, and fills it when its content is there. */
function onButtonWithModal(
  app: App,
  desk: Desk,
  actionId: string,
  title: string,
  content: (requestId: string) => Promise<ModalView>,
): void {
  app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, body, action }) => {
    await ack()
    const answer = await desk.attempt(actionId, async () => {
      const opened = await desk.openModal(body.trigger_id, waitingModal(title))
      const view = await content(action.value ?? '').catch((error: unknown) =>
        noteModal(title, desk.failed(actionId, error).blocks),
      )
      await desk.updateModal(opened, view)
      return null
    })
    if (answer !== null) await desk.answer(clickedIn(body), answer)
  })
}

async function fillInModal(desk: Desk, requestId: string): Promise<ModalView> {
  const title = 'Requirements'
  const request = await desk.useCases.request(requestId)
  const policy = request && governed(desk.useCases.catalog(), request.service)?.policy
  if (request === undefined || policy === undefined) {
    return noteModal(title, [section('There is no such request any more.')])
  }
  const missing = request.state === 'open' ? request.decision.requires : []
  if (missing.length === 0) return noteModal(title, [section(':white_check_mark: Nothing is missing.')])
  const inputs = requirementInputs(missing, policy)
  if (inputs.length === 0) {
    const text = `:page_facing_up: Only the postmortem is missing: \`/budget postmortem ${escapedLine(request.service)}\``
    return noteModal(title, [section(text)])
  }
  return formModal({
    callbackId: MODAL.fillIn,
    title,
    submit: 'Save',
    privateMetadata: requestId,
    blocks: [context(requestLine(request, namesOf(desk.useCases))), ...inputs],
  })
}

/** A refusal is for the person who clicked. What was recorded shows in the message itself, unless nobody else sees that. */
function clicked(desk: Desk, outcome: ClickOutcome, isSourceEphemeral: boolean): Answer | null {
  if (outcome.kind === 'refused') return plainAnswer(`:warning: ${escaped(outcome.message)}`)
  if (!isSourceEphemeral) return null
  return plainAnswer(`:white_check_mark: Recorded. ${requestLine(outcome.request, namesOf(desk.useCases))}`)
}

function afterClick(desk: Desk, outcome: ClickOutcome): Submitted {
  const answer = clicked(desk, outcome, false)
  return answer === null ? { kind: 'close' } : { kind: 'view', view: noteModal('Not done', answer.blocks) }
}

const isEphemeral = (body: BlockAction): boolean =>
  body.container['is_ephemeral'] === true || body.container['type'] === 'view'

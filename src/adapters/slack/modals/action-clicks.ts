import type { App, BlockAction, ButtonAction, ViewSubmitAction } from '@slack/bolt'

import type { ActOutcome } from '../../../core/kernel/act-outcome.ts'
import type { Action } from '../../../core/actions/action.ts'
import { ACTION, MODAL, VALUE } from '../action-ids.ts'
import { plainAnswer } from '../answer.ts'
import type { Answer } from '../answer.ts'
import { clickedIn } from '../clicked-in.ts'
import type { Desk } from '../desk.ts'
import { escaped } from '../escape.ts'
import { formModal, noteModal } from './modal.ts'
import { settleSubmission } from './submission.ts'
import { textOf } from './view-values.ts'

const ASSIGNEE = 'assignee'

/** The buttons of a mandatory action. The message shows what was recorded; only a refusal is answered. */
export function listenToActionClicks(app: App, desk: Desk): void {
  app.action<BlockAction<ButtonAction>>(ACTION.actionDone, async ({ ack, body, action }) => {
    await ack()
    const answer = await desk.attempt('action done', async () =>
      refusalOf(await desk.useCases.actions.done(action.value ?? '', body.user.id)),
    )
    if (answer !== null) await desk.answer(clickedIn(body), answer)
  })

  app.action<BlockAction<ButtonAction>>(ACTION.actionReassign, async ({ ack, body, action }) => {
    await ack()
    const answer = await desk.attempt('action reassign', async () => {
      await desk.openModal(body.trigger_id, reassignModal(action.value ?? ''))
      return null
    })
    if (answer !== null) await desk.answer(clickedIn(body), answer)
  })

  app.view<ViewSubmitAction>(MODAL.actionReassign, async ({ ack, body, view }) => {
    const assignee = textOf(view.state.values, ASSIGNEE)
    await settleSubmission(desk, { id: view.id, title: 'Reassign' }, ack, async () => {
      if (assignee === '') return { kind: 'errors', errors: { [ASSIGNEE]: 'Please choose a person.' } }
      const outcome = await desk.useCases.actions.reassign(view.private_metadata, assignee, body.user.id)
      const refusal = refusalOf(outcome)
      return refusal === null
        ? { kind: 'close' }
        : { kind: 'view', view: noteModal('Not done', refusal.blocks) }
    })
  })
}

const reassignModal = (actionId: string) =>
  formModal({
    callbackId: MODAL.actionReassign,
    title: 'Reassign the action',
    submit: 'Reassign',
    privateMetadata: actionId,
    blocks: [
      {
        type: 'input',
        block_id: ASSIGNEE,
        label: { type: 'plain_text', text: 'Who takes it over?' },
        hint: { type: 'plain_text', text: 'They are told by direct message. The deadline stays.' },
        element: { type: 'users_select', action_id: VALUE },
      },
    ],
  })

const refusalOf = (outcome: ActOutcome<Action>): Answer | null =>
  outcome.kind === 'refused' ? plainAnswer(`:warning: ${escaped(outcome.message)}`) : null

import type { App } from '@slack/bolt'

import { ACTION, MODAL, VALUE } from '../action-ids.ts'
import { refusal } from '../answer.ts'
import { onButton } from '../buttons.ts'
import type { Desk } from '../desk.ts'
import { formModal } from './modal.ts'
import { afterAct, onSubmit } from './submission.ts'
import { textOf } from './view-values.ts'

const ASSIGNEE = 'assignee'

/** The buttons of a mandatory action. The message shows what was recorded; only a refusal is answered. */
export function listenToActionClicks(app: App, desk: Desk): void {
  onButton(app, desk, ACTION.actionDone, async ({ value, userId }) => {
    const outcome = await desk.useCases.actions.done(value, userId)
    return outcome.kind === 'refused' ? refusal(outcome) : null
  })

  onButton(app, desk, ACTION.actionReassign, async ({ value, triggerId }) => {
    await desk.openModal(triggerId, reassignModal(value))
    return null
  })

  onSubmit(app, desk, MODAL.actionReassign, 'Reassign', async ({ metadata, state, userId }) => {
    const assignee = textOf(state, ASSIGNEE)
    if (assignee === '') return { kind: 'errors', errors: { [ASSIGNEE]: 'Please choose a person.' } }
    return afterAct(await desk.useCases.actions.reassign(metadata, assignee, userId))
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

import type { App } from '@slack/bolt'

import { ACTION, MODAL, VALUE } from '../action-ids.ts'
import { refusal } from '../answer.ts'
import { onButton, onButtonWithModal } from '../buttons.ts'
import type { Desk } from '../desk.ts'
import { formModal, refusedModal } from './modal.ts'
import { afterAct, onSubmit } from './submission.ts'
import { textOf } from './view-values.ts'

const ASSIGNEE = 'assignee'
const REASSIGN = 'Reassign the action'

/** The buttons of a mandatory action. The message shows what was recorded; only a refusal is answered. */
export function listenToActionClicks(app: App, desk: Desk): void {
  onButton(app, desk, ACTION.actionDone, async ({ value, userId }) => {
    const outcome = await desk.useCases.actions.done(value, userId)
    return outcome.kind === 'refused' ? refusal(outcome) : null
  })

  onButtonWithModal(app, desk, ACTION.actionReassign, REASSIGN, async (actionId, userId) => {
    const refusal = await desk.useCases.actions.refusal(actionId, userId)
    return refusal === null ? reassignModal(actionId) : refusedModal(REASSIGN, refusal)
  })

  onSubmit(app, desk, MODAL.actionReassign, 'Reassign', async ({ metadata, state, userId }) => {
    const assignee = textOf(state, ASSIGNEE)
    if (assignee === '') return { kind: 'errors', errors: { [ASSIGNEE]: 'Please choose a person.' } }
    return afterAct(await desk.useCases.actions.reassign(metadata, assignee, userId), ASSIGNEE)
  })
}

const reassignModal = (actionId: string) =>
  formModal({
    callbackId: MODAL.actionReassign,
    title: REASSIGN,
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

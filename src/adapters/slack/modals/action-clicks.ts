import type { App } from '@slack/bolt'

import type { ModalView } from '@slack/types'
import type { Action } from '../../../core/actions/action.ts'
import type { Incident } from '../../../core/incidents/incident.ts'
import { postmortemForm, recentIncidents } from './postmortem-form.ts'
import { personInput } from './person-input.ts'
import { textInput } from './text-input.ts'
import { context } from '../blocks/parts.ts'
import { escapedLine } from '../escape.ts'
import { ACTION, MODAL } from '../action-ids.ts'
import { refusal } from '../answer.ts'
import { onButton, onButtonWithModal } from '../buttons.ts'
import type { Desk } from '../desk.ts'
import { formModal, refusedModal } from './modal.ts'
import { afterAct, onSubmit } from './submission.ts'
import { textOf } from './view-values.ts'
import type { Catalog } from '../../../core/policy/catalog.ts'
import { serviceTitle } from '../../../core/policy/titles.ts'

const ASSIGNEE = 'assignee'
const ANSWER = 'answer'
const PROVE = 'Close the action'
const LONGEST_LINK = 500
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

  onButtonWithModal(app, desk, ACTION.actionProve, PROVE, async (actionId, userId) => {
    const refusal = await desk.useCases.actions.refusal(actionId, userId)
    if (refusal !== null) return refusedModal(PROVE, refusal)
    const action = await desk.useCases.actions.byId(actionId)
    if (action === undefined) return refusedModal(PROVE, 'This action no longer exists.')
    const recent = await recentIncidents(desk.useCases, action.service, desk.clock.now())
    return proofModal(action, desk.useCases.catalog(), recent)
  })

  onSubmit(app, desk, MODAL.actionProve, PROVE, async ({ metadata, state, userId }) => {
    const answer = textOf(state, ANSWER)
    if (answer === '') return { kind: 'errors', errors: { [ANSWER]: 'Please fill this in.' } }
    const isPerson = (await desk.useCases.actions.byId(metadata))?.proof === 'incident-commander'
    const given = isPerson ? { person: answer } : { link: answer }
    return afterAct(await desk.useCases.actions.prove(metadata, given, userId), ANSWER)
  })

  onSubmit(app, desk, MODAL.actionReassign, 'Reassign', async ({ metadata, state, userId }) => {
    const assignee = textOf(state, ASSIGNEE)
    if (assignee === '') return { kind: 'errors', errors: { [ASSIGNEE]: 'Please choose a person.' } }
    return afterAct(await desk.useCases.actions.reassign(metadata, assignee, userId), ASSIGNEE)
  })
}

/** The form that asks for what closes an action; a postmortem has a form of its own. */
function proofModal(action: Action, catalog: Catalog, recent: readonly Incident[]): ModalView {
  const { id, proof, service, text } = action
  if (proof === 'postmortem')
    return postmortemForm({ service, content: '', incident: undefined, recent }, catalog)
  const input =
    proof === 'incident-commander'
      ? personInput(ANSWER, 'Who is the incident commander?', 'The announcement names them.')
      : textInput(ANSWER, proof === 'war-room' ? 'Where is the war room?' : 'Where are the notes?', {
          placeholder: 'https://…',
          most: LONGEST_LINK,
        })
  return formModal({
    callbackId: MODAL.actionProve,
    title:
      proof === 'incident-commander' ? 'Incident commander' : proof === 'war-room' ? 'War room' : 'Review',
    submit: 'Save',
    privateMetadata: id,
    blocks: [context(`${escapedLine(text)} · ${escapedLine(serviceTitle(catalog, service))}`), input],
  })
}

const reassignModal = (actionId: string) =>
  formModal({
    callbackId: MODAL.actionReassign,
    title: REASSIGN,
    submit: 'Reassign',
    privateMetadata: actionId,
    blocks: [
      personInput(ASSIGNEE, 'Who takes it over?', 'They are told by direct message. The deadline stays.'),
    ],
  })

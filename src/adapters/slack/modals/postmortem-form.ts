import type { App, BlockAction, ButtonAction, ViewSubmitAction } from '@slack/bolt'
import type { InputBlock, ModalView } from '@slack/types'

import type { DeclaredFreeze } from '../../../core/freezes/declared-freeze.ts'
import { ACTION, MODAL, VALUE } from '../action-ids.ts'
import { plainAnswer } from '../answer.ts'
import { context, section } from '../blocks/parts.ts'
import { clickedIn } from '../clicked-in.ts'
import type { Desk } from '../desk.ts'
import { escaped, escapedLine } from '../escape.ts'
import { formModal, noteModal, waitingModal } from './modal.ts'
import { settleSubmission } from './submission.ts'
import type { Submitted } from './submission.ts'
import { textOf } from './view-values.ts'
import type { ViewState } from './view-values.ts'

const TITLE = 'Postmortem'
const LONGEST = 3_000
const CONTENT = 'content'
/** What the policy document asks of a correctness incident. */
const QUESTIONS = {
  records: 'Which records are affected?',
  repair: 'How are they repaired?',
  cause: 'Which code change caused it?',
} as const

export interface PostmortemFormFacts {
  readonly service: string
  /** What was typed with the command. */
  readonly content: string
  /** The correctness incident that it ends. */
  readonly incident: DeclaredFreeze | undefined
}

/** The form in which a postmortem is handed in. */
export function postmortemForm({ service, content, incident }: PostmortemFormFacts): ModalView {
  return formModal({
    callbackId: MODAL.postmortem,
    title: TITLE,
    submit: 'File',
    privateMetadata: JSON.stringify([service, incident?.id ?? '']),
    blocks: [
      context(
        incident === undefined
          ? `Of ${escapedLine(service)}, at the level that it is at now`
          : `Of the correctness incident on ${escapedLine(service)}: ${escapedLine(incident.reason)}`,
      ),
      ...(incident === undefined
        ? []
        : Object.entries(QUESTIONS).map(([name, question]) => textInput(name, question, ''))),
      textInput(CONTENT, 'The postmortem: a link, or the text', content),
    ],
  })
}

function textInput(blockId: string, label: string, initial: string): InputBlock {
  return {
    type: 'input',
    block_id: blockId,
    label: { type: 'plain_text', text: label },
    element: {
      type: 'plain_text_input',
      action_id: VALUE,
      multiline: true,
      max_length: LONGEST,
      ...(initial !== '' && { initial_value: initial.slice(0, LONGEST) }),
    },
  }
}

/** The button of a correctness incident that opens the form, and the form when it is sent in. */
export function listenToPostmortems(app: App, desk: Desk): void {
  app.action<BlockAction<ButtonAction>>(ACTION.filePostmortem, async ({ ack, body, action }) => {
    await ack()
    const answer = await desk.attempt(ACTION.filePostmortem, async () => {
      const opened = await desk.openModal(body.trigger_id, waitingModal(TITLE))
      const view = await formFor(desk, action.value ?? '').catch((error: unknown) =>
        noteModal(TITLE, desk.failed(ACTION.filePostmortem, error).blocks),
      )
      await desk.updateModal(opened, view)
      return null
    })
    if (answer !== null) await desk.answer(clickedIn(body), answer)
  })

  app.view<ViewSubmitAction>(MODAL.postmortem, async ({ ack, body, view }) => {
    await settleSubmission(desk, { id: view.id, title: TITLE }, ack, () =>
      file(desk, view.private_metadata, view.state.values, body.user.id),
    )
  })
}

async function formFor(desk: Desk, incidentId: string): Promise<ModalView> {
  const incident = (await desk.useCases.freezes.inForce()).find(({ id }) => id === incidentId)
  return incident === undefined
    ? noteModal(TITLE, [section('This incident is over: its postmortem was filed.')])
    : postmortemForm({ service: incident.service, content: '', incident })
}

async function file(desk: Desk, metadata: string, state: ViewState, userId: string): Promise<Submitted> {
  const [service = '', incidentId = ''] = JSON.parse(metadata) as readonly string[]
  const answers =
    incidentId === ''
      ? null
      : {
          records: textOf(state, 'records'),
          repair: textOf(state, 'repair'),
          cause: textOf(state, 'cause'),
        }
  const outcome = await desk.useCases.freezes.filePostmortem({
    service,
    content: textOf(state, CONTENT),
    answers,
    ...(incidentId !== '' && { incidentId }),
    userId,
  })
  const answer =
    outcome.kind === 'refused'
      ? plainAnswer(`:warning: ${escaped(outcome.message)}`)
      : plainAnswer(`:page_facing_up: Filed for ${escapedLine(service)}.`)
  return {
    kind: 'view',
    view: noteModal(outcome.kind === 'refused' ? 'Not filed' : TITLE, answer.blocks),
  }
}

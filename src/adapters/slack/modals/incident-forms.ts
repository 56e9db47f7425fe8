import type { App, BlockAction, ButtonAction, ViewSubmitAction } from '@slack/bolt'
import type { InputBlock, ModalView } from '@slack/types'
import { Temporal } from 'temporal-polyfill'

import type { ActOutcome } from '../../../core/kernel/act-outcome.ts'
import type { Incident } from '../../../core/incidents/incident.ts'
import { governed } from '../../../core/policy/catalog.ts'
import { ACTION, MODAL, VALUE } from '../action-ids.ts'
import { plainAnswer } from '../answer.ts'
import { context, section } from '../blocks/parts.ts'
import { clickedIn } from '../clicked-in.ts'
import { timeIn } from '../commands/incident-time.ts'
import type { Desk } from '../desk.ts'
import { escaped, escapedLine } from '../escape.ts'
import { formModal, noteModal, waitingModal } from './modal.ts'
import { settleSubmission, type Submitted } from './submission.ts'
import { textOf, type ViewState } from './view-values.ts'

const CORRECT = 'Correct the incident'
const NOTE = 'Note on the incident'
const BLOCK = { what: 'what', start: 'start', end: 'end', note: 'note' } as const
const LONGEST_WHAT = 80
const LONGEST_NOTE = 2_000

/** The form that sets an incident right, filled in with what is on record. */
export const correctionForm = (incident: Incident, timeZone: string): ModalView =>
  formModal({
    callbackId: MODAL.incidentCorrect,
    title: CORRECT,
    submit: 'Correct',
    privateMetadata: incident.id,
    blocks: [
      context(
        `On ${escapedLine(incident.service)}. What it cost is worked out anew. Times are in ${timeZone}: \`14:30\`, \`45m ago\` or \`2026-11-21T14:30\`.`,
      ),
      input(BLOCK.what, 'What happened?', incident.what, LONGEST_WHAT),
      input(BLOCK.start, 'When did it begin?', wallText(incident.startedAt, timeZone), 40),
      {
        ...input(BLOCK.end, 'When did it end?', wallText(incident.endedAt, timeZone), 40),
        optional: true,
        hint: { type: 'plain_text', text: 'Empty while it goes on.' },
      },
    ],
  })

const noteForm = (incident: Incident): ModalView =>
  formModal({
    callbackId: MODAL.incidentNote,
    title: NOTE,
    submit: 'Note',
    privateMetadata: incident.id,
    blocks: [
      context(`${escapedLine(incident.what)} on ${escapedLine(incident.service)}`),
      input(BLOCK.note, 'What should people know?', '', LONGEST_NOTE, true),
    ],
  })

/** The buttons of an incident, and its forms when they are sent in. */
export function listenToIncidents(app: App, desk: Desk): void {
  const opens = (actionId: string, title: string, form: (incident: Incident) => ModalView): void => {
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, body, action }) => {
      await ack()
      const answer = await desk.attempt(actionId, async () => {
        const opened = await desk.openModal(body.trigger_id, waitingModal(title))
        const view = await viewFor(desk, action.value ?? '', title, form).catch((error: unknown) =>
          noteModal(title, desk.failed(actionId, error).blocks),
        )
        await desk.updateModal(opened, view)
        return null
      })
      if (answer !== null) await desk.answer(clickedIn(body), answer)
    })
  }
  opens(ACTION.incidentCorrect, CORRECT, (incident) => correctionForm(incident, zoneOf(desk, incident)))
  opens(ACTION.incidentNote, NOTE, noteForm)

  app.action<BlockAction<ButtonAction>>(ACTION.incidentClose, async ({ ack, body, action }) => {
    await ack()
    const answer = await desk.attempt(ACTION.incidentClose, async () => {
      const outcome = await desk.useCases.incident.close(action.value ?? '', body.user.id)
      return outcome.kind === 'refused' ? plainAnswer(`:warning: ${escaped(outcome.message)}`) : null
    })
    if (answer !== null) await desk.answer(clickedIn(body), answer)
  })
  app.view<ViewSubmitAction>(MODAL.incidentCorrect, async ({ ack, body, view }) => {
    await settleSubmission(desk, { id: view.id, title: CORRECT }, ack, () =>
      correct(desk, view.private_metadata, view.state.values, body.user.id),
    )
  })
  app.view<ViewSubmitAction>(MODAL.incidentNote, async ({ ack, body, view }) => {
    await settleSubmission(desk, { id: view.id, title: NOTE }, ack, async () =>
      settled(
        await desk.useCases.incident.note(
          view.private_metadata,
          textOf(view.state.values, BLOCK.note),
          body.user.id,
        ),
      ),
    )
  })
}

async function viewFor(
  desk: Desk,
  id: string,
  title: string,
  form: (incident: Incident) => ModalView,
): Promise<ModalView> {
  const incident = await desk.useCases.incident.byId(id)
  return incident === undefined
    ? noteModal(title, [section('This incident is not on record any more.')])
    : form(incident)
}

async function correct(desk: Desk, id: string, state: ViewState, userId: string): Promise<Submitted> {
  const incident = await desk.useCases.incident.byId(id)
  if (incident === undefined)
    return { kind: 'view', view: noteModal(CORRECT, [section('This incident is not on record any more.')]) }
  const timeZone = zoneOf(desk, incident)
  const now = desk.clock.now()
  const start = read(textOf(state, BLOCK.start), incident.startedAt, timeZone, now)
  const end = read(textOf(state, BLOCK.end), incident.endedAt, timeZone, now)
  const unread = {
    ...(start === undefined && { [BLOCK.start]: NO_TIME }),
    ...(end === undefined && { [BLOCK.end]: NO_TIME }),
  }
  if (start === undefined || end === undefined) return { kind: 'errors', errors: unread }
  return settled(
    await desk.useCases.incident.correct(
      id,
      {
        what: textOf(state, BLOCK.what),
        ...(start !== null && { startedAt: start }),
        endedAt: end,
      },
      userId,
    ),
  )
}

const NO_TIME = 'Please write 14:30, 45m ago or 2026-11-21T14:30.'

/** A time that was typed; the one on record where its text was left as it was; null for none, undefined for no time. */
function read(
  text: string,
  onRecord: number | null,
  timeZone: string,
  now: number,
): number | null | undefined {
  if (text === wallText(onRecord, timeZone)) return onRecord
  return text === '' ? null : timeIn(text, now, timeZone)
}

const settled = (outcome: ActOutcome<Incident>): Submitted =>
  outcome.kind === 'done'
    ? { kind: 'close' }
    : {
        kind: 'view',
        view: noteModal('Not done', plainAnswer(`:warning: ${escaped(outcome.message)}`).blocks),
      }

const zoneOf = (desk: Desk, { service }: Incident): string =>
  governed(desk.useCases.catalog(), service)?.policy.timeZone ?? 'UTC'

/** `2026-11-21T14:30`; empty for no time. */
const wallText = (at: number | null, timeZone: string): string =>
  at === null
    ? ''
    : Temporal.Instant.fromEpochMilliseconds(at)
        .toZonedDateTimeISO(timeZone)
        .toPlainDateTime()
        .toString({ smallestUnit: 'minute' })

const input = (
  blockId: string,
  label: string,
  initial: string,
  most: number,
  multiline = false,
): InputBlock => ({
  type: 'input',
  block_id: blockId,
  label: { type: 'plain_text', text: label },
  element: {
    type: 'plain_text_input',
    action_id: VALUE,
    multiline,
    max_length: most,
    ...(initial !== '' && { initial_value: initial.slice(0, most) }),
  },
})

import { LIMITS } from '../../../core/kernel/text-limits.ts'
import type { App } from '@slack/bolt'
import type { ModalView } from '@slack/types'

import { PAST_FORMS, readTime } from '../../../core/kernel/time/typed-time.ts'
import { wallIn } from '../../../core/kernel/time/wall-clock.ts'
import type { Incident } from '../../../core/incidents/incident.ts'
import { ACTION, MODAL } from '../action-ids.ts'
import { refusal } from '../answer.ts'
import { context, section } from '../blocks/parts.ts'
import { onButton, onButtonWithModal } from '../buttons.ts'
import { pastForms } from '../commands/time-forms.ts'
import type { Desk } from '../desk.ts'
import { escapedLine } from '../escape.ts'
import { formModal, noteModal, refusedModal } from './modal.ts'
import { afterAct, onSubmit, type Submission, type Submitted } from './submission.ts'
import { textInput } from './text-input.ts'
import { textOf } from './view-values.ts'
import type { Catalog } from '../../../core/policy/catalog.ts'
import { serviceTitle } from '../../../core/policy/titles.ts'

const CORRECT = 'Correct the incident'
const NOTE = 'Note on the incident'
const BLOCK = { what: 'what', start: 'start', end: 'end', note: 'note' } as const
const LONGEST_TIME = 40

/** The form that sets an incident right, filled in with what is on record. */
export const correctionForm = (incident: Incident, timeZone: string, catalog: Catalog): ModalView =>
  formModal({
    callbackId: MODAL.incidentCorrect,
    title: CORRECT,
    submit: 'Correct',
    privateMetadata: incident.id,
    blocks: [
      context(
        `On ${escapedLine(serviceTitle(catalog, incident.service))}. Its cost is recalculated. Times are in ${timeZone}: ${pastForms}.`,
      ),
      textInput(BLOCK.what, 'What happened?', { initial: incident.what, most: LIMITS.incident }),
      textInput(BLOCK.start, 'When did it begin?', {
        initial: wallText(incident.startedAt, timeZone),
        most: LONGEST_TIME,
      }),
      textInput(BLOCK.end, 'When did it end?', {
        initial: wallText(incident.endedAt, timeZone),
        most: LONGEST_TIME,
        hint: 'Empty while it goes on.',
        isOptional: true,
      }),
    ],
  })

const noteForm = (incident: Incident, catalog: Catalog): ModalView =>
  formModal({
    callbackId: MODAL.incidentNote,
    title: NOTE,
    submit: 'Note',
    privateMetadata: incident.id,
    blocks: [
      context(`${escapedLine(incident.what)} on ${escapedLine(serviceTitle(catalog, incident.service))}`),
      textInput(BLOCK.note, 'What should people know?', { most: LIMITS.note, isMultiline: true }),
    ],
  })

/** The buttons of an incident, and its forms when they are sent in. */
export function listenToIncidents(app: App, desk: Desk): void {
  const { zoneFor, incidents, catalog } = desk.useCases
  const opens = (
    actionId: string,
    title: string,
    form: (incident: Incident, userId: string) => ModalView | Promise<ModalView>,
  ): void =>
    onButtonWithModal(app, desk, actionId, title, async (id, userId) => {
      const found = await incidents.actable(id, userId)
      return found.kind === 'refused' ? refusedModal(title, found.message) : form(found.thing, userId)
    })
  opens(ACTION.incidentCorrect, CORRECT, async (incident, userId) =>
    correctionForm(incident, await zoneFor(userId, incident.service), catalog()),
  )
  opens(ACTION.incidentNote, NOTE, (incident) => noteForm(incident, catalog()))

  onButton(app, desk, ACTION.incidentClose, async ({ value, userId }) => {
    const outcome = await incidents.close(value, userId)
    return outcome.kind === 'refused' ? refusal(outcome) : null
  })
  onSubmit(app, desk, MODAL.incidentCorrect, CORRECT, (submission) => correct(desk, submission))
  onSubmit(app, desk, MODAL.incidentNote, NOTE, async ({ metadata, state, userId }) =>
    afterAct(await incidents.note(metadata, textOf(state, BLOCK.note), userId), BLOCK.note),
  )
}

async function correct(desk: Desk, { metadata, state, userId }: Submission): Promise<Submitted> {
  const incident = await desk.useCases.incidents.byId(metadata)
  if (incident === undefined) return { kind: 'view', view: goneModal(CORRECT) }
  const timeZone = await desk.useCases.zoneFor(userId, incident.service)
  const now = desk.clock.now()
  const start = read(textOf(state, BLOCK.start), incident.startedAt, timeZone, now)
  const end = read(textOf(state, BLOCK.end), incident.endedAt, timeZone, now)
  const unread = {
    ...(start === undefined && { [BLOCK.start]: NO_TIME }),
    ...(end === undefined && { [BLOCK.end]: NO_TIME }),
  }
  if (start === undefined || end === undefined) return { kind: 'errors', errors: unread }
  const what = textOf(state, BLOCK.what)
  const correction = { what, ...(start !== null && { startedAt: start }), endedAt: end }
  return afterAct(await desk.useCases.incidents.correct(metadata, correction, userId), BLOCK.what)
}

const goneModal = (title: string): ModalView =>
  noteModal(title, [section('This incident is no longer on record.')])

const NO_TIME = `Please write ${PAST_FORMS.join(', ')}.`

/** A time that was typed; the one on record where its text was left as it was; null for none, undefined for no time. */
function read(
  text: string,
  onRecord: number | null,
  timeZone: string,
  now: number,
): number | null | undefined {
  if (text === wallText(onRecord, timeZone)) return onRecord
  return text === '' ? null : readTime(text, { now, timeZone, tense: 'past' })?.at
}

/** `2026-11-21T14:30`; empty for no time. */
const wallText = (at: number | null, timeZone: string): string =>
  at === null ? '' : wallIn(at, timeZone).toString({ smallestUnit: 'minute' })

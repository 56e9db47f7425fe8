import { LIMITS } from '../../../core/kernel/text-limits.ts'
import type { App } from '@slack/bolt'
import type { InputBlock, ModalView } from '@slack/types'

import { dayOf } from '../../../core/calendar/day.ts'
import type { Incident } from '../../../core/incidents/incident.ts'
import { DAY_MS } from '../../../core/kernel/time/duration.ts'
import { visibleLine } from '../../../core/kernel/visible-text.ts'
import type { UseCases } from '../../../core/use-cases.ts'
import type { DeclaredFreeze } from '../../../core/freezes/declared-freeze.ts'
import { ACTION, MODAL, VALUE } from '../action-ids.ts'
import { actAnswer } from '../answer.ts'
import { context, plainText, section } from '../blocks/parts.ts'
import { onButtonWithModal } from '../buttons.ts'
import type { Desk } from '../desk.ts'
import { escapedLine } from '../escape.ts'
import { formModal, noteModal, refusedModal } from './modal.ts'
import { afterAct, onSubmit, type Submission, type Submitted } from './submission.ts'
import { textInput } from './text-input.ts'
import { textOf } from './view-values.ts'
import type { Catalog } from '../../../core/policy/catalog.ts'
import { serviceTitle } from '../../../core/policy/titles.ts'

const TITLE = 'Postmortem'
const LONG_TEXT = { most: LIMITS.postmortem, isMultiline: true }
const CONTENT = 'content'
const ABOUT = 'about'
const MOST_OF_OPTION = 75
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
  /** Incidents of the service that it may be about, the newest first. */
  readonly recent: readonly Incident[]
}

const RECENT_MS = 60 * DAY_MS
const MOST_RECENT = 25

/** What a postmortem of a service may be about. */
export const recentIncidents = async (
  { incidents }: Pick<UseCases, 'incidents'>,
  service: string,
  now: number,
): Promise<readonly Incident[]> =>
  (await incidents.since(service, now - RECENT_MS)).toReversed().slice(0, MOST_RECENT)

/** The form in which a postmortem is handed in. */
export function postmortemForm(
  { service, content, incident, recent }: PostmortemFormFacts,
  catalog: Catalog,
): ModalView {
  const of = escapedLine(serviceTitle(catalog, service))
  return formModal({
    callbackId: MODAL.postmortem,
    title: TITLE,
    submit: 'File',
    privateMetadata: JSON.stringify([service, incident?.id ?? '']),
    blocks: [
      context(
        incident === undefined
          ? `Of ${of}, at the level that it is at now`
          : `Of the correctness incident on ${of}: ${escapedLine(incident.reason)}`,
      ),
      ...(incident === undefined
        ? []
        : Object.entries(QUESTIONS).map(([name, question]) => textInput(name, question, LONG_TEXT))),
      textInput(CONTENT, 'The postmortem: a link, or the text', { ...LONG_TEXT, initial: content }),
      ...aboutInput(recent),
    ],
  })
}

const aboutInput = (recent: readonly Incident[]): readonly InputBlock[] =>
  recent.length === 0
    ? []
    : [
        {
          type: 'input',
          block_id: ABOUT,
          optional: true,
          label: { type: 'plain_text', text: 'Which incident is it about?' },
          element: {
            type: 'static_select',
            action_id: VALUE,
            options: recent.map(({ id, what, startedAt }) => ({
              text: plainText(`${dayOf(startedAt, 'UTC')} ${visibleLine(what)}`, MOST_OF_OPTION),
              value: id,
            })),
          },
        },
      ]

/** The button of a correctness incident that opens the form, and the form when it is sent in. */
export function listenToPostmortems(app: App, desk: Desk): void {
  onButtonWithModal(app, desk, ACTION.filePostmortem, TITLE, (incidentId, userId) =>
    formFor(desk, incidentId, userId),
  )
  onSubmit(app, desk, MODAL.postmortem, TITLE, (submission) => file(desk, submission))
}

async function formFor(desk: Desk, incidentId: string, userId: string): Promise<ModalView> {
  const refusal = await desk.useCases.freezes.mayFilePostmortem(userId)
  if (refusal !== null) return refusedModal(TITLE, refusal)
  const incident = (await desk.useCases.freezes.inForce()).find(({ id }) => id === incidentId)
  return incident === undefined
    ? noteModal(TITLE, [section('This incident is over: its postmortem was filed.')])
    : postmortemForm(
        {
          service: incident.service,
          content: '',
          incident,
          recent: await recentIncidents(desk.useCases, incident.service, desk.clock.now()),
        },
        desk.useCases.catalog(),
      )
}

async function file(desk: Desk, { metadata, state, userId }: Submission): Promise<Submitted> {
  const [service = '', incidentId = ''] = JSON.parse(metadata) as readonly string[]
  const answers =
    incidentId === ''
      ? null
      : {
          records: textOf(state, 'records'),
          repair: textOf(state, 'repair'),
          cause: textOf(state, 'cause'),
        }
  const about = textOf(state, ABOUT)
  const outcome = await desk.useCases.freezes.filePostmortem({
    service,
    content: textOf(state, CONTENT),
    answers,
    ...(incidentId !== '' && { incidentId }),
    ...(about !== '' && { about }),
    userId,
  })
  if (outcome.kind === 'refused') return afterAct(outcome, CONTENT)
  const answer = actAnswer(
    outcome,
    () => `:page_facing_up: Filed for ${escapedLine(serviceTitle(desk.useCases.catalog(), service))}.`,
  )
  return {
    kind: 'view',
    view: noteModal(TITLE, answer.blocks),
  }
}

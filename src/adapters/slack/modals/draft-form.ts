import type { App } from '@slack/bolt'
import type { InputBlock, KnownBlock, ModalView } from '@slack/types'

import { type Refused, refused } from '../../../core/kernel/act-outcome.ts'
import { DAY_MS } from '../../../core/kernel/time/duration.ts'
import { dayOf } from '../../../core/calendar/day.ts'
import { MOST_ITEMS } from '../../../core/postmortems/action-items.ts'
import { costWords, courseWords, draftMarkdown } from '../../../core/postmortems/draft-markdown.ts'
import type { PostmortemDraft } from '../../../core/postmortems/draft.ts'
import { ACTION, MODAL, VALUE } from '../action-ids.ts'
import { MAX_SECTION_TEXT } from '../blocks/limits.ts'
import { context, section } from '../blocks/parts.ts'
import { splitText } from '../blocks/split-text.ts'
import { onButtonWithModal } from '../buttons.ts'
import type { Desk } from '../desk.ts'
import { escapedLine } from '../escape.ts'
import { formModal, refusedModal } from './modal.ts'
import { personInput } from './person-input.ts'
import { afterAct, onSubmit, type Submission, type Submitted } from './submission.ts'
import { textInput } from './text-input.ts'
import { textOf } from './view-values.ts'

const TITLE = 'Draft postmortem'
const BLOCK = { items: 'items', owner: 'owner', due: 'due' } as const
const LONGEST_LIST = 3_000
/** How far off the day is that stands in the form at first. */
const USUAL_TIME_MS = 14 * DAY_MS
/** Room for the fence around a part of the draft, and for what escaping adds. */
const PART = MAX_SECTION_TEXT - 600
const MOST_PARTS = 40
/** A freeze that is over is named so. */
const OF_FREEZE = 'freeze/'

/** The button of an incident, or of a freeze that is over: shows the draft, and takes what is to be done. */
export function listenToDrafts(app: App, desk: Desk): void {
  onButtonWithModal(app, desk, ACTION.draftPostmortem, TITLE, (of, userId) => formOf(desk, of, userId))
  onSubmit(app, desk, MODAL.draftPostmortem, TITLE, (submission) => track(desk, submission))
}

async function formOf(desk: Desk, of: string, userId: string): Promise<ModalView> {
  const { postmortems } = desk.useCases
  const id = of.startsWith(OF_FREEZE) ? (await postmortems.ofFreeze(of.slice(OF_FREEZE.length)))?.id : of
  if (id === undefined) return refusedModal(TITLE, NONE.message)
  const found = await postmortems.open(id, userId)
  if (found.kind === 'refused') return refusedModal(TITLE, found.message)
  const draft = await postmortems.draft(id)
  return draft === undefined ? refusedModal(TITLE, NONE.message) : draftForm(draft, desk)
}

const NONE: Refused = refused('No incident is on record for it: enter one with /budget incident add.')

/** What is known, what is to be done, and the draft itself to be copied. */
function draftForm(draft: PostmortemDraft, { useCases, clock }: Desk): ModalView {
  const { incident, timeZone } = draft
  const page = useCases.pageLink({ kind: 'postmortem', id: incident.id })
  const overview = useCases.pageLink({ kind: 'overview' })
  const course = courseWords(draft.cost)
  return formModal({
    callbackId: MODAL.draftPostmortem,
    title: TITLE,
    submit: 'Track action items',
    privateMetadata: incident.id,
    blocks: [
      section(
        [
          `*${escapedLine(incident.serviceTitle)}: ${escapedLine(incident.what)}*`,
          `Cost: ${escapedLine(costWords(draft.cost))}`,
          ...(course === null ? [] : [`Budget: ${escapedLine(course)}`]),
        ].join('\n'),
      ),
      context(
        `It names nobody: people stand in it as the roles in which they helped.${page === null ? '' : ` <${page.url}|${page.words}>`}`,
      ),
      textInput(BLOCK.items, 'What is to be done? One a line', {
        most: LONGEST_LIST,
        isMultiline: true,
        hint: `They are tracked like other actions; an incident takes ${MOST_ITEMS}.`,
      }),
      {
        ...personInput(BLOCK.owner, 'Who owns them?', 'Empty leaves them to the service’s owner.'),
        optional: true,
      },
      dueInput(dayOf(clock.now() + USUAL_TIME_MS, timeZone)),
      ...draftBlocks(draftMarkdown(draft, overview?.url.replace(/\/$/, '') ?? null)),
    ],
  })
}

const dueInput = (day: string): InputBlock => ({
  type: 'input',
  block_id: BLOCK.due,
  label: { type: 'plain_text', text: 'By the end of which day?' },
  element: { type: 'datepicker', action_id: VALUE, initial_date: day },
})

/** The draft as it is written, in pieces that a section takes. */
function draftBlocks(markdown: string): readonly KnownBlock[] {
  const parts = splitText(markdown, PART)
  const left = parts.length - MOST_PARTS
  return [
    { type: 'divider' },
    section('*The draft*, as Markdown to copy'),
    ...parts.slice(0, MOST_PARTS).map((part) => section(`\`\`\`\n${plain(part)}\n\`\`\``)),
    ...(left > 0 ? [context('It goes on: `budgeteer postmortem` prints all of it.')] : []),
  ]
}

/** Within a fence nothing else comes alive. */
const plain = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

async function track(desk: Desk, { metadata, state, userId }: Submission): Promise<Submitted> {
  const ownerId = textOf(state, BLOCK.owner)
  const outcome = await desk.useCases.postmortems.addItems({
    incident: metadata,
    text: textOf(state, BLOCK.items),
    ownerId: ownerId === '' ? null : ownerId,
    dueOn: textOf(state, BLOCK.due),
    userId,
  })
  return afterAct(outcome, outcome.kind === 'refused' ? outcome.about : BLOCK.items)
}

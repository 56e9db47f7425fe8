import type { App } from '@slack/bolt'
import type { KnownBlock, ModalView } from '@slack/types'

import type { DetailName } from '../../../core/freezes/command-freeze.ts'
import { LIMITS } from '../../../core/kernel/text-limits.ts'
import { governed } from '../../../core/policy/catalog.ts'
import { boundariesOf } from '../../../core/policy/condition.ts'
import { serviceTitle } from '../../../core/policy/titles.ts'
import { ACTION, MODAL } from '../action-ids.ts'
import { refusal } from '../answer.ts'
import { MAX_SECTION_TEXT } from '../blocks/limits.ts'
import { context, section } from '../blocks/parts.ts'
import { splitText } from '../blocks/split-text.ts'
import { serviceNow } from '../blocks/status.ts'
import { onButton, onButtonWithModal } from '../buttons.ts'
import { historyAnswer } from '../commands/budget-history.ts'
import { changeLines } from '../commands/needs.ts'
import type { Desk } from '../desk.ts'
import { escapedLine } from '../escape.ts'
import { namesOf } from '../names.ts'
import { formModal, noteModal, refusedModal } from './modal.ts'
import { personInput } from './person-input.ts'
import { requestForm } from './request-form.ts'
import { afterAct, onSubmit } from './submission.ts'
import { textInput } from './text-input.ts'
import { textOf } from './view-values.ts'

const WHAT_SHIPS = 'What may I deploy?'
const EXCEPTION = 'Ask for an exception'
const COMMANDER = 'Incident commander'
const WAR_ROOM = 'War room'
const ANSWER = 'answer'
const GONE = 'The service of this announcement is no longer configured.'

/**
 * The buttons below the announcement of a level. Each names a transition and nothing else: what holds now, and who may, is
 * looked up at the click and again when a form is sent in. Everything is answered to the person alone.
 */
export function listenToLevelClicks(app: App, desk: Desk): void {
  onButtonWithModal(app, desk, ACTION.whatShips, WHAT_SHIPS, (id) => whatShips(desk, id))
  onButton(app, desk, ACTION.levelHistory, async ({ value }) => {
    const announced = await desk.useCases.freezes.announced(value)
    return announced === undefined
      ? refusal({ message: GONE })
      : historyAnswer({ service: announced.service }, desk.useCases, desk.clock.now())
  })
  onButtonWithModal(app, desk, ACTION.askException, EXCEPTION, (id, userId) =>
    exceptionForm(desk, id, userId),
  )

  onButtonWithModal(app, desk, ACTION.appointCommander, COMMANDER, (id, userId) =>
    detailForm(desk, id, userId, 'incident-commander'),
  )
  onSubmit(app, desk, MODAL.appointCommander, COMMANDER, async ({ metadata, state, userId }) => {
    const incidentCommander = textOf(state, ANSWER)
    if (incidentCommander === '') return { kind: 'errors', errors: { [ANSWER]: 'Please choose a person.' } }
    const { freezes } = desk.useCases
    return afterAct(await freezes.commandAnnounced(metadata, { incidentCommander }, userId), ANSWER)
  })

  onButtonWithModal(app, desk, ACTION.openWarRoom, WAR_ROOM, (id, userId) =>
    detailForm(desk, id, userId, 'war-room'),
  )
  onSubmit(app, desk, MODAL.openWarRoom, WAR_ROOM, async ({ metadata, state, userId }) => {
    const warRoom = textOf(state, ANSWER)
    if (warRoom === '') return { kind: 'errors', errors: { [ANSWER]: 'Please give its link.' } }
    const { freezes } = desk.useCases
    return afterAct(await freezes.commandAnnounced(metadata, { warRoom }, userId), ANSWER)
  })
}

/** What may be deployed of the announced service now, whatever the announcement said. */
async function whatShips(desk: Desk, id: string): Promise<ModalView> {
  const { freezes, status } = desk.useCases
  const announced = await freezes.announced(id)
  const [report] = announced === undefined ? [] : (await status(announced.service)).services
  if (announced === undefined || report === undefined) return refusedModal(WHAT_SHIPS, GONE)
  const policy = governed(desk.useCases.catalog(), report.service)?.policy
  const boundaries = policy === undefined ? [] : boundariesOf(policy)
  const lines = changeLines(report.changes, namesOf(desk.useCases))
  const blocks: KnownBlock[] = [
    ...(announced.over === null ? [] : [context(`:hourglass: ${escapedLine(announced.over)}`)]),
    ...serviceNow(report, boundaries),
    ...lines.flatMap((line) => splitText(line, MAX_SECTION_TEXT)).map(section),
    context(`\`/deploy request ${escapedLine(report.service)}\` asks to deploy.`),
  ]
  return noteModal(WHAT_SHIPS, blocks)
}

async function exceptionForm(desk: Desk, id: string, userId: string): Promise<ModalView> {
  const { freezes, requests, catalog } = desk.useCases
  const announced = await freezes.announced(id)
  const refusal =
    announced === undefined
      ? GONE
      : (announced.over ?? (await requests.mayOpen('exception', announced.service, userId)))
  if (announced === undefined || refusal !== null) return refusedModal(EXCEPTION, refusal ?? GONE)
  const choices = { service: announced.service, change: '', risk: '' }
  const texts = { revision: '', environment: '', summary: '' }
  return requestForm(catalog(), choices, texts, null, 'exception')
}

async function detailForm(desk: Desk, id: string, userId: string, detail: DetailName): Promise<ModalView> {
  const isCommander = detail === 'incident-commander'
  const title = isCommander ? COMMANDER : WAR_ROOM
  const { freezes, catalog } = desk.useCases
  const refusal = await freezes.mayCommand(id, detail, userId)
  const announced = await freezes.announced(id)
  if (announced === undefined || refusal !== null) return refusedModal(title, refusal ?? GONE)
  return formModal({
    callbackId: isCommander ? MODAL.appointCommander : MODAL.openWarRoom,
    title,
    submit: 'Save',
    privateMetadata: id,
    blocks: [
      context(`${escapedLine(serviceTitle(catalog(), announced.service))} · ${escapedLine(announced.told)}`),
      isCommander
        ? personInput(ANSWER, 'Who is the incident commander?', 'The announcement names them.')
        : textInput(ANSWER, 'Where is the war room?', {
            placeholder: 'https://…',
            hint: 'The announcement links it.',
            most: LIMITS.url,
          }),
    ],
  })
}

import type { App } from '@slack/bolt'
import type { ModalView } from '@slack/types'

import { LIMITS } from '../../../core/kernel/text-limits.ts'
import { openChecklist } from '../../../core/requests/open-checklist.ts'
import { readTextsShown } from '../../../core/requests/notices.ts'
import { governed } from '../../../core/policy/catalog.ts'
import { ACTION, MODAL } from '../action-ids.ts'
import { plainAnswer, refusal } from '../answer.ts'
import { context, section } from '../blocks/parts.ts'
import { requestBlocks, requestLine } from '../blocks/request.ts'
import { onButton, onButtonWithModal } from '../buttons.ts'
import type { Desk } from '../desk.ts'
import { escapedLine } from '../escape.ts'
import { formModal, noteModal, refusedModal } from './modal.ts'
import { namesOf } from '../names.ts'
import { answersIn, requirementInputs } from './requirement-inputs.ts'
import { afterAct, onSubmit } from './submission.ts'
import { textInput } from './text-input.ts'
import { textOf } from './view-values.ts'

const REASON = 'reason'

/**
 * The buttons of a request. A button says which request it belongs to; who pressed it comes from Slack's signed payload, and
 * what they may do is decided by the use case.
 */
export function listenToRequestClicks(app: App, desk: Desk): void {
  const { requests } = desk.useCases

  onButton(app, desk, ACTION.approve, async ({ value, userId, isPrivate }) => {
    const { requestId, textChanges } = readTextsShown(value)
    const outcome = await requests.approve(requestId, userId, textChanges)
    if (outcome.kind === 'refused') return refusal(outcome)
    // The message itself shows what was recorded, unless it is ephemeral.
    if (!isPrivate) return null
    return plainAnswer(
      `:white_check_mark: Recorded. ${requestLine(outcome.request, namesOf(desk.useCases), { grants: outcome.grant === null ? [] : [outcome.grant], now: desk.clock.now() })}`,
    )
  })

  onButtonWithModal(app, desk, ACTION.reject, 'Reject', async (requestId, userId) => {
    const trial = await requests.mayReject(requestId, userId)
    if (trial.kind === 'refused') return refusedModal('Reject', trial.message)
    return formModal({
      callbackId: MODAL.reject,
      title: 'Reject the request',
      submit: 'Reject',
      privateMetadata: requestId,
      blocks: [
        textInput(REASON, 'Why?', {
          hint: 'The requester reads it. A rejection ends the request.',
          most: LIMITS.summary,
          isMultiline: true,
        }),
      ],
    })
  })
  onSubmit(app, desk, MODAL.reject, 'Reject', async ({ metadata, state, userId }) => {
    const reason = textOf(state, REASON)
    if (reason === '') return { kind: 'errors', errors: { [REASON]: 'Please say why.' } }
    return afterAct(await requests.reject(metadata, userId, reason), REASON)
  })

  onButtonWithModal(app, desk, ACTION.fillIn, 'Requirements', (requestId, userId) =>
    fillInModal(desk, requestId, userId),
  )
  onSubmit(app, desk, MODAL.fillIn, 'Requirements', async ({ metadata, state, userId }) => {
    const answers = answersIn(state)
    const [first = ''] = Object.keys(state)
    if (answers.size === 0) return { kind: 'errors', errors: { [first]: 'Nothing is filled in yet.' } }
    return afterAct(await requests.answer(metadata, userId, answers), first)
  })

  onButtonWithModal(app, desk, ACTION.details, 'Request', async (requestId) => {
    const request = await requests.byId(requestId)
    if (request === undefined) return noteModal('Request', [section('This request no longer exists.')])
    const shown = { grants: await requests.grantHistory(requestId), now: desk.clock.now() }
    return noteModal('Request', requestBlocks(request, namesOf(desk.useCases), shown))
  })
}

async function fillInModal(desk: Desk, requestId: string, userId: string): Promise<ModalView> {
  const title = 'Requirements'
  const trial = await desk.useCases.requests.mayAnswer(requestId, userId)
  if (trial.kind === 'refused') return refusedModal(title, trial.message)
  const request = await desk.useCases.requests.byId(requestId)
  const policy = request && governed(desk.useCases.catalog(), request.service)?.policy
  if (request === undefined || policy === undefined) {
    return noteModal(title, [section('This request no longer exists.')])
  }
  const wanted = request.state === 'open' ? request.decision.requires : []
  const missing = [...new Set([...wanted, ...openChecklist(request, desk.useCases.catalog())])]
  if (missing.length === 0 && request.answers.size === 0)
    return noteModal(title, [section(':white_check_mark: Nothing is missing.')])
  const written = [...request.answers.keys()].filter((name) => !missing.includes(name))
  const inputs = requirementInputs([...missing, ...written], policy, request.answers)
  if (inputs.length === 0) {
    const text = `:page_facing_up: Only the postmortem is missing: \`/budget postmortem ${escapedLine(request.service)}\``
    return noteModal(title, [section(text)])
  }
  return formModal({
    callbackId: MODAL.fillIn,
    title,
    submit: 'Save',
    privateMetadata: requestId,
    blocks: [
      context(requestLine(request, namesOf(desk.useCases), { grants: [], now: desk.clock.now() })),
      ...(request.approvals.length === 0
        ? []
        : [context(':warning: A text that you change voids the approvals that were given before.')]),
      ...inputs,
    ],
  })
}

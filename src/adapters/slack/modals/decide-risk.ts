import type { App } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import { LIMITS } from '../../../core/kernel/text-limits.ts'
import type { DecidableRisk, RiskKey } from '../../../core/risks/accept-risk.ts'
import { consequenceWords, figuresWords } from '../../../core/risks/risk-words.ts'
import { ACTION, MODAL } from '../action-ids.ts'
import { context, section } from '../blocks/parts.ts'
import { onButtonWithModal } from '../buttons.ts'
import type { Desk } from '../desk.ts'
import { escapedLine } from '../escape.ts'
import { formModal, noteModal, refusedModal } from './modal.ts'
import { afterAct, onSubmit } from './submission.ts'
import { textInput } from './text-input.ts'
import { textOf } from './view-values.ts'

const WHY = 'why'

interface Decision {
  readonly action: string
  readonly modal: string
  readonly title: string
  readonly submit: string
  readonly isAccepted: boolean
  readonly question: string
}

const DECISIONS: readonly Decision[] = [
  {
    action: ACTION.riskAccept,
    modal: MODAL.riskAccept,
    title: 'Accept the risk',
    submit: 'Accept',
    isAccepted: true,
    question: 'Why is it not mended?',
  },
  {
    action: ACTION.riskTakeBack,
    modal: MODAL.riskTakeBack,
    title: 'Take the acceptance back',
    submit: 'Take back',
    isAccepted: false,
    question: 'Why is it no longer accepted?',
  },
]

/** Accept… and Take back…: says what follows, and asks why. Who may is looked up at both clicks. */
export function listenToRisks(app: App, desk: Desk): void {
  const { risks } = desk.useCases
  for (const decision of DECISIONS) {
    const { action, modal, title, isAccepted } = decision
    onButtonWithModal(app, desk, action, title, async (value, userId) => {
      const found = await risks.decidable(keyOf(value), userId)
      if (found.kind === 'refused') return refusedModal(title, found.message)
      return found.thing.standing.isAccepted === isAccepted
        ? refusedModal(title, 'Somebody decided that already: ask for the list again.')
        : whyForm(value, found.thing, decision)
    })
    onSubmit(app, desk, modal, title, async ({ metadata, state, userId }) => {
      const act = isAccepted ? risks.accept : risks.takeBack
      const outcome = await act(keyOf(metadata), textOf(state, WHY), userId)
      return outcome.kind === 'refused'
        ? afterAct(outcome, WHY)
        : { kind: 'view', view: noteModal(title, [section(doneText(outcome.thing, isAccepted))]) }
    })
  }
}

function whyForm(
  value: string,
  { risk, rank, otherwise }: DecidableRisk,
  { modal, title, submit, question }: Decision,
): ModalView {
  return formModal({
    callbackId: modal,
    title,
    submit,
    privateMetadata: value,
    blocks: [
      section(`*${escapedLine(risk.title)}*\n${figuresWords(risk.figures)}`),
      section(`Afterwards: ${escapedLine(consequenceWords(rank, otherwise, risk.name))}.`),
      textInput(WHY, question, { most: LIMITS.reason, isMultiline: true }),
      context('It goes on record with your name.'),
    ],
  })
}

const doneText = ({ risk, rank, otherwise }: DecidableRisk, isAccepted: boolean): string =>
  `:white_check_mark: *${escapedLine(risk.title)}* is ${isAccepted ? 'accepted' : 'no longer accepted'}: ${escapedLine(consequenceWords(otherwise, rank, risk.name))}.`

/** `<catalog>/<risk>`; a name has no slash. */
function keyOf(value: string): RiskKey {
  const [catalog = '', risk = ''] = value.split('/')
  return { catalog, risk }
}

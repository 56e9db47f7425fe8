import type { App, BlockAction, OverflowAction } from '@slack/bolt'
import type { KnownBlock, ModalView } from '@slack/types'

import type { TopAction } from '../../../core/actions/action.ts'
import { MOST_TOP_ACTIONS } from '../../../core/actions/top-actions.ts'
import { LIMITS } from '../../../core/kernel/text-limits.ts'
import { serviceTitle } from '../../../core/policy/titles.ts'
import { ACTION, MODAL } from '../action-ids.ts'
import { context, plainText, section } from '../blocks/parts.ts'
import { onButtonWithModal } from '../buttons.ts'
import type { Desk } from '../desk.ts'
import { escaped, escapedLine } from '../escape.ts'
import { spelled } from '../../spelling/command-text.ts'
import { formModal, refusedModal } from './modal.ts'
import { personInput } from './person-input.ts'
import { onSubmit } from './submission.ts'
import { textInput } from './text-input.ts'
import { textOf, type ViewState } from './view-values.ts'

const TITLE = 'Top actions'
const TEXT = 'text'
const OWNER = 'owner'
const STEPS = { done: 'Done', up: 'Move up', down: 'Move down' } as const
type Step = keyof typeof STEPS

/**
 * The list of what matters most in a freeze: what is on it, with what may be done, and an input for one more. Who may change
 * it is looked up at each step; a refusal stands above the list, for the person alone.
 */
export function listenToTopActions(app: App, desk: Desk): void {
  const { actions, freezes } = desk.useCases
  onButtonWithModal(app, desk, ACTION.topActions, TITLE, async (id) => {
    const announced = await freezes.announced(id)
    return announced === undefined
      ? refusedModal(TITLE, 'The service of this announcement is no longer configured.')
      : listModal(desk, announced.service)
  })

  app.action<BlockAction<OverflowAction>>(ACTION.topAction, async ({ ack, body, action }) => {
    await ack()
    const { view } = body
    const { step, id } = stepIn(action.selected_option.value)
    if (view === undefined || step === undefined) return
    const service = view.private_metadata
    const userId = body.user.id
    try {
      const outcome =
        step === 'done'
          ? await actions.finishTop(service, id, userId)
          : await actions.moveTop(service, id, step, userId)
      const said = outcome.kind === 'refused' ? spelled(outcome.message) : ''
      await desk.updateModal({ id: view.id }, await listModal(desk, service, said))
    } catch (error) {
      const { text } = desk.failed(TITLE, error)
      await desk.updateModal({ id: view.id }, await listModal(desk, service, text))
    }
  })

  onSubmit(app, desk, MODAL.topActions, TITLE, async ({ metadata: service, state, userId }) => {
    const [textBlock, ownerBlock] = [TEXT, OWNER].map((name) => blockOf(state, name))
    // A list that is full takes no more.
    if (textBlock === undefined || ownerBlock === undefined) return { kind: 'close' }
    const text = textOf(state, textBlock)
    const ownerId = textOf(state, ownerBlock)
    const errors = {
      ...(text === '' && { [textBlock]: 'Please say what to do.' }),
      ...(ownerId === '' && { [ownerBlock]: 'Please choose a person.' }),
    }
    if (Object.keys(errors).length > 0) return { kind: 'errors', errors }
    const outcome = await actions.addTop({ service, text, ownerId, userId })
    return outcome.kind === 'refused'
      ? { kind: 'errors', errors: { [textBlock]: spelled(outcome.message) } }
      : { kind: 'view', view: await listModal(desk, service) }
  })
}

async function listModal(desk: Desk, service: string, said = ''): Promise<ModalView> {
  const open = await desk.useCases.actions.top(service)
  const isFull = open.length >= MOST_TOP_ACTIONS
  return formModal({
    callbackId: MODAL.topActions,
    title: TITLE,
    submit: 'Add',
    privateMetadata: service,
    blocks: [
      context(escapedLine(serviceTitle(desk.useCases.catalog(), service))),
      ...(said === '' ? [] : [section(`:warning: ${escaped(said)}`)]),
      ...(open.length === 0 ? [section('Nothing is on the list yet.')] : open.map(line)),
      ...(isFull
        ? []
        : [
            textInput(inputId(TEXT, open), 'What else?', { most: LIMITS.action, isOptional: true }),
            {
              ...personInput(inputId(OWNER, open), 'Who does it?', 'The announcement names them.'),
              optional: true,
            },
          ]),
    ],
  })
}

/**
 * The name of an input. Slack keeps what was typed in a block of the same name, which is right for a list that was put in order
 * and wrong for one that has taken it.
 */
const inputId = (name: string, open: readonly TopAction[]): string =>
  `${name}:${Math.max(0, ...open.map(({ addedAt }) => addedAt))}`

const blockOf = (state: ViewState, name: string): string | undefined =>
  Object.keys(state).find((id) => id.startsWith(`${name}:`))

const line = (action: TopAction, index: number, all: readonly TopAction[]): KnownBlock => ({
  type: 'section',
  text: {
    type: 'mrkdwn',
    text: `${index + 1}. ${escapedLine(action.text)} (<@${action.owner.userId}>)`,
  },
  accessory: {
    type: 'overflow',
    action_id: ACTION.topAction,
    options: (Object.keys(STEPS) as Step[])
      .filter((step) => (step !== 'up' || index > 0) && (step !== 'down' || index < all.length - 1))
      .map((step) => ({ text: plainText(STEPS[step], 75), value: `${step}/${action.id}` })),
  },
})

/** `done/p_81hd` */
function stepIn(value: string): { readonly step: Step | undefined; readonly id: string } {
  const [word = '', id = ''] = value.split('/', 2)
  return { step: Object.hasOwn(STEPS, word) ? (word as Step) : undefined, id }
}

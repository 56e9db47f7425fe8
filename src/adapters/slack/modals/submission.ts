import type { App, ViewOutput, ViewSubmitAction } from '@slack/bolt'
import type { ModalView } from '@slack/types'

import type { Refused } from '../../../core/kernel/act-outcome.ts'
import type { Desk } from '../desk.ts'
import { section } from '../blocks/parts.ts'
import { noteModal, waitingModal } from './modal.ts'
import type { ViewState } from './view-values.ts'
import { spelled } from '../../spelling/command-text.ts'
import { refilled } from './refilled.ts'

/** The outcome of a submitted modal. */
export type Submitted =
  /** By block id; each must be an input of the view that was sent. */
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: 'view'; readonly view: ModalView }
  | { readonly kind: 'close' }

type Acknowledge = (
  answer?:
    | { response_action: 'errors'; errors: Record<string, string> }
    | { response_action: 'update'; view: ModalView },
) => Promise<void>

/** Slack waits three seconds for the acknowledgement that carries the errors. */
const PATIENCE_MS = 2_000

/** A submitted modal. Slack's signed payload says who submitted it. */
export interface Submission {
  /** What the modal carries: the id of what it belongs to. */
  readonly metadata: string
  readonly state: ViewState
  readonly userId: string
}

/** Carries out a submitted modal and shows the outcome. */
export function onSubmit(
  app: App,
  desk: Desk,
  callbackId: string,
  title: string,
  work: (submission: Submission) => Promise<Submitted>,
): void {
  app.view<ViewSubmitAction>(callbackId, ({ ack, body, view }) =>
    settle(desk, title, view, ack, () =>
      work({ metadata: view.private_metadata, state: view.state.values, userId: body.user.id }),
    ),
  )
}

/** After an act whose outcome shows elsewhere: only a refusal is shown, at the input that it is about. */
export const afterAct = (
  outcome: Refused | { readonly kind: 'done' | 'recorded' },
  blockId: string,
): Submitted =>
  outcome.kind === 'refused'
    ? { kind: 'errors', errors: { [blockId]: spelled(outcome.message) } }
    : { kind: 'close' }

/**
 * Shows the outcome at once where that is quick, else the modal says so and is filled later. What was typed stays, whatever
 * is wrong with it. Never rejects.
 */
async function settle(
  desk: Desk,
  title: string,
  view: ViewOutput,
  ack: Acknowledge,
  work: () => Promise<Submitted>,
): Promise<void> {
  const [first] = Object.keys(view.state.values)
  const outcome = work().catch((error: unknown): Submitted => {
    const { text, blocks } = desk.failed(title, error)
    return first === undefined
      ? { kind: 'view', view: noteModal(title, blocks) }
      : { kind: 'errors', errors: { [first]: text.replace(/^:\w+: /, '').replaceAll('`', '') } }
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), PATIENCE_MS)
  })
  const early = await Promise.race([outcome, late])
  clearTimeout(timer)
  if (early !== 'late') {
    await acknowledge(ack, early)
    return
  }
  await ack({ response_action: 'update', view: waitingModal(title) })
  await desk.updateModal({ id: view.id }, lateView(title, view, await outcome))
}

async function acknowledge(ack: Acknowledge, submitted: Submitted): Promise<void> {
  if (submitted.kind === 'errors') {
    await ack({ response_action: 'errors', errors: { ...submitted.errors } })
  } else if (submitted.kind === 'view') await ack({ response_action: 'update', view: submitted.view })
  else await ack()
}

/** Errors can only be shown under the inputs in the acknowledgement; too late for that, the form comes back with them. */
function lateView(title: string, view: ViewOutput, submitted: Submitted): ModalView {
  if (submitted.kind === 'view') return submitted.view
  if (submitted.kind === 'close') return noteModal(title, [section(':white_check_mark: Done.')])
  return refilled(view, submitted.errors)
}

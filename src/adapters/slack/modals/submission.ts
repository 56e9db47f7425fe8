import type { ModalView } from '@slack/types'

import type { Answer } from '../answer.ts'
import type { Desk } from '../desk.ts'
import { escaped } from '../escape.ts'
import { section } from '../blocks/parts.ts'
import { noteModal, waitingModal } from './modal.ts'

/** What becomes of a modal that was sent in. */
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

/**
 * Runs what a submission asks for and shows what came of it: at once where that is quick, else the modal says so and is
 * filled later. Never rejects.
 */
export async function settleSubmission(
  desk: Desk,
  modal: { readonly id: string; readonly title: string },
  ack: Acknowledge,
  work: () => Promise<Submitted>,
): Promise<void> {
  const outcome = work().catch((error: unknown): Submitted => ({
    kind: 'view',
    view: answerModal(modal.title, desk.failed(modal.title, error)),
  }))
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), PATIENCE_MS)
  })
  const first = await Promise.race([outcome, late])
  clearTimeout(timer)
  if (first !== 'late') {
    await acknowledge(ack, first)
    return
  }
  await ack({ response_action: 'update', view: waitingModal(modal.title) })
  await desk.updateModal({ id: modal.id }, lateView(modal.title, await outcome))
}

async function acknowledge(ack: Acknowledge, submitted: Submitted): Promise<void> {
  if (submitted.kind === 'errors') {
    await ack({ response_action: 'errors', errors: { ...submitted.errors } })
  } else if (submitted.kind === 'view') await ack({ response_action: 'update', view: submitted.view })
  else await ack()
}

/** Errors can only be shown under the inputs in the acknowledgement; too late for that, they are listed. */
function lateView(title: string, submitted: Submitted): ModalView {
  if (submitted.kind === 'view') return submitted.view
  if (submitted.kind === 'close') return noteModal(title, [section(':white_check_mark: Done.')])
  const lines = Object.values(submitted.errors).map((message) => `• ${escaped(message)}`)
  return noteModal(title, [section(`That could not be taken:\n${lines.join('\n')}`)])
}

export const answerModal = (title: string, answer: Answer): ModalView => noteModal(title, answer.blocks)

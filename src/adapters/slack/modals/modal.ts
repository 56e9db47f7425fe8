import type { KnownBlock, ModalView } from '@slack/types'

import type { Words } from '../../../core/kernel/prompt.ts'
import { refusal } from '../answer.ts'
import { MODAL } from '../action-ids.ts'
import { plainText, section } from '../blocks/parts.ts'

const MAX_TITLE = 24

/** A modal that only shows something. At most 100 blocks; the title at most 24 characters. */
export function noteModal(title: string, blocks: readonly KnownBlock[]): ModalView {
  return {
    type: 'modal',
    callback_id: MODAL.note,
    title: plainText(title, MAX_TITLE),
    close: { type: 'plain_text', text: 'Close' },
    blocks: blocks.slice(0, 100),
  }
}

/** Why the form that somebody asked for is not opened. */
export const refusedModal = (title: string, message: Words): ModalView =>
  noteModal(title, refusal({ message }).blocks)

/** What stands in a modal while its content is fetched: a trigger lives three seconds, and fetching may take longer. */
export const waitingModal = (title: string): ModalView =>
  noteModal(title, [section(':hourglass_flowing_sand: One moment …')])

/** A modal with inputs and a button that sends them. */
export function formModal(form: {
  readonly callbackId: string
  readonly title: string
  readonly submit: string
  readonly privateMetadata: string
  readonly blocks: readonly KnownBlock[]
}): ModalView {
  return {
    type: 'modal',
    callback_id: form.callbackId,
    private_metadata: form.privateMetadata,
    title: plainText(form.title, MAX_TITLE),
    submit: plainText(form.submit, MAX_TITLE),
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: form.blocks.slice(0, 100),
  }
}

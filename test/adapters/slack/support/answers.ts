import type { Outcome } from '../../../../demo/workspace/interactivity.ts'
import type { Message, OpenView } from '../../../../demo/workspace/state.ts'

/** The first picture of a process waits for what draws it to be loaded, which takes its time on a busy machine. */
const PATIENCE_MS = 60_000

/** The message that answered; throws when there was none. */
export async function messageIn(outcome: Outcome): Promise<Message> {
  if (outcome.failure !== null) throw new Error(outcome.failure)
  const shown = await outcome.answer(PATIENCE_MS)
  if (shown?.kind !== 'message') throw new Error(`no message but ${shown?.kind ?? 'nothing'}`)
  return shown.message
}

/** All that a message's blocks say, for looking into. */
export const allText = (message: Pick<Message, 'text' | 'blocks'>): string =>
  `${message.text}\n${JSON.stringify(message.blocks)}`

export async function viewIn(outcome: Outcome): Promise<OpenView> {
  if (outcome.failure !== null) throw new Error(outcome.failure)
  const shown = await outcome.answer(PATIENCE_MS)
  if (shown?.kind !== 'view') throw new Error(`no view but ${shown?.kind ?? 'nothing'}`)
  return shown.view
}

export const viewText = (view: OpenView): string => JSON.stringify(view.view)

/** Where a block of this name stands: form inputs carry what they depend on behind a colon. */
export function blockIdOf(view: OpenView, name: string): string {
  const blocks = view.view['blocks'] as readonly { readonly block_id: string }[]
  const found = blocks.find(({ block_id: id }) => id === name || id.startsWith(`${name}:`))
  if (found === undefined) throw new Error(`no block ${name}`)
  return found.block_id
}

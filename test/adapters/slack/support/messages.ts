import type { Outcome } from '../../../../demo/workspace/interactivity.ts'
import type { Message, OpenView } from '../../../../demo/workspace/state.ts'
import type { Rendered } from '../../../../src/core/kernel/outbox/delivery.ts'
import type { OwedMessage } from '../../../../src/core/kernel/outbox/owed-message.ts'
import { placeOf, referenceOf } from '../../../../src/adapters/slack/message-reference.ts'
import { viewText } from './answers.ts'
import type { Office } from './office.ts'

let posts = 0

/** Posts a message as the outbox would, in the thread of `head` if one is given. */
export async function posted(
  { slack, workspace, clock }: Office,
  owed: Pick<OwedMessage, 'address' | 'subject' | 'content'>,
  rendered: Rendered,
  head: Message | null = null,
): Promise<Message> {
  posts += 1
  // A channel takes about one message a second.
  clock.shiftMs += 2_000
  const sent = await slack.messenger.post(
    { ...owed, id: `post_${posts}`, act: head === null ? 'post' : 'reply', owedAt: clock.now() },
    rendered,
    head && { subject: 'head', reference: referenceOf({ channelId: head.channel, ts: head.ts }) },
  )
  if (sent.kind !== 'sent') throw new Error(sent.error)
  const { channelId, ts: at } = placeOf(sent.reference)
  const message = workspace.messages(channelId).find(({ ts }) => ts === at)
  if (message === undefined) throw new Error('not posted')
  return message
}

export function press(
  { workspace }: Office,
  person: string,
  message: Message,
  actionId: string,
): Promise<Outcome> {
  const block = message.blocks.find(({ type }) => type === 'actions')
  return workspace.press(person, message, { blockId: String(block?.['block_id']), actionId })
}

/** The modal in front of somebody, once this stands in it. */
export const topView = ({ workspace }: Office, person: string, part: string): Promise<OpenView> =>
  workspace.waitFor(() => {
    const view = workspace.openViews(person).at(-1)
    return view !== undefined && viewText(view).includes(part) ? view : undefined
  })

import type { BlockAction } from '@slack/bolt'

import type { AnswerTo } from './responder.ts'

/** Where somebody who pressed a button is answered: in the thread that the button stands in, else beside the message. */
export function clickedIn({ user, channel, message, response_url }: BlockAction): AnswerTo {
  const thread: unknown = message?.['thread_ts']
  // The head of a thread names itself as its thread, and stands in the channel.
  const isReply = typeof thread === 'string' && thread !== message?.ts
  return {
    userId: user.id,
    channelId: channel?.id,
    responseUrl: response_url,
    ...(isReply && { threadTs: thread }),
  }
}

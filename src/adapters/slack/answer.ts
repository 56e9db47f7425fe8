import type { KnownBlock } from '@slack/types'

/** What a person is told. `text` is for notifications and screen readers, and says all that matters. */
export interface Answer {
  readonly text: string
  readonly blocks: readonly KnownBlock[]
}

/** An answer of one paragraph in mrkdwn. Whatever in it was typed by a person must be escaped already. */
export const plainAnswer = (text: string): Answer => ({
  text,
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
})

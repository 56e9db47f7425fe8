import type { KnownBlock } from '@slack/types'

import type { PictureName } from '../../core/kernel/picture-name.ts'
import type { ActOutcome, Refused } from '../../core/kernel/act-outcome.ts'
import { escapedLine } from './escape.ts'

/** An answer to a person. `text` is for notifications and screen readers, and says all that matters. */
export interface Answer {
  readonly text: string
  readonly blocks: readonly KnownBlock[]
  /** Takes the place of the private answer whose button was pressed; elsewhere it is an answer of its own. */
  readonly replaces?: true
  /** Shown in the person's direct messages; the answer itself has its words. */
  readonly picture?: PictureName
  /** Nothing was done, and why. */
  readonly isRefusal?: true
}

/** An answer of one paragraph in mrkdwn. Text that people typed must be escaped already. */
export const plainAnswer = (text: string): Answer => ({
  text,
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
})

/** Why something was not done. */
export const refusal = ({ message }: Pick<Refused, 'message'>): Answer => ({
  ...plainAnswer(`:warning: ${escapedLine(message)}`),
  isRefusal: true,
})

/** Why an act was refused, or what was done, in mrkdwn. */
export const actAnswer = <Thing>(outcome: ActOutcome<Thing>, done: (thing: Thing) => string): Answer =>
  outcome.kind === 'refused' ? refusal(outcome) : plainAnswer(done(outcome.thing))

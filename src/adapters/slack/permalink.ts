import type { PostedMessage } from '../../core/kernel/outbox/owed-message.ts'
import type { Account } from './account.ts'
import { placeOf } from './message-reference.ts'

/** Where a posted message can be read in a browser; null while Slack has not said where the workspace is. */
export function permalink(account: Account | null, { reference }: PostedMessage): string | null {
  if (account === null || account.teamUrl === '') return null
  const { channelId, ts } = placeOf(reference)
  return new URL(`archives/${channelId}/p${ts.replace('.', '')}`, account.teamUrl).href
}

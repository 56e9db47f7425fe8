import type { PostedMessage } from '../../core/kernel/outbox/owed-message.ts'
import type { Account } from './account.ts'

/** Where a posted message can be read in a browser; null while Slack has not said where the workspace is. */
export function permalink(account: Account | null, { channelId, ts }: PostedMessage): string | null {
  if (account === null || account.teamUrl === '') return null
  return new URL(`archives/${channelId}/p${ts.replace('.', '')}`, account.teamUrl).href
}

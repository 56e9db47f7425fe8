import type { WebClient } from '@slack/web-api'
import { slackFailure } from './slack-failure.ts'

/**
 * Who has a mail address in the workspace; null when nobody has. Takes the scope `users:read.email`.
 *
 * @throws Error with Slack's word for it when it does not say
 */
export async function idByMail(client: WebClient, email: string): Promise<string | null> {
  try {
    return (await client.users.lookupByEmail({ email })).user?.id ?? null
  } catch (error) {
    const { error: code } = slackFailure(error)
    if (code === 'users_not_found') return null
    throw new Error(`Slack does not look up mail addresses: ${code}`, { cause: error })
  }
}

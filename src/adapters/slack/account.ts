import type { WebClient } from '@slack/web-api'

/** Who the bot is, as its token says. */
export interface Account {
  readonly teamId: string
  readonly teamName: string
  /** Where the workspace is read in a browser, ending in a slash; empty where the server does not say. */
  readonly teamUrl: string
  /** Null unless the workspace belongs to an organisation. */
  readonly enterpriseId: string | null
  readonly botUserId: string
  readonly botId: string
  /** Empty where the server does not say. */
  readonly scopes: readonly string[]
}

/** Asks Slack whose token this is. Throws the web client's error when Slack refuses it or cannot be asked. */
export async function ownAccount(client: WebClient): Promise<Account> {
  const answer = await client.auth.test()
  return {
    teamId: answer.team_id ?? '',
    teamName: answer.team ?? '',
    teamUrl: answer.url ?? '',
    enterpriseId: answer.enterprise_id ?? null,
    botUserId: answer.user_id ?? '',
    botId: answer.bot_id ?? '',
    scopes: answer.response_metadata?.scopes ?? [],
  }
}

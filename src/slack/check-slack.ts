import type { WebClient } from '@slack/web-api'

import type { ChannelPurpose } from '../outbox/owed-message.ts'
import { ownAccount } from './account.ts'
import type { Account } from './account.ts'
import { bare, ChannelBook } from './channel-book.ts'
import type { ChannelNames } from './channel-book.ts'
import type { Logger } from './logger.ts'
import { SCOPES, WITHOUT_SCOPE } from './scopes.ts'
import { slackFailure } from './slack-failure.ts'
import { SLACK_API_URL, webClients } from './web-clients.ts'

/** One thing that was looked at. `problem` keeps the bot from working, `warning` takes something away. */
export interface SlackFinding {
  readonly kind: 'good' | 'warning' | 'problem'
  readonly text: string
}

export interface SlackCheckOptions {
  readonly mode: 'socket' | 'http'
  readonly botToken: string
  readonly appToken?: string
  readonly signingSecret?: string
  readonly apiUrl?: string
  readonly channels: ChannelNames
  /** User groups that roles name, by id. */
  readonly groups: readonly string[]
  readonly logger: Logger
}

const good = (text: string): SlackFinding => ({ kind: 'good', text })
const warning = (text: string): SlackFinding => ({ kind: 'warning', text })
const problem = (text: string): SlackFinding => ({ kind: 'problem', text })

/** Looks at everything that the bot needs of Slack, and changes nothing but joining its public channels. Never rejects. */
export async function checkSlack(options: SlackCheckOptions): Promise<readonly SlackFinding[]> {
  if (options.botToken.trim() === '') return [problem('SLACK_BOT_TOKEN is missing')]
  const client = webClients(options.botToken, options.apiUrl ?? SLACK_API_URL, options.logger).asking
  let account: Account
  try {
    account = await ownAccount(client)
  } catch (error) {
    return [problem(`Slack does not take the bot token: ${slackFailure(error).error}`)]
  }
  const parts = await Promise.all([
    channelFindings(client, options),
    groupFindings(client, options.groups),
    transportFindings(options),
  ])
  return [
    good(`the bot token belongs to ${account.botUserId} in ${account.teamName} (${account.teamId})`),
    ...scopeFindings(account),
    ...parts.flat(),
  ]
}

function scopeFindings({ scopes }: Account): readonly SlackFinding[] {
  if (scopes.length === 0) return [warning('the server does not say which scopes the token has')]
  const missing = SCOPES.filter((scope) => !scopes.includes(scope))
  if (missing.length === 0) return [good('every scope is granted')]
  return missing.map((scope) => {
    const text = `the scope ${scope} is missing: ${WITHOUT_SCOPE[scope]}`
    return ['chat:write', 'commands', 'users:read'].includes(scope) ? problem(text) : warning(text)
  })
}

async function channelFindings(
  client: WebClient,
  { channels, logger }: SlackCheckOptions,
): Promise<readonly SlackFinding[]> {
  const book = new ChannelBook(client, channels, logger)
  await book.join()
  book.forget()
  try {
    const known = await book.channels()
    return (Object.keys(channels) as ChannelPurpose[]).map((purpose) => {
      const reference = channels[purpose]
      const channel = known.get(bare(reference))
      if (channel === undefined) {
        return problem(
          `the channel for ${purpose}, ${reference}, does not exist or cannot be seen by the bot`,
        )
      }
      const name = `#${channel.name} (${purpose})`
      if (channel.isMember) return good(`${name} is there, and the bot is a member`)
      return channel.isPrivate
        ? problem(`${name} is private: invite the bot`)
        : warning(`the bot is no member of ${name}: after a crash a message may be posted twice`)
    })
  } catch (error) {
    return [problem(`channels cannot be listed: ${slackFailure(error).error}`)]
  }
}

async function groupFindings(client: WebClient, wanted: readonly string[]): Promise<readonly SlackFinding[]> {
  try {
    const { usergroups } = await client.usergroups.list({ include_users: true })
    const known = new Map((usergroups ?? []).map(({ id, users }) => [id ?? '', users ?? []]))
    const findings = wanted.flatMap((id) => {
      const members = known.get(id)
      if (members === undefined) return [problem(`a role names the user group ${id}, which does not exist`)]
      return members.length === 0 ? [warning(`the user group ${id} has no members`)] : []
    })
    return findings.length > 0 ? findings : [good(`${known.size} user groups can be seen`)]
  } catch (error) {
    const { error: code } = slackFailure(error)
    const text = `user groups cannot be used (${code}): roles must list people`
    return [wanted.length > 0 ? problem(text) : warning(text)]
  }
}

async function transportFindings(options: SlackCheckOptions): Promise<readonly SlackFinding[]> {
  if (options.mode === 'http') {
    return (options.signingSecret ?? '').trim() === ''
      ? [problem('SLACK_SIGNING_SECRET is missing')]
      : [good('a signing secret is set')]
  }
  const token = options.appToken ?? ''
  if (token.trim() === '') return [problem('SLACK_APP_TOKEN is missing: Socket Mode needs it')]
  try {
    await webClients(token, options.apiUrl ?? SLACK_API_URL, options.logger).asking.apps.connections.open({})
    return [good('the app token opens Socket Mode connections')]
  } catch (error) {
    return [problem(`Slack does not take the app token: ${slackFailure(error).error}`)]
  }
}

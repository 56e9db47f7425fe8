import type { WebClient } from '@slack/web-api'

import { counted } from '../../core/kernel/counted.ts'
import { ownAccount } from './account.ts'
import type { Account } from './account.ts'
import { checkBlocks, type MessageToCheck } from './check-blocks.ts'
import { bare, ChannelBook } from './channel-book.ts'
import type { ChannelNames } from './channel-book.ts'
import { checkHome } from './home/check-home.ts'
import type { Logger } from './logger.ts'
import { GROUP_EVENTS, scopesFor, WITHOUT_SCOPE } from './scopes.ts'
import { barredBecause } from './directory.ts'
import type { SlackFailure } from './slack-failure.ts'
import { isTokenRefused, slackFailure } from './slack-failure.ts'
import type { SlackFinding } from './slack-finding.ts'
import { readUserGroups } from './user-groups.ts'
import { SLACK_API_URL, webClients } from './web-clients.ts'

export interface SlackCheckOptions {
  readonly mode: 'socket' | 'http'
  readonly botToken: string
  readonly appToken?: string
  readonly signingSecret?: string
  readonly apiUrl?: string
  readonly channels: ChannelNames
  /** User groups that roles name, by id. */
  readonly groups: readonly string[]
  /** People that roles name: where, by user id. */
  readonly people?: ReadonlyMap<string, string>
  /** What the templates make, for Slack to look at. */
  readonly messages?: readonly MessageToCheck[]
  /** Whether people on call are found by their mail addresses. */
  readonly readsMail?: boolean
  readonly logger: Logger
}

const good = (text: string): SlackFinding => ({ kind: 'good', text })
const warning = (text: string, todo: string): SlackFinding => ({ kind: 'warning', text, todo })
const problem = (text: string, todo: string): SlackFinding => ({ kind: 'problem', text, todo })

const FROM_BOT_PAGE = 'copy it from "OAuth & Permissions" of the Slack app'
const FROM_BASIC_PAGE = 'copy it from "Basic Information" of the Slack app'
const REINSTALL = 'add it under "OAuth & Permissions" and install the app again'
const TRY_AGAIN = 'see whether this machine reaches Slack, and try again'

/** What to do about a code or sentence that a call failed with. */
const todoFor = (failure: SlackFailure, otherwise: string): string =>
  failure.kind === 'passing' ? TRY_AGAIN : failure.error === 'missing_scope' ? REINSTALL : otherwise

/** Looks at everything that the bot needs of Slack, and changes nothing but joining its public channels. Never rejects. */
export async function checkSlack(options: SlackCheckOptions): Promise<readonly SlackFinding[]> {
  if (options.botToken.trim() === '') return [problem('SLACK_BOT_TOKEN is missing', FROM_BOT_PAGE)]
  const client = webClients(options.botToken, options.apiUrl ?? SLACK_API_URL, options.logger).asking
  let account: Account
  try {
    account = await ownAccount(client)
  } catch (error) {
    const failure = slackFailure(error)
    const said = isTokenRefused(failure) ? 'Slack does not take the bot token' : 'Slack cannot be asked'
    return [problem(`${said}: ${failure.error}`, todoFor(failure, FROM_BOT_PAGE))]
  }
  const parts = await Promise.all([
    channelFindings(client, options),
    groupFindings(client, options.groups),
    peopleFindings(client, account, options.people ?? new Map()),
    transportFindings(options),
    checkBlocks(client, options.messages ?? []),
    checkHome(client),
  ])
  return [
    good(`the bot token belongs to ${account.botUserId} in ${account.teamName} (${account.teamId})`),
    ...scopeFindings(account, options.readsMail ?? false),
    ...parts.flat(),
  ]
}

function scopeFindings({ scopes }: Account, readsMail: boolean): readonly SlackFinding[] {
  if (scopes.length === 0)
    return [warning('the server does not say which scopes the token has', 'compare them with the manifest')]
  const missing = scopesFor({ readsMail }).filter((scope) => !scopes.includes(scope))
  if (missing.length === 0) return [good('every scope is granted')]
  return missing.map((scope) => {
    const text = `the scope ${scope} is missing: ${WITHOUT_SCOPE[scope]}`
    return ['chat:write', 'commands', 'users:read'].includes(scope)
      ? problem(text, REINSTALL)
      : warning(text, REINSTALL)
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
    return Object.entries(channels).flatMap(([purpose, reference]) => {
      if (reference === undefined) return []
      const channel = known.get(bare(reference))
      if (channel === undefined) {
        return problem(
          `the channel for ${purpose}, ${reference}, does not exist or cannot be seen by the bot`,
          `make it, invite the bot if it is private, or name another under channels.${purpose}`,
        )
      }
      const name = `#${channel.name} (${purpose})`
      if (channel.isMember) return good(`${name} is there, and the bot is a member`)
      const invite = `type /invite @budgeteer in #${channel.name}`
      return channel.isPrivate
        ? problem(`${name} is private, and the bot is no member`, invite)
        : warning(`the bot is no member of ${name}: after a crash a message may be posted twice`, invite)
    })
  } catch (error) {
    const failure = slackFailure(error)
    return [problem(`channels cannot be listed: ${failure.error}`, todoFor(failure, REINSTALL))]
  }
}

async function groupFindings(client: WebClient, wanted: readonly string[]): Promise<readonly SlackFinding[]> {
  try {
    const known = await readUserGroups(client, wanted)
    const findings = wanted.flatMap((id) => {
      const members = known.get(id)
      if (members === undefined)
        return [
          problem(
            `a role names the user group ${id}, which does not exist`,
            'copy the id from the group in Slack',
          ),
        ]
      return members.size === 0
        ? [warning(`the user group ${id} has no members`, 'add the people who may approve')]
        : []
    })
    return findings.length > 0
      ? findings
      : [good(`${counted(known.size, 'user group')} can be seen${wanted.length > 0 ? HEARD : ''}`)]
  } catch (error) {
    const failure = slackFailure(error)
    const text = `user groups cannot be used (${failure.error}): roles must list people`
    const todo = todoFor(failure, 'list user ids under users: of each role')
    return [wanted.length > 0 ? problem(text, todo) : warning(text, todo)]
  }
}

/** Roles may list people whom Slack does not know, or who may not act: their seats stay empty. */
async function peopleFindings(
  client: WebClient,
  account: Account,
  people: ReadonlyMap<string, string>,
): Promise<readonly SlackFinding[]> {
  const findings: SlackFinding[] = []
  // One after the other: Slack lets a bot ask for about a hundred people a minute.
  for (const [userId, where] of people) {
    try {
      const { user } = await client.users.info({ user: userId })
      const barred = user === undefined ? '' : barredBecause(user, account)
      if (barred === '') continue
      findings.push(problem(`${where} names ${userId}, who is ${BARRED[barred]}`, 'name somebody who counts'))
    } catch (error) {
      const failure = slackFailure(error)
      const unknown = ['user_not_found', 'user_not_visible', 'users_not_found'].includes(failure.error)
      const said = unknown ? 'whom Slack does not know' : `who cannot be looked up (${failure.error})`
      const todo = unknown ? 'copy the member id from the profile in Slack' : todoFor(failure, TRY_AGAIN)
      findings.push(problem(`${where} names ${userId}, ${said}`, todo))
      if (!unknown) break
    }
  }
  if (findings.length > 0 || people.size === 0) return findings
  return [good(`Slack knows everybody whom roles and owners name (${people.size})`)]
}

/** The API does not tell an app which events it is subscribed to. */
const HEARD = `; changes count at once where the app is subscribed to the events ${GROUP_EVENTS.join(', ')}, else within ten seconds`

const BARRED = {
  deactivated: 'deactivated',
  bot: 'a bot',
  guest: 'a guest of the workspace',
  external: 'from another workspace',
} as const

const MAKE_APP_TOKEN =
  'make one with the scope connections:write under "Basic Information" of the Slack app, and turn Socket Mode on'

async function transportFindings(options: SlackCheckOptions): Promise<readonly SlackFinding[]> {
  if (options.mode === 'http') {
    return (options.signingSecret ?? '').trim() === ''
      ? [problem('SLACK_SIGNING_SECRET is missing', FROM_BASIC_PAGE)]
      : [good('a signing secret is set')]
  }
  const token = options.appToken ?? ''
  if (token.trim() === '')
    return [problem('SLACK_APP_TOKEN is missing: Socket Mode needs it', MAKE_APP_TOKEN)]
  try {
    await webClients(token, options.apiUrl ?? SLACK_API_URL, options.logger).asking.apps.connections.open({})
    return [good('the app token opens Socket Mode connections')]
  } catch (error) {
    const failure = slackFailure(error)
    return [problem(`Slack does not take the app token: ${failure.error}`, todoFor(failure, MAKE_APP_TOKEN))]
  }
}

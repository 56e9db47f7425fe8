import { App } from '@slack/bolt'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Directory } from '../../core/people/directory.ts'
import { groupsIn } from '../../core/people/role-book.ts'
import type { SeenOnce } from '../../core/kernel/seen-once.ts'
import { OperatorError } from '../../core/kernel/operator-error.ts'
import type { Clock, Ids } from '../../core/kernel/time/clock.ts'
import type { Account } from './account.ts'
import { boltLogger } from './bolt-logger.ts'
import { ChannelBook } from './channel-book.ts'
import type { ChannelNames } from './channel-book.ts'
import { Desk } from './desk.ts'
import { idByMail } from './people-by-mail.ts'
import { SlackDirectory } from './directory.ts'
import { keepHomes } from './home/keep-homes.ts'
import { HttpReceiver } from './http-receiver.ts'
import { keepLinked } from './keep-linked.ts'
import type { ConnectionState } from './keep-linked.ts'
import { listenTo } from './listeners.ts'
import type { Logger } from './logger.ts'
import { SlackMessenger } from './messenger.ts'
import { PictureAnswers } from './pictures/picture-answers.ts'
import { PicturePosts } from './pictures/picture-posts.ts'
import { PictureUploads } from './pictures/picture-uploads.ts'
import { Responder } from './responder.ts'
import { SocketLink } from './socket-link.ts'
import type { UseCases } from '../../core/use-cases.ts'
import { SLACK_API_URL, webClients } from './web-clients.ts'
import type { Outlet } from '../../core/kernel/outbox/post-office.ts'

export interface SlackOptions {
  readonly mode: 'socket' | 'http'
  readonly botToken: string
  /** Socket Mode needs it. */
  readonly appToken?: string
  /** HTTP mode needs it. */
  readonly signingSecret?: string
  /** Any server that speaks Slack's API; Slack itself when left out. */
  readonly apiUrl?: string
  readonly channels: ChannelNames
  /** Further channels: names or ids. */
  readonly teamChannels?: readonly string[]
  /** Whether owed messages are this replica's to send. Left out: always. */
  readonly maySend?: () => boolean
  readonly useCases: UseCases
  /** What people did that was taken already. */
  readonly seen: SeenOnce
  readonly clock: Clock
  readonly ids: Ids
  readonly logger: Logger
}

export interface SlackConnection {
  connected(): boolean
  state(): ConnectionState
  readonly messenger: Outlet
  readonly directory: Directory
  /** Who has a mail address; null when nobody has. Rejects where the scope `users:read.email` is missing. */
  idByMail(email: string): Promise<string | null>
  /** Who the bot is; null until Slack has been reached. */
  account(): Account | null
  /** HTTP mode: answers a POST to `/slack/events` whose body has not been read. In Socket Mode it answers 404. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Something that people look at may have changed. Cheap. */
  changed(): void
  stop(): Promise<void>
}

/**
 * Connects the bot to Slack and keeps it connected. Returns after the first attempt, whether or not Slack could be reached.
 * Throws a SlackSetupError when the settings cannot work: a token or secret that is missing, or that Slack refuses.
 */
export async function startSlack(options: SlackOptions): Promise<SlackConnection> {
  const { clock, logger, botToken } = options
  checkSettings(options)
  const apiUrl = options.apiUrl ?? SLACK_API_URL
  const secrets = [botToken, options.appToken ?? '', options.signingSecret ?? '']
  const clients = webClients(botToken, apiUrl, logger)
  let account: Account | null = null
  const currentAccount = (): Account | null => account

  const http = options.mode === 'http' ? new HttpReceiver(options.signingSecret ?? '', clock, logger) : null
  const socket =
    options.mode === 'socket'
      ? new SocketLink({ appToken: options.appToken ?? '', apiUrl, logger: boltLogger(logger, secrets) })
      : null
  const receiver = http ?? socket?.receiver
  if (receiver === undefined)
    throw new SlackSetupError(`unknown Slack mode ${options.mode}`, 'it is socket or http')
  const app = new App({
    receiver,
    logger: boltLogger(logger, secrets),
    convoStore: false,
    clientOptions: { slackApiUrl: apiUrl, timeout: 10_000, retryConfig: { retries: 0 } },
    authorize: () =>
      Promise.resolve({
        botToken,
        botId: account?.botId ?? '',
        botUserId: account?.botUserId ?? '',
      }),
  })
  const responder = new Responder(clients, apiUrl, logger)
  const { useCases } = options
  const groupsOfRoles = (): readonly string[] => groupsIn(useCases.roleBook())
  const directory = new SlackDirectory(clients.asking, currentAccount, clock, logger, groupsOfRoles)
  const uploads = new PictureUploads({ clients, apiUrl, account: currentAccount, clock, logger })
  const posts = new PicturePosts(uploads, clock)
  const pictures = new PictureAnswers({
    clients,
    posts,
    pictures: useCases.pictures,
    account: currentAccount,
    ids: options.ids,
    logger,
  })
  const homes = keepHomes(useCases, clients, clock, logger)
  const desk = new Desk({ useCases, clock, ids: options.ids, logger, clients, responder, pictures, homes })
  listenTo(app, desk, directory, options.seen)

  const channels = new ChannelBook(clients.asking, options.channels, logger, options.teamChannels)
  const link = keepLinked({
    client: clients.asking,
    socket,
    clock,
    logger,
    onAccount: async (found) => {
      account = found
      await channels.join()
    },
  })
  await link.firstAttempt
  return {
    connected: () => link.state().connected,
    state: () => link.state(),
    messenger: new SlackMessenger(clients, channels, currentAccount, posts, options.maySend),
    directory,
    idByMail: (email) => idByMail(clients.asking, email),
    account: currentAccount,
    handle: (request, response) => {
      if (http !== null) return http.handle(request, response)
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
      response.end('the bot is connected to Slack by Socket Mode')
      return Promise.resolve()
    },
    changed: () => homes.changed(),
    stop: async () => {
      await Promise.all([link.stop(), homes.stop()])
    },
  }
}

/** Settings with which the bot can never work. */
export class SlackSetupError extends OperatorError {
  override readonly name = 'SlackSetupError'
}

function checkSettings({ mode, botToken, appToken, signingSecret, apiUrl }: SlackOptions): void {
  if (botToken.trim() === '')
    throw new SlackSetupError('SLACK_BOT_TOKEN is missing', 'it is the token that begins with xoxb-')
  if (mode === 'socket' && (appToken ?? '').trim() === '') {
    throw new SlackSetupError(
      'SLACK_APP_TOKEN is missing',
      'Socket Mode needs the app-level token that begins with xapp- (scope connections:write)',
    )
  }
  if (mode === 'http' && (signingSecret ?? '').trim() === '') {
    throw new SlackSetupError(
      'SLACK_SIGNING_SECRET is missing',
      'without it anybody could pretend to be Slack, so HTTP mode does not start',
    )
  }
  if (apiUrl !== undefined && !/^https?:\/\/[^/]/.test(apiUrl)) {
    throw new SlackSetupError(
      'SLACK_API_URL must be an http or https URL',
      'Slack itself is at https://slack.com/api/',
    )
  }
}

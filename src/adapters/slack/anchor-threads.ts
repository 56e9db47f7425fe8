import type { ConversationsHistoryResponse, WebClient } from '@slack/web-api'
import type { AnchorsKept } from '../../core/kernel/audit/anchors-kept.ts'
import { THREADS } from '../../core/kernel/audit/drop-anchor.ts'
import { headIn, type Witness } from '../../core/kernel/audit/witness.ts'
import { DAY_MS, SECOND_MS } from '../../core/kernel/time/duration.ts'
import { type Account, ownAccount } from './account.ts'
import { ChannelBook } from './channel-book.ts'
import type { Logger } from './logger.ts'
import { MESSAGE_EVENT } from './messenger.ts'
import { slackFailure } from './slack-failure.ts'
import { SLACK_API_URL, webClients } from './web-clients.ts'

export interface AnchorThreadsOptions {
  readonly botToken: string
  /** Another server that speaks Slack's API; null for Slack itself. */
  readonly apiUrl: string | null
  /** As the configuration names it. */
  readonly channel: string
  readonly logger: Logger
}

type Message = NonNullable<ConversationsHistoryResponse['messages']>[number]

const PAGE = 200
/** Of a channel of its own, two hundred pages are forty thousand messages beside the threads. */
const MAX_PAGES = 200

/** A message may have waited before it was posted, over days in which the bot was off: its own time only bounds that of the anchor. */
const LONGEST_WAIT_MS = 30 * DAY_MS

/** The channel, or what stands in it, is not there to be read. */
class UnreadableAnchors extends Error {
  override readonly name = 'UnreadableAnchors'
}

/**
 * Reads the anchors that the bot itself posted, from all its threads in the channel. What others wrote there does not count.
 * Rejects with a sentence where they cannot be read.
 */
export async function readAnchorThreads(options: AnchorThreadsOptions): Promise<AnchorsKept> {
  const { botToken, apiUrl, channel, logger } = options
  const client = webClients(botToken, apiUrl ?? SLACK_API_URL, logger).asking
  try {
    const account = await ownAccount(client)
    const names = { announcements: channel, approvals: channel, incidents: channel }
    const id = await new ChannelBook(client, names, logger).idNamed(channel)
    if (id === undefined) throw new UnreadableAnchors('there is no such channel in Slack')
    const witnesses: Witness[] = []
    const unreadable: string[] = []
    for (const thread of await threadsIn(client, id, account))
      for (const { ts, text } of await repliesTo(client, id, thread, account)) {
        const head = headIn(/`([^`]*)`/.exec(text ?? '')?.[1] ?? '')
        const where = `the message ${ts ?? ''} in ${channel}`
        if (head === null) unreadable.push(where)
        else witnesses.push({ ...head, where, anchoredAt: Number(ts) * SECOND_MS - LONGEST_WAIT_MS })
      }
    return { place: 'slack', name: channel, witnesses, unreadable }
  } catch (error) {
    const why = error instanceof UnreadableAnchors ? error.message : slackFailure(error).error
    throw new UnreadableAnchors(`${channel}: ${why}`, { cause: error })
  }
}

async function threadsIn(client: WebClient, channel: string, account: Account): Promise<readonly string[]> {
  const found: string[] = []
  const pages = pagesOf((more) =>
    client.conversations.history({ channel, include_all_metadata: true, limit: PAGE, ...more }),
  )
  for await (const message of pages)
    if (message.ts !== undefined && isOwn(message, account) && subjectOf(message).startsWith(THREADS))
      found.push(message.ts)
  return found
}

async function repliesTo(
  client: WebClient,
  channel: string,
  ts: string,
  account: Account,
): Promise<readonly Message[]> {
  const found: Message[] = []
  const pages = pagesOf((more) => client.conversations.replies({ channel, ts, limit: PAGE, ...more }))
  for await (const message of pages) if (message.ts !== ts && isOwn(message, account)) found.push(message)
  return found
}

type Page = Pick<ConversationsHistoryResponse, 'messages' | 'response_metadata'>

async function* pagesOf(ask: (more: { cursor?: string }) => Promise<Page>): AsyncGenerator<Message> {
  let cursor = ''
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await ask(cursor === '' ? {} : { cursor })
    yield* answer.messages ?? []
    cursor = answer.response_metadata?.next_cursor ?? ''
    if (cursor === '') return
  }
  throw new UnreadableAnchors(
    `there are more than ${MAX_PAGES * PAGE} messages; give the anchors a channel of their own`,
  )
}

/** Another app, or a person, may post the same words. */
const isOwn = ({ user, bot_id: botId }: Message, account: Account): boolean =>
  user === account.botUserId || (botId !== undefined && botId === account.botId)

function subjectOf({ metadata }: Message): string {
  const payload: unknown = metadata?.event_payload
  if (metadata?.event_type !== MESSAGE_EVENT || typeof payload !== 'object' || payload === null) return ''
  return 'id' in payload && typeof payload.id === 'string' ? payload.id : ''
}

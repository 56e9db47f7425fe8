import type { ConversationsHistoryResponse } from '@slack/web-api'

import type { KnownBlock } from '@slack/types'
import type { Found, Rendered, RenderedPicture, Sent } from '../../core/kernel/outbox/delivery.ts'
import type { Address, OwedMessage, PostedMessage } from '../../core/kernel/outbox/owed-message.ts'
import type { Outlet } from '../../core/kernel/outbox/post-office.ts'
import { MINUTE_MS } from '../../core/kernel/time/duration.ts'
import type { Account } from './account.ts'
import type { ChannelBook } from './channel-book.ts'
import { editedText } from './edited-text.ts'
import { placeOf, referenceOf } from './message-reference.ts'
import type { PicturePosts } from './pictures/picture-posts.ts'
import {
  isChannelClosed,
  isThreadGone,
  isTokenRefused,
  type SlackFailure,
  slackFailure,
} from './slack-failure.ts'
import type { WebClients } from './web-clients.ts'

/** The metadata by which a post is found again; its payload is `{id}`. */
export const MESSAGE_EVENT = 'budgeteer_message'

/** A search reads at most this many pages of a channel, newest first. */
const PAGE = 200
const MAX_PAGES = 25
/** How far Slack's clock and ours may differ. */
const CLOCK_SKEW_MS = 10 * MINUTE_MS

interface Where {
  readonly channelId: string
}
type HistoryPage = Pick<ConversationsHistoryResponse, 'messages' | 'response_metadata'>

/** Sends owed messages through Slack's Web API. */
export class SlackMessenger implements Outlet {
  readonly #clients: WebClients
  readonly #channels: ChannelBook
  readonly #account: () => Account | null
  readonly #pictures: PicturePosts
  readonly #maySend: () => boolean
  readonly #directs = new Map<string, string>()

  constructor(
    clients: WebClients,
    channels: ChannelBook,
    account: () => Account | null,
    pictures: PicturePosts,
    maySend: () => boolean = () => true,
  ) {
    this.#clients = clients
    this.#channels = channels
    this.#account = account
    this.#pictures = pictures
    this.#maySend = maySend
  }

  serves({ kind }: Address): boolean {
    return kind === 'channel' || kind === 'team' || kind === 'person'
  }

  receiverOf(): string {
    return 'slack'
  }

  queueOf({ address }: OwedMessage): string {
    if (address.kind === 'person') return address.userId
    if (address.kind === 'team') return this.#channels.keyNamed(address.channel)
    return address.kind === 'channel' ? this.#channels.keyOf(address.purpose) : address.kind
  }

  post(message: OwedMessage, rendered: Rendered, inThreadOf: PostedMessage | null): Promise<Sent> {
    const thread = inThreadOf && placeOf(inThreadOf.reference)
    return this.#sending(message, async ({ channelId }) => {
      const postTo = (threadTs: string | null) =>
        this.#pictured(message, rendered, (shown) => {
          this.#assertMaySend()
          return this.#clients.telling.chat.postMessage({
            ...shown,
            channel: thread?.channelId ?? channelId,
            metadata: { event_type: MESSAGE_EVENT, event_payload: { id: message.id } },
            unfurl_links: false,
            unfurl_media: false,
            ...(threadTs !== null && { thread_ts: threadTs }),
          })
        })
      const answer = await postTo(thread?.ts ?? null).catch((error: unknown) => {
        // Somebody deleted the head: what was to be said below it is said in the channel.
        if (thread === null || !isThreadGone(slackFailure(error))) throw error
        return postTo(null)
      })
      return sent(answer.channel, answer.ts)
    })
  }

  update(message: OwedMessage, rendered: Rendered, posted: PostedMessage): Promise<Sent> {
    const { channelId, ts } = placeOf(posted.reference)
    return this.#sending(message, async () => {
      const edited = { ...rendered, text: editedText(rendered.text) }
      const answer = await this.#pictured(message, edited, (shown) => {
        this.#assertMaySend()
        return this.#clients.telling.chat.update({ ...shown, channel: channelId, ts })
      })
      return sent(answer.channel ?? channelId, answer.ts ?? ts)
    })
  }

  /** A picture takes seconds, in which another replica may have begun to send the message, or a newer edit. */
  #assertMaySend(): void {
    if (!this.#maySend()) throw new Error('another replica sends by now')
  }

  async find(message: OwedMessage, inThreadOf: PostedMessage | null): Promise<Found> {
    try {
      const where = await this.#where(message)
      if (where === undefined) return { kind: 'absent' }
      const thread = inThreadOf && placeOf(inThreadOf.reference)
      const channelId = thread?.channelId ?? where.channelId
      const ts = await this.#search(message, channelId, thread?.ts ?? null)
      return ts === undefined
        ? { kind: 'absent' }
        : { kind: 'found', reference: referenceOf({ channelId, ts }) }
    } catch (error) {
      const failure = slackFailure(error)
      // The bot may never read this channel. It may post twice there, which doctor warns of and which is better than
      // never.
      if (failure.kind === 'final' && !isTokenRefused(failure)) return { kind: 'absent' }
      return { kind: 'unknown', error: failure.error, ...awayOf(failure) }
    }
  }

  async removeTwins(message: OwedMessage, kept: string, inThreadOf: PostedMessage | null): Promise<number> {
    const { channelId, ts: own } = placeOf(kept)
    const thread = inThreadOf && placeOf(inThreadOf.reference)
    let removed = 0
    try {
      for await (const ts of this.#posts(message, channelId, thread?.ts ?? null)) {
        if (ts === own) continue
        await this.#clients.telling.chat.delete({ channel: channelId, ts })
        removed += 1
      }
    } catch {
      // Where history cannot be read, nothing can be told apart; a twin that is gone needs no deleting.
    }
    return removed
  }

  async #sending(message: OwedMessage, send: (where: Where) => Promise<Sent>): Promise<Sent> {
    try {
      const where = await this.#where(message)
      if (where === undefined) {
        // It may exist, or have invited the bot, by the next message.
        this.#forget(message)
        const error = this.#noSuchChannel(message)
        return isToPerson(message) ? { kind: 'final', error } : { kind: 'passing', error, retryAfterMs: null }
      }
      return await send(where)
    } catch (error) {
      const failure = slackFailure(error)
      const { error: code, retryAfterMs } = failure
      if (code === 'channel_not_found') this.#forget(message)
      // A refused token and a closed channel say nothing about the message: somebody can set them right.
      const isMendable = isTokenRefused(failure) || (isChannelClosed(failure) && !isToPerson(message))
      const isFinal = failure.kind === 'final' && !isMendable
      return isFinal
        ? { kind: 'final', error: code }
        : { kind: 'passing', error: code, retryAfterMs, ...awayOf(failure) }
    }
  }

  /** A message is worth more than its picture: whatever becomes of that, the message is sent. */
  async #pictured<Answer>(
    { id }: OwedMessage,
    { text, blocks: own, picture: workOut }: Rendered,
    send: (shown: Shown) => Promise<Answer>,
  ): Promise<Answer> {
    // Blocks come from our own builders and templates; Slack is who checks them.
    const blocks = own as readonly KnownBlock[]
    const picture: RenderedPicture | null = (await workOut?.().catch(() => null)) ?? null
    if (picture === null) return send({ text, blocks: [...blocks] })
    const sendBlocks = (all: readonly KnownBlock[]): Promise<Answer> => send({ text, blocks: [...all] })
    return (await this.#pictures.send(id, blocks, picture, sendBlocks)).answer
  }

  async #where({ address }: OwedMessage): Promise<Where | undefined> {
    if (address.kind === 'channel') {
      const channelId = await this.#channels.idOf(address.purpose)
      return channelId === undefined ? undefined : { channelId }
    }
    if (address.kind === 'team') {
      const channelId = await this.#channels.idNamed(address.channel)
      return channelId === undefined ? undefined : { channelId }
    }
    if (address.kind !== 'person') return undefined
    const known = this.#directs.get(address.userId)
    if (known !== undefined) return { channelId: known }
    const answer = await this.#clients.telling.conversations.open({ users: address.userId })
    const channelId = answer.channel?.id
    if (channelId === undefined) return undefined
    this.#directs.set(address.userId, channelId)
    return { channelId }
  }

  #forget({ address }: OwedMessage): void {
    if (address.kind === 'person') this.#directs.delete(address.userId)
    else if (address.kind === 'channel' || address.kind === 'team') this.#channels.forget()
  }

  #noSuchChannel({ address }: OwedMessage): string {
    if (address.kind === 'person') return `no direct message can be opened with ${address.userId}`
    if (address.kind === 'team') return `no channel ${address.channel} in Slack`
    if (address.kind === 'channel') return `no channel ${this.#channels.nameOf(address.purpose)} in Slack`
    return `Slack carries no ${address.kind}`
  }

  async #search(message: OwedMessage, channel: string, threadTs: string | null): Promise<string | undefined> {
    for await (const ts of this.#posts(message, channel, threadTs)) return ts
    return undefined
  }

  /** The posts of this message, newest first, in the channel where the thread is gone. Rejects when there are too many pages. */
  async *#posts(message: OwedMessage, channel: string, threadTs: string | null): AsyncGenerator<string> {
    try {
      yield* this.#postsIn(message, channel, threadTs)
    } catch (error) {
      if (threadTs === null || !isThreadGone(slackFailure(error))) throw error
      yield* this.#postsIn(message, channel, null)
    }
  }

  async *#postsIn(message: OwedMessage, channel: string, threadTs: string | null): AsyncGenerator<string> {
    const oldest = String(Math.max(0, (message.owedAt - CLOCK_SKEW_MS) / 1_000))
    let cursor = ''
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const common = {
        channel,
        oldest,
        include_all_metadata: true,
        limit: PAGE,
        ...(cursor === '' ? {} : { cursor }),
      }
      const answer: HistoryPage =
        threadTs === null
          ? await this.#clients.asking.conversations.history(common)
          : await this.#clients.asking.conversations.replies({ ...common, ts: threadTs })
      for (const candidate of answer.messages ?? [])
        if (candidate.ts !== undefined && this.#isOurs(candidate, message.id)) yield candidate.ts
      cursor = answer.response_metadata?.next_cursor ?? ''
      if (cursor === '') return
    }
    throw new Error(`not found among the newest ${MAX_PAGES * PAGE} messages`)
  }

  /** Another app may post the same metadata; only the bot's own posts count. */
  #isOurs(candidate: NonNullable<HistoryPage['messages']>[number], id: string): boolean {
    const { metadata, user, bot_id: botId } = candidate
    const payload: unknown = metadata?.event_payload
    const named = typeof payload === 'object' && payload !== null && 'id' in payload && payload.id === id
    if (metadata?.event_type !== MESSAGE_EVENT || !named) return false
    const account = this.#account()
    return account === null || user === account.botUserId || botId === account.botId
  }
}

const awayOf = ({ isAway }: SlackFailure): { readonly isAway?: boolean } =>
  isAway === undefined ? {} : { isAway }

const isToPerson = ({ address }: OwedMessage): boolean => address.kind === 'person'

/** The text stands beside the blocks always: notifications and screen readers show it. */
interface Shown {
  readonly text: string
  readonly blocks: KnownBlock[]
}

function sent(channelId: string | undefined, ts: string | undefined): Sent {
  if (channelId === undefined || ts === undefined) {
    return { kind: 'passing', error: 'Slack answered without the message id', retryAfterMs: null }
  }
  return { kind: 'sent', reference: referenceOf({ channelId, ts }) }
}

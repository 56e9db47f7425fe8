import type { PictureName } from '../picture-name.ts'

/** Who a message is for. Channels are named by their purpose; the configuration says which Slack channel that is. */
export type Address =
  | {
      readonly kind: 'channel'
      readonly purpose: ChannelPurpose
      /** For a post: the subject in whose thread it stands. It keeps a subject of its own, so that it can be edited. */
      readonly thread?: string | undefined
    }
  /** A further channel, as the configuration names it. */
  | { readonly kind: 'team'; readonly channel: string }
  | { readonly kind: 'person'; readonly userId: string }
  | { readonly kind: 'mail'; readonly to: readonly string[] }
  /** A configured receiver of events, by its name. */
  | { readonly kind: 'webhook'; readonly receiver: string }
  /** A configured pager, by its name, and the alert there: each is a queue of its own. */
  | { readonly kind: 'pager'; readonly pager: string; readonly key: string }
  /** The file in which heads of the audit log are kept. */
  | { readonly kind: 'anchor-file' }

/** `shadow` takes what is said of services in shadow, whatever its purpose. */
export type ChannelPurpose = 'announcements' | 'approvals' | 'incidents' | 'shadow'

/** Facts of a message as plain JSON, frozen when it was owed. What kinds there are is for the announcements to say. */
export interface MessageContent {
  readonly kind: string
  /** Subject of the post that this one goes on from; it is linked. */
  readonly continues?: string | null | undefined
  /** Subject of the announcement, in another channel, of what this one tells; it is linked, and waited for a little. */
  readonly announcedBy?: string | null | undefined
  /** Drawn when the message is sent, for receivers that show pictures. */
  readonly picture?: PictureName | null | undefined
}

/**
 * A message that the bot owes. It is committed with the fact that it tells of, and sent afterwards, at least once.
 * `subject` names the post, so that later replies and edits find it: `freeze/inference-gateway/t_81hd`.
 */
export interface OwedMessage {
  /** Deterministic, so that one fact cannot owe the same message twice. Travels as Slack message metadata. */
  readonly id: string
  readonly address: Address
  readonly subject: string
  readonly content: MessageContent
  readonly owedAt: number
  /** `post` makes the subject's message, `reply` answers in its thread, `update` edits it in place. */
  readonly act: 'post' | 'reply' | 'update'
  /** Left out by most. Only the outbox reads it. */
  readonly urgency?: Urgency
  /**
   * What it keeps people informed of: one that still waits to be sent when a newer one of its topic is owed to the same
   * address is out of date, and is dropped. Only the outbox reads it.
   */
  readonly topic?: string
}

/**
 * Which messages a channel gets first. A `page` goes before all else; what is `routine` (reviews, reminders) after it. An
 * edit of a post about many at once is a `storm`'s: a channel gets at most one of them a minute.
 */
export type Urgency = 'page' | 'routine' | 'storm'

/** The place of a message in its queue: lower ranks first, and within one the older. News go before edits of old news. */
export function rankOf(act: OwedMessage['act'], urgency: Urgency | undefined): number {
  if (urgency === 'page') return 0
  if (urgency === 'routine') return 3
  if (act !== 'update') return 1
  return urgency === 'storm' ? STORM_EDIT : 2
}

export const STORM_EDIT = 4

/** The subject whose post must be there before: a reply's and an update's own, or the one in whose thread a post stands. */
export function postNeeded({ act, subject, address }: OwedMessage): string | null {
  if (act !== 'post') return subject
  return address.kind === 'channel' ? (address.thread ?? null) : null
}

/** Where a subject's post ended up. */
export interface PostedMessage {
  readonly subject: string
  /** Only the messenger that sent it makes and reads it. */
  readonly reference: string
}

/** What every message needs. */
interface MessageBase {
  readonly to: Address
  readonly content: MessageContent
  readonly at: number
  readonly urgency?: Urgency
  readonly topic?: string
}

/** A post has its subject for an id: it is owed once. */
export const post = ({
  subject,
  to,
  content,
  at,
  urgency,
  topic,
}: MessageBase & { readonly subject: string }): OwedMessage => ({
  id: subject,
  address: to,
  subject,
  act: 'post',
  content,
  owedAt: at,
  ...(urgency !== undefined && { urgency }),
  ...(topic !== undefined && { topic }),
})

/** Answers in the thread of `thread`, a subject. */
export const reply = ({
  id,
  thread,
  to,
  content,
  at,
  urgency,
  topic,
}: MessageBase & { readonly id: string; readonly thread: string }): OwedMessage => ({
  id,
  address: to,
  subject: thread,
  act: 'reply',
  content,
  owedAt: at,
  ...(urgency !== undefined && { urgency }),
  ...(topic !== undefined && { topic }),
})

/** The post of `subject` as it is to read now. `nonce` keeps two edits in one millisecond apart. */
export const edit = ({
  subject,
  nonce,
  to,
  content,
  at,
  urgency,
}: Omit<MessageBase, 'topic'> & { readonly subject: string; readonly nonce: string }): OwedMessage => ({
  id: `${subject}/edit/${nonce}`,
  address: to,
  subject,
  act: 'update',
  content,
  owedAt: at,
  ...(urgency !== undefined && { urgency }),
})

/** What use cases may do with the outbox, inside their transaction. */
export interface Outbox {
  /**
   * Adds messages. One whose id is known is skipped. An `update` replaces an unsent update of the same subject, and a post
   * or reply those of its topic.
   */
  owe(messages: readonly OwedMessage[]): Promise<void>
  post(message: Parameters<typeof post>[0]): Promise<void>
  reply(message: Parameters<typeof reply>[0]): Promise<void>
  edit(message: Parameters<typeof edit>[0]): Promise<void>
}

/** An outbox on whatever keeps the messages. */
export const outboxOn = (owe: Outbox['owe']): Outbox => ({
  owe,
  post: (message) => owe([post(message)]),
  reply: (message) => owe([reply(message)]),
  edit: (message) => owe([edit(message)]),
})

export const channel = (purpose: ChannelPurpose, thread: string | null = null): Address => ({
  kind: 'channel',
  purpose,
  ...(thread !== null && { thread }),
})

export const person = (userId: string): Address => ({ kind: 'person', userId })

import type { OwedMessage, PostedMessage } from './owed-message.ts'

/** A message as a channel shows it. `blocks` are in the form of the receiver (Block Kit for Slack). */
export interface Rendered {
  readonly text: string
  readonly blocks: readonly unknown[]
  /** Worked out when it is sent; null where what it would show is gone. */
  readonly picture?: () => Promise<RenderedPicture | null>
  /** The same as an HTML document, for receivers that show one in place of the text. */
  readonly page?: (picture: ShownPicture | null) => string
}

/** How a picture stands in an HTML document; null where it cannot be shown. */
export interface ShownPicture {
  readonly source: string
  readonly altText: string
  readonly widthPx: number
}

/** A picture that belongs to a message. */
export interface RenderedPicture {
  readonly title: string
  /** Says in words what it shows. */
  readonly altText: string
  /** Stands in for it where it cannot be shown; in the form of the receiver. */
  readonly standIn: readonly unknown[]
  /** PNG. May reject: then `standIn` is shown. */
  draw(): Promise<Uint8Array>
}

/** How a send went. `passing` may be tried again; `final` never succeeds as it is. */
export type Sent =
  | { readonly kind: 'sent'; readonly reference: string }
  | {
      readonly kind: 'passing'
      readonly error: string
      readonly retryAfterMs: number | null
      /** The receiver itself could not be reached: no other message would have arrived either. */
      readonly isAway?: boolean
    }
  | { readonly kind: 'final'; readonly error: string }

export type Found =
  | { readonly kind: 'found'; readonly reference: string }
  | { readonly kind: 'absent' }
  /** The receiver could not be asked; it may be later. */
  | { readonly kind: 'unknown'; readonly error: string; readonly isAway?: boolean }

/** Port: where messages go. None of these rejects, and each answers in bounded time. */
export interface Messenger {
  /** One queue for each key: messages of the same key are sent in order, about one a second. */
  queueOf(message: OwedMessage): string
  /** What its queue leads to. While that is away, one message at a time tries all of its queues' luck. Left out: the queue itself. */
  receiverOf?(message: OwedMessage): string
  post(message: OwedMessage, rendered: Rendered, inThreadOf: PostedMessage | null): Promise<Sent>
  update(message: OwedMessage, rendered: Rendered, posted: PostedMessage): Promise<Sent>
  /**
   * Looks for a post by its metadata: after a crash, before it would be sent again. Where a search is impossible, it
   * counts as absent.
   */
  find(message: OwedMessage, inThreadOf: PostedMessage | null): Promise<Found>
  /** Deletes posts of this message other than `kept`, as far as they can be found; answers how many there were. */
  removeTwins(message: OwedMessage, kept: string, inThreadOf: PostedMessage | null): Promise<number>
}

export type DeliveryState = 'owed' | 'sending' | 'sent' | 'failed'

export interface Delivery {
  readonly message: OwedMessage
  /** See `rankOf`. */
  readonly rank: number
  /** Grows with each message owed; the order of a queue within one rank. */
  readonly seq: number
  readonly state: DeliveryState
  /** How often `begin` was called: more than none means that the receiver may have it already. */
  readonly attempts: number
  readonly notBefore: number
  readonly error: string | null
}

/** A message that nothing but time holds back. `post` is what it answers or edits; null when it needs none. */
export interface Sendable extends Delivery {
  readonly post: PostedMessage | null
}

/** Port: the sender's side of the outbox. */
export interface DeliveryStore {
  /** How many messages are in `owed` or `sending`. */
  count(): Promise<number>
  /** Of each address the first message whose post, where it needs one, is there; by rank and age. */
  next(): Promise<readonly Sendable[]>
  /** Messages whose post was never sent and is not owed: there is no thread to answer in and nothing to edit. */
  orphans(): Promise<readonly Delivery[]>
  /** To `sending`, before the outside is called. False when it is no longer owed: it was replaced or taken back meanwhile. */
  begin(id: string): Promise<boolean>
  /** Records what came of it; `posted` for posts and replies. */
  finish(id: string, posted: PostedMessage | null, at: number): Promise<void>
  /** Back to `owed`, not before `notBefore`. */
  postpone(id: string, error: string, notBefore: number): Promise<void>
  fail(id: string, error: string, at: number): Promise<void>
  /** Every post and reply that is owed may have been sent already: each is looked for before. Returns how many there are. */
  doubtOwed(): Promise<number>
  /** The post that a subject names, never a reply to it. */
  posted(subject: string): Promise<PostedMessage | undefined>
}

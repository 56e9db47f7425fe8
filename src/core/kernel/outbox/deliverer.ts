import type { Delivery, Found, Rendered, Sent } from './delivery.ts'
import type { DeliveryWorld } from './delivery-world.ts'
import type { OwedMessage, PostedMessage } from './owed-message.ts'
import { MINUTE_MS, SECOND_MS } from '../time/duration.ts'
import { awayPauseMs, isGivenUp, pauseMs } from './retry.ts'

/** When a repeated message is looked for once more, each counted from the look before. */
const TWIN_PAUSES_MS = [5 * SECOND_MS, 25 * SECOND_MS, 2 * MINUTE_MS] as const

/** `not-called`: it did not come to that. `away`: it could not be reached. */
export type Attempt = 'answered' | 'away' | 'not-called'

/** Makes one attempt at a message; one instance serves every queue. */
export class Deliverer {
  readonly #deps: DeliveryWorld
  /** Sends and searches since the start, and the pauses between them, by message id. */
  readonly #tried = new Map<string, { readonly times: number; readonly pausedMs: number }>()
  /** Messages that a rate limit refused at the last attempt: certainly not received. */
  readonly #refused = new Set<string>()
  readonly #stopping = new AbortController()

  constructor(deps: DeliveryWorld) {
    this.#deps = deps
  }

  /**
   * One attempt at one message: looks for it first if it may have arrived already, then sends it and records what came of
   * it. Answers how the receiver was found. Rejects only when the store does; the message is then still pending.
   */
  async deliver(delivery: Delivery, post: PostedMessage | null): Promise<Attempt> {
    const { message } = delivery
    const rendered = await this.#rendered(message)
    if ('error' in rendered) {
      await this.fail(message, rendered.error)
      return 'not-called'
    }
    if (this.#mayHaveArrived(delivery)) {
      const found = await this.#find(message, post)
      if (found.kind !== 'absent') {
        if (found.kind === 'found') await this.#finish(message, found.reference, true)
        else await this.#postpone(delivery, found.error, null, found.isAway)
        return found.kind === 'unknown' && found.isAway === true ? 'away' : 'answered'
      }
    }
    if (!(await this.#deps.store.begin(message.id))) return 'not-called'
    const sent = await this.#send(message, rendered, post)
    if (sent.kind === 'sent') {
      const isRepeated = this.#mayHaveArrived(delivery)
      await this.#finish(message, sent.reference, false)
      if (isRepeated) this.#watchForTwins(message, sent.reference, post)
    } else if (sent.kind === 'final') await this.fail(message, sent.error)
    else {
      // A limit that is over at once is no refusal to rely on.
      if (sent.retryAfterMs === null || sent.retryAfterMs <= 0) this.#refused.delete(message.id)
      else this.#refused.add(message.id)
      const tried = { ...delivery, attempts: delivery.attempts + 1 }
      await this.#postpone(tried, sent.error, sent.retryAfterMs, sent.isAway)
      if (sent.isAway === true) return 'away'
    }
    return 'answered'
  }

  /** Records that a message will never be sent. */
  async fail(message: OwedMessage, error: string): Promise<void> {
    const { store, clock } = this.#deps
    await store.fail(message.id, error, clock.now())
    this.#forget(message)
    this.#deps.onEvent?.({ kind: 'failed', message, error })
  }

  /** An edit may be repeated; a post or a reply that was begun before must be looked for before it is sent again. */
  #mayHaveArrived({ message, state, attempts }: Delivery): boolean {
    return message.act !== 'update' && (state === 'sending' || attempts > 0) && !this.#refused.has(message.id)
  }

  async #rendered(message: OwedMessage): Promise<Rendered | { readonly error: string }> {
    const { continues: before, announcedBy } = message.content
    const named = before ?? announcedBy
    const continues = typeof named === 'string' ? await this.#deps.store.posted(named) : undefined
    try {
      return this.#deps.render(message, continues ?? null)
    } catch (error) {
      return { error: wordsOf(error) }
    }
  }

  async #find(message: OwedMessage, post: PostedMessage | null): Promise<Found> {
    try {
      return await this.#deps.messenger.find(message, post)
    } catch (error) {
      return { kind: 'unknown', error: wordsOf(error) }
    }
  }

  async #send(message: OwedMessage, rendered: Rendered, post: PostedMessage | null): Promise<Sent> {
    const { messenger } = this.#deps
    try {
      return message.act === 'update' && post !== null
        ? await messenger.update(message, rendered, post)
        : await messenger.post(message, rendered, post)
    } catch (error) {
      return { kind: 'passing', error: wordsOf(error), retryAfterMs: null }
    }
  }

  async #finish(message: OwedMessage, reference: string, found: boolean): Promise<void> {
    const { store, clock } = this.#deps
    const now = clock.now()
    const posted = message.act === 'update' ? null : { subject: message.subject, reference }
    await store.finish(message.id, posted, now)
    this.#forget(message)
    this.#deps.onEvent?.({ kind: 'sent', message, found, tookMs: now - message.owedAt })
  }

  async #postpone(
    { message, attempts }: Delivery,
    error: string,
    retryAfterMs: number | null,
    isAway = false,
  ): Promise<void> {
    const { store, clock } = this.#deps
    const { times, pausedMs } = this.#tried.get(message.id) ?? { times: 0, pausedMs: 0 }
    const made = Math.max(attempts, times + 1)
    const now = clock.now()
    if (isGivenUp(message.owedAt, made, now, pausedMs)) {
      await this.fail(message, `given up after ${made} attempts: ${error}`)
      return
    }
    const pause = isAway ? awayPauseMs(made) : pauseMs(made, retryAfterMs)
    this.#tried.set(message.id, { times: made, pausedMs: pausedMs + pause })
    await store.postpone(message.id, error, now + pause)
    this.#deps.onEvent?.({ kind: 'postponed', message, error, pauseMs: pause })
  }

  /** An attempt whose answer was lost may take effect long after it was looked for: what arrives late is deleted. */
  #watchForTwins(message: OwedMessage, reference: string, post: PostedMessage | null): void {
    const { clock, messenger } = this.#deps
    const watch = async (): Promise<void> => {
      for (const pauseMs of TWIN_PAUSES_MS) {
        await clock.sleep(pauseMs, this.#stopping.signal)
        const removed = await messenger.removeTwins(message, reference, post)
        if (removed > 0) this.#deps.onEvent?.({ kind: 'twins-removed', message, removed })
      }
    }
    void watch().catch(() => undefined)
  }

  /** Watches for nothing any more. */
  stop(): void {
    this.#stopping.abort()
  }

  #forget({ id }: OwedMessage): void {
    this.#tried.delete(id)
    this.#refused.delete(id)
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

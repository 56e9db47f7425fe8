import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../time/duration.ts'
import { Away } from './away.ts'
import { type Attempt, Deliverer } from './deliverer.ts'
import type { Sendable } from './delivery.ts'
import type { DeliveryWorld } from './delivery-world.ts'
import { nextOfQueues } from './next-deliveries.ts'
import { postNeeded, STORM_EDIT, type OwedMessage } from './owed-message.ts'

/** Sends what is owed, one message at a time per queue, queues side by side. */
export interface DeliveryLoop {
  /** Something may be owed: after every commit, and once at start-up. */
  wake(): void
  /**
   * Resolves with the number of messages still pending: when there are none, when none of them is due before `timeoutMs`
   * have passed, or when they have.
   */
  flush(timeoutMs: number): Promise<number>
  /** Begins no further send; waits up to two seconds for those under way. What is left is sent after the next start. */
  stop(): Promise<void>
  /** Resolves when, after `stop`, no send is under way any more, however long that takes. */
  ended(): Promise<void>
}

/** A link is worth this wait, and no more. */
const LINK_WAIT_MS = 10 * SECOND_MS

/** No pause is longer, and no message waits longer: a time further ahead was written by a clock that has been set back since. */
const LONGEST_WAIT_MS = HOUR_MS
/** A rest is cut into pieces, so that a clock that is set is noticed. */
const LONGEST_REST_MS = MINUTE_MS

/** Between two edits of storms in one queue. */
const STORM_PAUSE_MS = MINUTE_MS
const STORE_PAUSE_MS = SECOND_MS
const STOP_GRACE_MS = 2 * SECOND_MS

/** What one look at the outbox saw. */
interface Pass {
  readonly number: number
  readonly pending: number
  /** When an idle queue has something to do; null when none has. */
  readonly nextAt: number | null
}

/** Ends all waits: nothing more will be sent. */
const NO_MORE: Pass = { number: Number.POSITIVE_INFINITY, pending: 0, nextAt: null }

export function createDelivery(deps: DeliveryWorld): DeliveryLoop {
  return new Loop(deps)
}

class Loop implements DeliveryLoop {
  readonly #deps: DeliveryWorld
  readonly #deliverer: Deliverer
  /** Queues that send right now. */
  readonly #active = new Map<string, Promise<void>>()
  /** Before which time a queue may not send again. */
  readonly #restUntil = new Map<string, number>()
  /** Before which time a queue may not send another edit of a storm. */
  readonly #calmUntil = new Map<string, number>()
  readonly #away = new Away()
  /** A post has failed, so that others may have lost what they answer or edit. */
  #failed = true
  readonly #observers = new Set<(pass: Pass) => void>()
  #running: Promise<void> | undefined
  #pause: AbortController | undefined
  #woken = false
  #stopped = false
  #passes = 0
  #lastPassAt = Number.NEGATIVE_INFINITY

  constructor(deps: DeliveryWorld) {
    this.#deps = deps
    this.#deliverer = new Deliverer({
      ...deps,
      onEvent: (event) => {
        if (event.kind === 'failed') this.#failed = true
        deps.onEvent?.(event)
      },
    })
  }

  wake(): void {
    if (this.#stopped) return
    this.#woken = true
    this.#pause?.abort()
    this.#running ??= this.#run()
  }

  async flush(timeoutMs: number): Promise<number> {
    const { store, clock } = this.#deps
    const deadline = clock.now() + timeoutMs
    const since = this.#passes
    if (this.#stopped) return store.count()
    const timer = new AbortController()
    let observer: ((pass: Pass) => void) | undefined
    const settled = new Promise<void>((resolve) => {
      observer = ({ number, pending, nextAt }) => {
        // A queue that finished during the pass has woken the loop for another.
        const idle = !this.#woken && this.#active.size === 0 && (nextAt === null || nextAt > deadline)
        if (number > since && (pending === 0 || idle)) resolve()
      }
      this.#observers.add(observer)
    })
    this.wake()
    await Promise.race([settled, clock.sleep(timeoutMs, timer.signal).catch(() => undefined)])
    timer.abort()
    if (observer !== undefined) this.#observers.delete(observer)
    return store.count()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#deliverer.stop()
    this.#pause?.abort()
    const grace = new AbortController()
    await Promise.race([
      Promise.all([this.#running, ...this.#active.values()]),
      this.#deps.clock.sleep(STOP_GRACE_MS, grace.signal).catch(() => undefined),
    ])
    grace.abort()
    for (const observer of this.#observers) observer(NO_MORE)
  }

  async ended(): Promise<void> {
    await Promise.all([this.#running, ...this.#active.values()])
  }

  async #run(): Promise<void> {
    while (!this.#isStopped()) {
      this.#woken = false
      let nextAt: number | null
      try {
        const pass = await this.#pass()
        nextAt = pass.nextAt
        for (const observer of this.#observers) observer(pass)
      } catch (error) {
        this.#deps.onEvent?.({ kind: 'trouble', error })
        nextAt = this.#deps.clock.now() + STORE_PAUSE_MS
      }
      if (!this.#isStopped() && !this.#isWoken()) await this.#rest(nextAt)
    }
  }

  // Both change while others are awaited, which the compiler's narrowing does not see.
  #isStopped = (): boolean => this.#stopped
  #isWoken = (): boolean => this.#woken

  async #rest(until: number | null): Promise<void> {
    const pause = new AbortController()
    this.#pause = pause
    if (until === null) {
      await new Promise((resolve) => {
        pause.signal.addEventListener('abort', resolve, { once: true })
      })
    } else {
      const { clock } = this.#deps
      const ms = Math.min(Math.max(0, until - clock.now()), LONGEST_REST_MS)
      await clock.sleep(ms, pause.signal).catch(() => undefined)
    }
  }

  async #pass(): Promise<Pass> {
    const { store, messenger, clock } = this.#deps
    this.#passes += 1
    const number = this.#passes
    // Queues that were sending when the outbox was read may have finished since: what was read of them is out of date.
    const busy = new Set(this.#active.keys())
    const next = nextOfQueues(await store.next(), (message) => messenger.queueOf(message))
    const now = clock.now()
    if (now < this.#lastPassAt) this.#forgetWaits()
    this.#lastPassAt = now
    let nextAt: number | null = null
    const isLast = ([queue, { message }]: readonly [string, Sendable]): boolean =>
      this.#away.isLast(this.#receiverOf(message), queue)
    for (const [queue, one] of [...next].sort((a, b) => Number(isLast(a)) - Number(isLast(b)))) {
      if (busy.has(queue)) continue
      const awayUntil = this.#away.until(this.#receiverOf(one.message), now)
      if (awayUntil === null) continue
      const calmAt = one.rank === STORM_EDIT ? (this.#calmUntil.get(queue) ?? 0) : 0
      const linkAt = await this.#waitsForLink(one.message)
      const notBefore = one.notBefore > now + LONGEST_WAIT_MS ? 0 : one.notBefore
      const dueAt = Math.max(awayUntil, notBefore, this.#restUntil.get(queue) ?? 0, calmAt, linkAt)
      if (dueAt > now) nextAt = Math.min(nextAt ?? dueAt, dueAt)
      else if (!this.#stopped) this.#start(queue, one)
    }
    if ((this.#failed || this.#active.size === 0) && (await this.#failOrphans())) nextAt = now
    for (const untils of [this.#restUntil, this.#calmUntil])
      for (const [queue, until] of untils) if (until <= now) untils.delete(queue)
    return { number, pending: await store.count(), nextAt }
  }

  /** Until when a message waits for the post that it links, which another queue sends; 0 where it need not. */
  async #waitsForLink({ content: { announcedBy }, owedAt }: OwedMessage): Promise<number> {
    if (typeof announcedBy !== 'string') return 0
    const posted = await this.#deps.store.posted(announcedBy)
    return posted === undefined && owedAt <= this.#deps.clock.now() ? owedAt + LINK_WAIT_MS : 0
  }

  /** The clock was set back: until when queues were to rest was said by the clock before. */
  #forgetWaits(): void {
    this.#restUntil.clear()
    this.#calmUntil.clear()
    this.#away.clockSetBack()
  }

  /** Whether there were any. */
  async #failOrphans(): Promise<boolean> {
    this.#failed = false
    const orphans = await this.#deps.store.orphans()
    for (const { message } of orphans)
      await this.#deliverer.fail(message, `the post ${postNeeded(message) ?? ''} was never sent`)
    if (orphans.length > 0) this.#woken = true
    return orphans.length > 0
  }

  #start(queue: string, one: Sendable): void {
    const { clock, intervalMs = SECOND_MS } = this.#deps
    const receiver = this.#receiverOf(one.message)
    this.#away.begins(receiver)
    const work = async (): Promise<void> => {
      let restMs = 0
      try {
        const attempt = await this.#deliverer.deliver(one, one.post)
        this.#took(attempt, receiver, queue)
        restMs = attempt === 'not-called' ? 0 : intervalMs
      } catch (error) {
        this.#deps.onEvent?.({ kind: 'trouble', error })
        this.#away.isUnknown(receiver)
        restMs = Math.max(intervalMs, STORE_PAUSE_MS)
      }
      this.#restUntil.set(queue, clock.now() + restMs)
      if (one.rank === STORM_EDIT) this.#calmUntil.set(queue, clock.now() + STORM_PAUSE_MS)
      this.#active.delete(queue)
      this.wake()
    }
    this.#active.set(queue, work())
  }

  #receiverOf(message: OwedMessage): string {
    const { messenger } = this.#deps
    return messenger.receiverOf?.(message) ?? messenger.queueOf(message)
  }

  #took(attempt: Attempt, receiver: string, queue: string): void {
    if (attempt === 'away') this.#away.isAway(receiver, queue, this.#deps.clock.now())
    else if (attempt === 'answered') this.#away.isThere(receiver)
    else this.#away.isUnknown(receiver)
  }
}

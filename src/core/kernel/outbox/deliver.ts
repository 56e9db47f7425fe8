import { SECOND_MS } from '../time/duration.ts'
import { Deliverer } from './deliverer.ts'
import type { Delivery } from './delivery.ts'
import type { DeliveryWorld } from './delivery-world.ts'
import { nextSteps, postNeeded } from './next-deliveries.ts'
import type { PostedMessage } from './owed-message.ts'

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
}

/** Read at once, for each address. Whatever is pending beyond these waits until some of them are through. */
const BATCH = 1_000
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
  readonly #observers = new Set<(pass: Pass) => void>()
  #running: Promise<void> | undefined
  #pause: AbortController | undefined
  #woken = false
  #stopped = false
  #passes = 0

  constructor(deps: DeliveryWorld) {
    this.#deps = deps
    this.#deliverer = new Deliverer(deps)
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
    if (this.#stopped) return (await store.pending(BATCH)).length
    const timer = new AbortController()
    let observer: ((pass: Pass) => void) | undefined
    const settled = new Promise<void>((resolve) => {
      observer = ({ number, pending, nextAt }) => {
        const idle = this.#active.size === 0 && (nextAt === null || nextAt > deadline)
        if (number > since && (pending === 0 || idle)) resolve()
      }
      this.#observers.add(observer)
    })
    this.wake()
    await Promise.race([settled, clock.sleep(timeoutMs, timer.signal).catch(() => undefined)])
    timer.abort()
    if (observer !== undefined) this.#observers.delete(observer)
    return (await store.pending(BATCH)).length
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#pause?.abort()
    const grace = new AbortController()
    await Promise.race([
      Promise.all([this.#running, ...this.#active.values()]),
      this.#deps.clock.sleep(STOP_GRACE_MS, grace.signal).catch(() => undefined),
    ])
    grace.abort()
    for (const observer of this.#observers) observer(NO_MORE)
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
      await clock.sleep(Math.max(0, until - clock.now()), pause.signal).catch(() => undefined)
    }
  }

  async #pass(): Promise<Pass> {
    const { store, messenger, clock } = this.#deps
    this.#passes += 1
    const number = this.#passes
    // Queues that were sending when the outbox was read may have finished since: what was read of them is out of date.
    const busy = new Set(this.#active.keys())
    const pending = await store.pending(BATCH)
    const posts = await this.#posts(pending)
    const now = clock.now()
    const steps = nextSteps({
      pending,
      complete: pending.length < BATCH,
      posts,
      now,
      queueOf: (message) => messenger.queueOf(message),
    })
    let nextAt: number | null = null
    for (const [queue, step] of steps) {
      if (busy.has(queue)) continue
      const dueAt = Math.max(step.kind === 'wait' ? step.until : now, this.#restUntil.get(queue) ?? 0)
      if (step.kind === 'fail') {
        await this.#deliverer.fail(step.delivery.message, step.error)
        this.#woken = true
        nextAt = now
      } else if (step.kind === 'wait' || dueAt > now) {
        nextAt = Math.min(nextAt ?? dueAt, dueAt)
      } else if (!this.#stopped) {
        this.#start(queue, step.delivery, step.post)
      }
    }
    for (const [queue, until] of this.#restUntil) if (until <= now) this.#restUntil.delete(queue)
    return { number, pending: pending.length, nextAt }
  }

  async #posts(pending: readonly Delivery[]): Promise<ReadonlyMap<string, PostedMessage>> {
    const posts = new Map<string, PostedMessage>()
    const subjects = pending.flatMap(({ message }) => postNeeded(message) ?? [])
    for (const subject of new Set(subjects)) {
      const post = await this.#deps.store.posted(subject)
      if (post !== undefined) posts.set(subject, post)
    }
    return posts
  }

  #start(queue: string, delivery: Delivery, post: PostedMessage | null): void {
    const { clock, intervalMs = SECOND_MS } = this.#deps
    const work = async (): Promise<void> => {
      let restMs = 0
      try {
        restMs = (await this.#deliverer.deliver(delivery, post)) ? intervalMs : 0
      } catch (error) {
        this.#deps.onEvent?.({ kind: 'trouble', error })
        restMs = Math.max(intervalMs, STORE_PAUSE_MS)
      }
      this.#restUntil.set(queue, clock.now() + restMs)
      this.#active.delete(queue)
      this.wake()
    }
    this.#active.set(queue, work())
  }
}

import { createHash } from 'node:crypto'

import type { KnownBlock } from '@slack/types'

import type { CommonFacts, Home } from '../../../core/home/home.ts'
import type { Clock } from '../../../core/kernel/time/clock.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../core/kernel/time/duration.ts'
import type { Logger } from '../logger.ts'
import { withoutSecrets } from '../redact.ts'
import { type HomeState, writtenState } from './home-state.ts'
import { homeFailure, NO_HOME } from './home-failure.ts'
import { Pace, type Rate } from './pace.ts'
import { newVisitor, nextVisitor, type Visitor } from './visitor.ts'

/** A home tab as it is published. */
export interface PublishedView {
  readonly blocks: readonly KnownBlock[]
  readonly metadata: string
}

export interface KeeperParts {
  readonly homes: {
    common(): Promise<CommonFacts>
    of(common: CommonFacts, userId: string): Promise<Home>
  }
  /** Pure: the same for the same facts. */
  readonly draw: (home: Home, state: HomeState, notice: string | null) => readonly KnownBlock[]
  /** The last line, with the time at which the facts were read. */
  readonly foot: (at: number) => KnownBlock
  /** Answers with Slack's hash of the view; with a hash, a view that changed meanwhile is left alone. Rejects as the web client does. */
  readonly publish: (userId: string, view: PublishedView, hash: string | null) => Promise<string | null>
  readonly clock: Clock
  readonly logger: Logger
  readonly rate?: Rate
}

/** Slack lets an app publish 100 views a minute; in no minute are there more than these two together. */
export const PUBLISH_RATE: Rate = { burst: 20, perMinute: 80 }
/** Calls that a refresh leaves to people who wait. */
const RESERVE = 5
const SOON_MS = SECOND_MS / 2
const EACH_MS = 5 * SECOND_MS
/** Facts of this age serve a refresh for which they are new enough. */
const FACTS_MS = 2 * SECOND_MS
/** Who has not been seen for so long is not refreshed. */
export const KEPT_HOURS = 12
const LATELY_MS = KEPT_HOURS * HOUR_MS
const MOST_VISITORS = 500
/** Longer apart, two clicks are meant. */
const DOUBLE_CLICK_MS = 700
const MOST_FAILURES = 4
const LONGEST_PAUSE_MS = MINUTE_MS
/** After a server said that it has no home tabs. */
const NO_HOME_PAUSE_MS = 10 * MINUTE_MS

/**
 * Keeps the homes of those who opened theirs lately as things stand: drawn again when something may have changed, published
 * where it did, within Slack's limits. Who opens theirs or clicks in it comes first.
 */
export class HomeKeeper {
  readonly #parts: KeeperParts
  readonly #pace: Pace
  readonly #visitors = new Map<string, Visitor>()
  readonly #stopping = new AbortController()
  #work: Promise<void> | undefined
  #wake = Promise.withResolvers<undefined>()
  /** How many changes there were. */
  #changes = 0
  #common: { readonly facts: CommonFacts; readonly change: number } | null = null
  #pausedUntil = 0
  #isToldNoHome = false

  constructor(parts: KeeperParts) {
    this.#parts = parts
    this.#pace = new Pace(parts.rate ?? PUBLISH_RATE)
  }

  /** Something that homes show may have changed. Cheap. */
  changed(): void {
    this.#changes += 1
    const stale = { change: this.#changes, at: this.#parts.clock.now() }
    for (const visitor of this.#visitors.values()) visitor.stale ??= stale
    if (this.#visitors.size > 0) this.#wakeUp()
  }

  /** Somebody opened their home. `hash` is that of what stands there, showing `shown`; null where nothing does. */
  opened(userId: string, hash: string | null, shown?: HomeState): void {
    const visitor = this.#seen(userId, shown)
    if (hash === null || hash !== visitor.hash) visitor.drawn = null
    visitor.hash = hash
    visitor.notice = null
    this.#wakeUp()
  }

  /** Somebody clicked in their home, which showed this state: it is drawn again, as the click leaves it. */
  clicked(
    userId: string,
    shown: HomeState,
    next: Partial<HomeState> = {},
    notice: string | null = null,
  ): void {
    const visitor = this.#seen(userId, shown)
    visitor.state = { ...visitor.state, ...next }
    visitor.notice = notice
    this.#wakeUp()
  }

  /**
   * Whether a press of a button counts as one of its own: what was decided is gone at once, and the second half of a double
   * click would fall on the same button of what has moved to its place.
   */
  takesPress(userId: string, actionId: string, shown: HomeState): boolean {
    const visitor = this.#seen(userId, shown)
    const before = visitor.pressed
    visitor.pressed = { actionId, at: this.#parts.clock.now() }
    return before?.actionId !== actionId || Math.abs(visitor.pressed.at - before.at) >= DOUBLE_CLICK_MS
  }

  /** Ends what is under way, and refreshes nobody any more. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the bot is stopping'))
    this.#wakeUp()
    await this.#work
  }

  #seen(userId: string, shown?: HomeState): Visitor {
    const now = this.#parts.clock.now()
    const visitor = this.#visitors.get(userId) ?? newVisitor(userId, now, shown)
    visitor.seenAt = now
    visitor.isWaiting = true
    visitor.failures = 0
    // The last one seen stands last.
    this.#visitors.delete(userId)
    this.#visitors.set(userId, visitor)
    for (const [id, { seenAt }] of this.#visitors) {
      if (this.#visitors.size <= MOST_VISITORS && seenAt > now - LATELY_MS) break
      this.#visitors.delete(id)
    }
    return visitor
  }

  #wakeUp(): void {
    if (this.#stopping.signal.aborted) {
      this.#wake.resolve(undefined)
      return
    }
    this.#work ??= this.#serve().catch((error: unknown) => {
      this.#parts.logger.error({ error: textOf(error) }, 'homes are refreshed no longer')
    })
    this.#wake.resolve(undefined)
  }

  async #serve(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#wake = Promise.withResolvers()
      const now = this.#parts.clock.now()
      const next = nextVisitor(this.#visitors.values(), {
        soonMs: SOON_MS,
        eachMs: EACH_MS,
        livelyFrom: now - MINUTE_MS,
      })
      if (next === null) {
        await this.#wake.promise
        continue
      }
      const { visitor, at } = next
      const paceMs = this.#pace.waitMs(now, visitor.isWaiting ? 0 : RESERVE)
      const waitMs = Math.max(at - now, this.#pausedUntil - now, paceMs)
      if (waitMs > 0) await this.#sleep(waitMs)
      else if (visitor.seenAt <= now - LATELY_MS) this.#visitors.delete(visitor.userId)
      else await this.#refresh(visitor)
    }
  }

  /** Until then, or until something happens. */
  async #sleep(ms: number): Promise<void> {
    const awake = new AbortController()
    const signal = AbortSignal.any([awake.signal, this.#stopping.signal])
    const slept = this.#parts.clock.sleep(ms, signal).catch(() => undefined)
    await Promise.race([slept, this.#wake.promise])
    awake.abort()
  }

  async #refresh(visitor: Visitor): Promise<void> {
    const { draw, foot, homes, clock, logger } = this.#parts
    const { state, notice, stale, isWaiting } = visitor
    visitor.isWaiting = false
    visitor.drawnAt = clock.now()
    try {
      const common = await this.#facts(isWaiting ? this.#changes : (stale?.change ?? 0))
      visitor.stale = common.change < this.#changes ? { change: this.#changes, at: clock.now() } : null
      const blocks = draw(await homes.of(common.facts, visitor.userId), state, notice)
      const metadata = writtenState(state)
      const drawn = digestOf([blocks, metadata])
      if (drawn === visitor.drawn) return
      await this.#publish(visitor, drawn, { blocks: [...blocks, foot(common.facts.at)], metadata })
    } catch (error) {
      // The facts could not be read: what stands there stays until the next change.
      visitor.stale = null
      logger.error({ error: textOf(error) }, 'a home could not be drawn')
    }
  }

  /** Facts that show a change of this number, read again where those at hand are older. */
  async #facts(change: number): Promise<{ readonly facts: CommonFacts; readonly change: number }> {
    const known = this.#common
    const isFresh = known !== null && known.facts.at > this.#parts.clock.now() - FACTS_MS
    if (known !== null && known.change >= change && isFresh) return known
    const before = this.#changes
    this.#common = { facts: await this.#parts.homes.common(), change: before }
    return this.#common
  }

  async #publish(visitor: Visitor, drawn: string, view: PublishedView): Promise<void> {
    const { clock, publish } = this.#parts
    this.#pace.take(clock.now())
    try {
      visitor.hash = await publish(visitor.userId, view, visitor.hash)
      visitor.drawn = drawn
      visitor.failures = 0
      this.#isToldNoHome = false
    } catch (error) {
      this.#failed(visitor, error)
    }
  }

  #failed(visitor: Visitor, error: unknown): void {
    const { clock, logger } = this.#parts
    const failure = homeFailure(error)
    switch (failure.kind) {
      case 'conflict':
        // Something else stands there, which is older than what was just drawn.
        visitor.hash = null
        visitor.drawn = null
        visitor.isWaiting = true
        break
      case 'no-home':
        this.#pausedUntil = clock.now() + NO_HOME_PAUSE_MS
        this.#visitors.clear()
        if (!this.#isToldNoHome) logger.warn({ error: failure.error }, NO_HOME)
        this.#isToldNoHome = true
        break
      case 'passing': {
        visitor.failures += 1
        const pauseMs = failure.retryAfterMs ?? Math.min(LONGEST_PAUSE_MS, 2 ** visitor.failures * SECOND_MS)
        this.#pausedUntil = clock.now() + pauseMs
        visitor.isWaiting = visitor.failures < MOST_FAILURES
        logger.warn({ userId: visitor.userId, error: failure.error, pauseMs }, 'a home was not published')
        break
      }
      case 'final':
        // Its person is gone, or Slack does not take the view: it is tried again when they open it.
        this.#visitors.delete(visitor.userId)
        logger.error({ userId: visitor.userId, error: failure.error }, 'a home cannot be published')
    }
  }
}

/** A home takes up to 250,000 bytes, which are not worth keeping for each person only to compare them. */
const digestOf = (drawn: unknown): string =>
  createHash('sha256').update(JSON.stringify(drawn)).digest('base64')

const textOf = (error: unknown): string =>
  withoutSecrets(error instanceof Error ? (error.stack ?? error.message) : String(error))

import { createHash } from 'node:crypto'
import type { SeenOnce } from '../../core/kernel/seen-once.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import { MINUTE_MS, SECOND_MS } from '../../core/kernel/time/duration.ts'

const REMEMBERED_MS = 10 * MINUTE_MS
const MOST_REMEMBERED = 10_000
/** Slack waits three seconds for an answer. A store that takes longer decides nothing either. */
const RECORD_WITHIN_MS = SECOND_MS

/**
 * Remembers what a person did by its trigger id, which Slack makes for each click and keeps when it delivers the same
 * one again. A second click is another trigger and passes. The record is kept with the store, so that a call that is sent again
 * after a restart, or to another replica, counts no second time.
 */
export class SeenTriggers {
  readonly #clock: Clock
  readonly #record: SeenOnce
  readonly #seen = new Map<string, number>()

  constructor(clock: Clock, record: SeenOnce) {
    this.#clock = clock
    this.#record = record
  }

  /** True the first time; false for the same trigger again. */
  async isNew(triggerId: string): Promise<boolean> {
    return this.#isNewHere(triggerId) && (await this.#isNewOnRecord(triggerId))
  }

  /** A record that cannot be kept keeps nobody out: what the click asks for is refused by the same store. */
  async #isNewOnRecord(triggerId: string): Promise<boolean> {
    const name = createHash('sha256').update(triggerId).digest('hex')
    const waiting = new AbortController()
    try {
      return await Promise.race([
        this.#record.isFirst(name, this.#clock.now()).catch(() => true),
        this.#clock.sleep(RECORD_WITHIN_MS, waiting.signal).then(
          () => true,
          () => true,
        ),
      ])
    } finally {
      waiting.abort()
    }
  }

  #isNewHere(triggerId: string): boolean {
    const now = this.#clock.now()
    for (const [known, at] of this.#seen) {
      if (at > now - REMEMBERED_MS && this.#seen.size < MOST_REMEMBERED) break
      this.#seen.delete(known)
    }
    if (this.#seen.has(triggerId)) return false
    this.#seen.set(triggerId, now)
    return true
  }
}

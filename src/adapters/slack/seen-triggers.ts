import type { Clock } from '../../core/kernel/time/clock.ts'
import { MINUTE_MS } from '../../core/kernel/time/duration.ts'

const REMEMBERED_MS = 10 * MINUTE_MS
const MOST_REMEMBERED = 10_000

/**
 * Remembers what a person did by its trigger id, which Slack makes for each click and keeps when it delivers the same
 * one again. A second click is another trigger and passes.
 */
export class SeenTriggers {
  readonly #clock: Clock
  readonly #seen = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** True the first time; false for the same trigger again. */
  isNew(triggerId: string): boolean {
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

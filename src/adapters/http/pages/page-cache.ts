import type { ChangeFeed } from '../../../core/kernel/change-feed.ts'
import type { Clock } from '../../../core/kernel/time/clock.ts'
import { SECOND_MS } from '../../../core/kernel/time/duration.ts'

/** What another process has written is seen after so long, and times on the page are no older. */
const GOOD_FOR_MS = 10 * SECOND_MS
/** Kept at once; what people type into a filter must not fill the memory. */
const MOST_KEPT = 100

interface Kept<Value> {
  readonly version: number
  readonly at: number
  readonly made: Promise<Value>
}

/** What is made once for all who look between two changes. Those who ask while it is being made wait for the same one. */
export class PageCache<Value> {
  readonly #changes: Pick<ChangeFeed, 'version'>
  readonly #clock: Clock
  readonly #kept = new Map<string, Kept<Value>>()

  constructor(changes: Pick<ChangeFeed, 'version'>, clock: Clock) {
    this.#changes = changes
    this.#clock = clock
  }

  of(key: string, make: () => Promise<Value>): Promise<Value> {
    const { version } = this.#changes
    const at = this.#clock.now()
    const kept = this.#kept.get(key)
    if (kept?.version === version && at - kept.at < GOOD_FOR_MS && at >= kept.at) return kept.made
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear()
    const made = make()
    const entry = { version, at, made }
    this.#kept.set(key, entry)
    made.catch(() => {
      if (this.#kept.get(key) === entry) this.#kept.delete(key)
    })
    return made
  }
}

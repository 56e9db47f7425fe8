import type { Ids } from '../../src/core/kernel/time/clock.ts'

/** `r-1`, `r-2`, `g-1`, …: each prefix counts for itself. */
export class CountingIds implements Ids {
  readonly #counts = new Map<string, number>()

  next(prefix: string): string {
    const count = (this.#counts.get(prefix) ?? 0) + 1
    this.#counts.set(prefix, count)
    return `${prefix}-${count}`
  }
}

import { MINUTE_MS } from '../../../core/kernel/time/duration.ts'

/** How often something may be called: `burst` at once, and `perMinute` in the long run. In no minute more than both together. */
export interface Rate {
  readonly burst: number
  readonly perMinute: number
}

/** Spreads calls over time. Times are epoch milliseconds. */
export class Pace {
  readonly #rate: Rate
  #left: number
  #countedAt = 0

  constructor(rate: Rate) {
    this.#rate = rate
    this.#left = rate.burst
  }

  /** How long to wait for a call that leaves `reserve` calls to others; 0 when it may go now. */
  waitMs(now: number, reserve = 0): number {
    this.#refill(now)
    const missing = reserve + 1 - this.#left
    return missing <= 0 ? 0 : Math.ceil((missing * MINUTE_MS) / this.#rate.perMinute)
  }

  take(now: number): void {
    this.#refill(now)
    this.#left -= 1
  }

  #refill(now: number): void {
    // A clock that was set back gives nothing.
    const passed = Math.max(0, now - this.#countedAt)
    this.#left = Math.min(this.#rate.burst, this.#left + (passed * this.#rate.perMinute) / MINUTE_MS)
    this.#countedAt = now
  }
}

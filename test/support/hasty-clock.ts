import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../src/core/kernel/time/clock.ts'

const TIMES = 1_000

/** A clock that runs a thousand times as fast as others, for what waits long and yet talks to real servers. */
export class HastyClock implements Clock {
  readonly #startsAt: number
  readonly #begun = performance.now()

  constructor(startsAt = Date.parse('2025-10-23T12:00:00Z')) {
    this.#startsAt = startsAt
  }

  now(): number {
    return Math.floor(this.#startsAt + (performance.now() - this.#begun) * TIMES)
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await sleep(ms / TIMES, undefined, { signal })
  }
}

import type { Clock } from '../src/core/kernel/time/clock.ts'

interface Sleeper {
  readonly until: number
  readonly wake: () => void
}

/** The machine's clock plus an offset, so that a day can pass at once: sleepers wake. */
export class DemoClock implements Clock {
  #offsetMs: number
  readonly #sleepers = new Set<Sleeper>()

  /** @param startsAt what `now` says at first, epoch milliseconds */
  constructor(startsAt: number) {
    this.#offsetMs = startsAt - Date.now()
  }

  now(): number {
    return Date.now() + this.#offsetMs
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(reasonOf(signal))
        return
      }
      const finish = (settle: () => void): void => {
        clearTimeout(timer)
        this.#sleepers.delete(sleeper)
        signal?.removeEventListener('abort', abort)
        settle()
      }
      const abort = (): void => finish(() => reject(reasonOf(signal)))
      const sleeper: Sleeper = { until: this.now() + ms, wake: () => finish(resolve) }
      const timer = setTimeout(sleeper.wake, ms)
      signal?.addEventListener('abort', abort, { once: true })
      this.#sleepers.add(sleeper)
    })
  }

  /** Lets time pass at once. It never runs backwards. */
  advance(ms: number): void {
    this.#offsetMs += Math.max(0, ms)
    const now = this.now()
    for (const sleeper of [...this.#sleepers]) if (sleeper.until <= now) sleeper.wake()
  }
}

const reasonOf = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new Error('the sleep was cut short')

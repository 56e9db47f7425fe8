import type { Clock } from '../../src/core/kernel/time/clock.ts'

interface Sleeper {
  at: number
  wakeUp(): void
}

/** A clock that jumps to the next sleeper as soon as everything else has come to rest, so that a day takes no time. */
export class VirtualClock implements Clock {
  #now: number
  #sleepers: Sleeper[] = []
  #pumping = false

  constructor(startsAt = Date.parse('2025-10-23T12:00:00Z')) {
    this.#now = startsAt
  }

  now(): number {
    return this.#now
  }

  /** Somebody sets the clock back; forward, where it is below zero. Who sleeps sleeps for as long as before. */
  setBack(ms: number): void {
    this.#now -= ms
    for (const sleeper of this.#sleepers) sleeper.at -= ms
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const sleeper: Sleeper = { at: this.#now + ms, wakeUp: resolve }
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper)
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
      })
      this.#sleepers.push(sleeper)
      this.#pump()
    })
  }

  #pump(): void {
    if (this.#pumping) return
    this.#pumping = true
    // Two turns of the event loop: whatever only awaits promises has come to rest by then.
    setImmediate(() =>
      setImmediate(() => {
        this.#pumping = false
        const next = this.#sleepers.reduce<Sleeper | undefined>(
          (first, sleeper) => (first === undefined || sleeper.at < first.at ? sleeper : first),
          undefined,
        )
        if (next === undefined) return
        this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next)
        this.#now = Math.max(this.#now, next.at)
        next.wakeUp()
        if (this.#sleepers.length > 0) this.#pump()
      }),
    )
  }
}

import type { Clock } from '../../src/core/kernel/time/clock.ts'

interface Sleeper {
  readonly at: number
  wakeUp(): void
}

/** A clock that stands still until it is told to go on. */
export class TestClock implements Clock {
  #now: number
  #sleepers: readonly Sleeper[] = []

  constructor(startsAt: string | number = '2025-10-23T12:00:00Z') {
    this.#now = typeof startsAt === 'number' ? startsAt : Date.parse(startsAt)
  }

  now(): number {
    return this.#now
  }

  /** Wakes everybody whose time has come, the earliest first. */
  advance(ms: number): void {
    this.#now += ms
    const due = this.#sleepers.filter(({ at }) => at <= this.#now)
    this.#sleepers = this.#sleepers.filter(({ at }) => at > this.#now)
    for (const sleeper of [...due].sort((a, b) => a.at - b.at)) sleeper.wakeUp()
  }

  /** How many are asleep: none when nothing is left behind. */
  get sleeping(): number {
    return this.#sleepers.length
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const sleeper: Sleeper = { at: this.#now + ms, wakeUp: resolve }
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper)
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
      })
      this.#sleepers = [...this.#sleepers, sleeper]
    })
  }
}

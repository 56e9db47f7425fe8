import { expect } from 'vitest'
import { SOAK_MS } from '../lengths.ts'
import type { Usage } from './soak-bot.ts'

/** Of what is looked at, the first part is left out: code is still compiled, caches fill. */
const WARM_UP = 0.25
/** By so much the last third may stand above the first: in a long run hardly at all, in a short one as caches still fill. */
const GROWTH = SOAK_MS > 600_000 ? 1.1 : 1.3
const SLACK_BYTES = 24 * 1_024 * 1_024

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const megabytes = (bytes: number): string => `${(bytes / 1_024 / 1_024).toFixed(0)} MB`

/** What one process of the bot uses as time goes on. */
export class MemoryLog {
  readonly #samples: Usage[] = []

  add(usage: Usage): void {
    this.#samples.push(usage)
  }

  words(): string {
    const [first, , last] = this.#thirds()
    const loop = median(this.#samples.map(({ loopDelayMs }) => loopDelayMs))
    return (
      `resident ${megabytes(first.residentBytes)} in the first third and ${megabytes(last.residentBytes)} in the last, ` +
      `heap after garbage was collected ${megabytes(first.heapBytes)} and ${megabytes(last.heapBytes)}, delay of the event loop at p99 ${loop.toFixed(0)} ms`
    )
  }

  /** Compares medians of thirds. The heap is what is left after garbage was collected; of what is resident the engine keeps more. */
  expectFlat(): void {
    const [first, , last] = this.#thirds()
    expect(last.residentBytes).toBeLessThan(first.residentBytes * GROWTH + SLACK_BYTES)
    expect(last.heapBytes).toBeLessThan(first.heapBytes * GROWTH + SLACK_BYTES)
  }

  #thirds(): readonly [Usage, Usage, Usage] {
    const warm = this.#samples.slice(Math.floor(this.#samples.length * WARM_UP))
    const size = Math.floor(warm.length / 3)
    const third = (index: number): Usage => {
      const own = warm.slice(index * size, (index + 1) * size)
      return {
        residentBytes: median(own.map(({ residentBytes }) => residentBytes)),
        heapBytes: median(own.map(({ heapBytes }) => heapBytes)),
        loopDelayMs: median(own.map(({ loopDelayMs }) => loopDelayMs)),
      }
    }
    return [third(0), third(1), third(2)]
  }
}

import { expect } from 'vitest'
import { SOAK_MS } from '../lengths.ts'
import type { SoakBot } from './soak-bot.ts'

interface Sample {
  readonly residentBytes: number
  readonly heapBytes: number
  readonly loopDelayMs: number
}

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
  readonly #samples: Sample[] = []

  async look(bot: SoakBot, url: string): Promise<void> {
    const residentBytes = bot.residentBytes()
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(10_000) }).catch(
      () => undefined,
    )
    const metrics = (await response?.text()) ?? ''
    const heap = valueOf(metrics, 'nodejs_heap_size_used_bytes')
    const delay = valueOf(metrics, 'nodejs_eventloop_lag_p99_seconds')
    if (residentBytes === undefined || heap === undefined || delay === undefined) return
    this.#samples.push({ residentBytes, heapBytes: heap, loopDelayMs: delay * 1_000 })
  }

  words(): string {
    const [first, , last] = this.#thirds()
    const loop = median(this.#samples.map(({ loopDelayMs }) => loopDelayMs))
    return (
      `resident ${megabytes(first.residentBytes)} in the first third and ${megabytes(last.residentBytes)} in the last, ` +
      `heap ${megabytes(first.heapBytes)} and ${megabytes(last.heapBytes)}, delay of the event loop at p99 ${loop.toFixed(0)} ms`
    )
  }

  /** Compares thirds: the medians of what is resident, and the least that the heap held, which is what is left after garbage is collected. */
  expectFlat(): void {
    const [first, , last] = this.#thirds()
    expect(last.residentBytes).toBeLessThan(first.residentBytes * GROWTH + SLACK_BYTES)
    expect(last.heapBytes).toBeLessThan(first.heapBytes * GROWTH + SLACK_BYTES)
  }

  #thirds(): readonly [Sample, Sample, Sample] {
    const warm = this.#samples.slice(Math.floor(this.#samples.length * WARM_UP))
    const size = Math.floor(warm.length / 3)
    const third = (index: number): Sample => {
      const own = warm.slice(index * size, (index + 1) * size)
      return {
        residentBytes: median(own.map(({ residentBytes }) => residentBytes)),
        heapBytes: Math.min(...own.map(({ heapBytes }) => heapBytes)),
        loopDelayMs: median(own.map(({ loopDelayMs }) => loopDelayMs)),
      }
    }
    return [third(0), third(1), third(2)]
  }
}

const valueOf = (metrics: string, name: string): number | undefined => {
  const text = new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1]
  return text === undefined ? undefined : Number(text)
}

import type { SliMeasurement, SliSample, SliSource } from '../../../src/core/budgets/sli-source.ts'
import { type Slo, sloKey } from '../../../src/core/budgets/slo.ts'
import { windowAt } from '../../../src/core/budgets/slo-window.ts'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'

/** How traffic has gone: requests a minute, and the share of them that is bad, at a time in epoch milliseconds. */
export interface TrafficPast {
  readonly perMinute?: (at: number) => number
  readonly badRatio?: (at: number, slo: Slo) => number
  /** When the data begins. */
  readonly since?: number
  /** Gives ratios in place of counts. */
  readonly isRatio?: true
}

/** A source that counts traffic in steps of a minute, as it has gone. */
export function trafficSource({
  perMinute = () => 1_000,
  badRatio = () => 0,
  since = -Infinity,
  isRatio,
}: TrafficPast = {}): SliSource {
  const over = (slo: Slo, lookbackMs: number, at: number): SliSample => {
    let bad = 0
    let total = 0
    const from = Math.max(since, at - lookbackMs)
    // Longer lookbacks in larger steps: what is asked here changes by the hour.
    const stepMs = Math.max(MINUTE_MS, Math.min(60 * MINUTE_MS, lookbackMs / 60))
    for (let begin = from; begin < at; begin += stepMs) {
      const end = Math.min(at, begin + stepMs)
      const events = (perMinute((begin + end) / 2) * (end - begin)) / MINUTE_MS
      total += events
      bad += events * badRatio((begin + end) / 2, slo)
    }
    if (total === 0) return { kind: 'missing', reason: 'no_data', detail: 'there is none' }
    return isRatio
      ? { kind: 'success-ratio', ratio: 1 - bad / total }
      : { kind: 'counts', good: total - bad, total }
  }
  return {
    measure: (questions, at) =>
      Promise.resolve(
        new Map(
          questions.map(({ slo, lookbacksMs }): [string, SliMeasurement] => [
            sloKey(slo),
            {
              samples: new Map(lookbacksMs.map((lookbackMs) => [lookbackMs, over(slo, lookbackMs, at)])),
              coverage: Math.min(1, (at - since) / windowAt(slo.window, at).lookbackMs),
            },
          ]),
        ),
      ),
  }
}

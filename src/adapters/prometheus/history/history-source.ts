import type { Steps } from '../../../core/backtest/backtest.ts'
import type { Clock } from '../../../core/kernel/time/clock.ts'
import { DAY_MS, SECOND_MS } from '../../../core/kernel/time/duration.ts'
import { asker } from '../asker.ts'
import { prometheusClient } from '../client.ts'
import type { PrometheusOptions } from '../options.ts'
import type { PrometheusHooks } from '../server.ts'
import { prometheusSource, type PrometheusSource } from '../source.ts'
import { historyAsker } from './history-asker.ts'
import { historyClient } from './history-client.ts'
import { rangeAsker } from './range-asker.ts'

export interface HistoryHooks extends PrometheusHooks {
  /** How many expressions of a server have been answered for their range, of how many. */
  readonly onRanges?: (done: number, of: number) => void
}

/** A range takes longer than one time of a poll; one that takes longer than this is halved. */
const RANGE_TIMEOUT_MS = 30 * SECOND_MS

/**
 * Measures SLOs at the looks of a past time as `prometheusSource` would have then, by the same questions, but asks them as
 * ranges. Rejects with an OperatorError where a server is out of reach.
 */
export const prometheusHistory = (
  options: readonly PrometheusOptions[],
  clock: Clock,
  steps: Steps,
  hooks: HistoryHooks = {},
): PrometheusSource =>
  prometheusSource(
    options.map((option) => ({
      ...option,
      timeoutMs: Math.max(option.timeoutMs, RANGE_TIMEOUT_MS),
      // A look may ask for the ranges of all that follow.
      pollTimeoutMs: DAY_MS,
    })),
    clock,
    hooks,
    (option, _, onWarning) => {
      const client = prometheusClient(option, clock)
      const { onRanges } = hooks
      const ranges = rangeAsker({
        client,
        concurrency: option.concurrency,
        onWarning,
        ...(onRanges && { onProgress: onRanges }),
      })
      return {
        client: historyClient(client, steps),
        asks: historyAsker(client, asker(client, option.concurrency, onWarning), ranges, steps),
      }
    },
  )

import type { Steps } from '../../../core/backtest/backtest.ts'
import type { Asker, Outcome } from '../asker.ts'
import type { PrometheusClient } from '../client.ts'
import { type PollLimits, queryWithin } from '../query-within.ts'
import { foresight } from './foresight.ts'
import type { Range } from './range.ts'
import type { RangeAsker } from './range-asker.ts'
import type { RangeOutcomes } from './range-outcomes.ts'
import { MOST_TIMES, outOfReach } from './range-query.ts'

/** Samples that are kept of the expressions of one question: some 50 MB. */
const MOST_KEPT = 6_000_000
const FEWEST_TIMES = 24

/**
 * Answers at each look what the server would have answered then. What is asked at look after look is asked as a range; the
 * rest as ever, at its one time.
 */
export function historyAsker(
  client: PrometheusClient,
  single: Asker,
  ranges: RangeAsker,
  steps: Steps,
): Asker {
  const seen = foresight<RangeOutcomes>(steps)
  let isReached = false
  return {
    async ask(expressions, at, poll) {
      if (!isReached) await reach(client, at, poll)
      isReached = true
      const outcomes = new Map<string, Outcome>()
      const once: string[] = []
      const byRange = new Map<string, { readonly range: Range; readonly texts: string[] }>()
      const distinct = [...new Set(expressions)]
      const most = Math.min(MOST_TIMES, Math.max(FEWEST_TIMES, Math.floor(MOST_KEPT / distinct.length)))
      for (const text of distinct) {
        const told = seen.told(text, at)
        if (told !== undefined) {
          outcomes.set(text, told.told.at(told.index))
          continue
        }
        const range = seen.range(text, at, most)
        if (range === undefined) {
          once.push(text)
          continue
        }
        const key = `${range.strideMs}/${range.count}`
        const group = byRange.get(key) ?? { range, texts: [] }
        byRange.set(key, group)
        group.texts.push(text)
      }
      for (const { range, texts } of byRange.values()) {
        const found = await ranges.ask(texts, range, poll)
        for (const text of texts) {
          const told = found.get(text)
          if (told === undefined) {
            seen.giveUp(text)
            once.push(text)
            continue
          }
          seen.keep(text, range, told)
          outcomes.set(text, told.at(0))
        }
      }
      if (once.length > 0)
        for (const [text, outcome] of await single.ask(once, at, poll)) {
          if (outcome.kind === 'failed' && outcome.reason === 'source_unreachable')
            throw outOfReach(outcome.detail)
          outcomes.set(text, outcome)
        }
      return outcomes
    },
  }
}

/** Rejects where the server does not answer at all, or not to us: every look would say the same. */
async function reach(client: PrometheusClient, at: number, poll: PollLimits): Promise<void> {
  const answer = await queryWithin(client, 'vector(1)', at, poll)
  if (answer.kind === 'failed') throw outOfReach(answer.detail)
}

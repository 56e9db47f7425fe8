import type { Steps } from '../../../core/backtest/backtest.ts'
import type { Asker, Outcome } from '../asker.ts'
import type { PrometheusClient } from '../client.ts'
import { type PollLimits, queryWithin } from '../query-within.ts'
import { askedTogether } from './asked-together.ts'
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
  const together = askedTogether(foresight<RangeOutcomes>(steps))
  let isReached = false
  return {
    async ask(expressions, at, poll) {
      if (!isReached) await reach(client, at, poll)
      isReached = true
      const asked = together(expressions)
      const told = asked.told(at)
      if (told !== undefined) return told
      const { texts, foreseen } = asked
      const found: (Outcome | undefined)[] = []
      const once: number[] = []
      const byRange = new Map<string, { readonly range: Range; readonly members: number[] }>()
      const most = Math.min(MOST_TIMES, Math.max(FEWEST_TIMES, Math.floor(MOST_KEPT / texts.length)))
      for (const [index, one] of foreseen.entries()) {
        const told = one.told(at)
        found.push(told?.told.at(told.index))
        if (told !== undefined) {
          one.use(at)
          continue
        }
        const range = one.range(at, most)
        if (range === undefined) {
          once.push(index)
          continue
        }
        const key = `${range.strideMs}/${range.count}`
        const group = byRange.get(key) ?? { range, members: [] }
        byRange.set(key, group)
        group.members.push(index)
      }
      const textOf = (index: number): string => texts[index] ?? ''
      for (const { range, members } of byRange.values()) {
        const told = await ranges.ask(members.map(textOf), range, poll)
        for (const index of members) {
          const ofText = told.get(textOf(index))
          if (ofText === undefined) {
            foreseen[index]?.giveUp()
            once.push(index)
            continue
          }
          foreseen[index]?.keep(range, ofText)
          found[index] = ofText.at(0)
        }
      }
      if (once.length > 0) {
        const told = await single.ask(once.map(textOf), at, poll)
        for (const index of once) {
          const outcome = told.get(textOf(index))
          if (outcome?.kind === 'failed' && outcome.reason === 'source_unreachable')
            throw outOfReach(outcome.detail)
          found[index] = outcome
        }
      }
      return asked.outcomes(found)
    },
  }
}

/** Rejects where the server does not answer at all, or not to us: every look would say the same. */
async function reach(client: PrometheusClient, at: number, poll: PollLimits): Promise<void> {
  const answer = await queryWithin(client, 'vector(1)', at, poll)
  if (answer.kind === 'failed') throw outOfReach(answer.detail)
}

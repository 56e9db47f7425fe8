import { isBalanced } from '../../../core/budgets/selector.ts'
import type { QueryFailure } from '../api-answer.ts'
import { batchQuery, MEMBER } from '../batch.ts'
import type { PrometheusClient } from '../client.ts'
import type { PollLimits } from '../query-within.ts'
import { warningsAbout } from '../warnings-about.ts'
import type { Range } from './range.ts'
import { matrixOf, type RangedSeries } from './matrix.ts'
import { type RangeOutcomes, rangeOutcomes } from './range-outcomes.ts'
import { rangeQuery } from './range-query.ts'

/** `or` compares every member with all before it at each time, which soon costs the server more than further queries do. */
const MOST_MEMBERS = 16
const MOST_SAMPLES_OF_BATCH = 500
/** A range that is too much for the server is asked in so many parts at most. */
const MOST_HALVINGS = 5

/** Answers many expressions over ranges with few queries. */
export interface RangeAsker {
  /**
   * What each expression gave at every time of the range; those that the server answers for no range are left out. Rejects
   * where the source is out of reach, and when `poll.signal` aborts.
   */
  ask(
    expressions: readonly string[],
    range: Range,
    poll: PollLimits,
  ): Promise<ReadonlyMap<string, RangeOutcomes>>
}

export interface RangeAskerOptions {
  readonly client: PrometheusClient
  readonly concurrency: number
  readonly onWarning: (text: string) => void
  /** How many expressions have been answered, of how many. */
  readonly onProgress?: (done: number, of: number) => void
}

export function rangeAsker({ client, concurrency, onWarning, onProgress }: RangeAskerOptions): RangeAsker {
  const alone = new Set<string>()

  async function askBatch(
    batch: readonly string[],
    range: Range,
    poll: PollLimits,
    halvings = 0,
  ): Promise<readonly (RangeOutcomes | undefined)[]> {
    const [first = ''] = batch
    const isSingle = batch.length === 1
    const promql = isSingle ? first : batchQuery(batch, () => false)
    const answer = await rangeQuery(client, promql, range, poll)
    if (answer.kind === 'success') {
      answer.warnings.forEach(onWarning)
      const series = matrixOf(answer.data, range)
      if (typeof series === 'string') return batch.map(() => undefined)
      const byMember = isSingle ? new Map([[0, series]]) : membersOf(series)
      return batch.map((text, index) =>
        rangeOutcomes(byMember.get(index) ?? [], range, warningsAbout(text, answer)),
      )
    }
    if (!isWorthDividing(answer)) return batch.map(() => undefined)
    if (!isSingle) {
      const half = Math.ceil(batch.length / 2)
      const [before, after] = [batch.slice(0, half), batch.slice(half)]
      return [
        ...(await askBatch(before, range, poll, halvings)),
        ...(await askBatch(after, range, poll, halvings)),
      ]
    }
    alone.add(first)
    if (range.count < 2 || halvings >= MOST_HALVINGS) return [undefined]
    return [await askHalves(first, range, poll, halvings + 1)]
  }

  async function askHalves(
    text: string,
    range: Range,
    poll: PollLimits,
    halvings: number,
  ): Promise<RangeOutcomes | undefined> {
    const half = Math.ceil(range.count / 2)
    const [before] = await askBatch([text], { ...range, count: half }, poll, halvings)
    if (before === undefined) return undefined
    const rest = { ...range, from: range.from + half * range.strideMs, count: range.count - half }
    const [after] = await askBatch([text], rest, poll, halvings)
    return after && { at: (index) => (index < half ? before.at(index) : after.at(index - half)) }
  }

  return {
    async ask(expressions, range, poll) {
      const left = [...expressions]
      const outcomes = new Map<string, RangeOutcomes>()
      let done = 0
      const next = (): readonly string[] => {
        const [first] = left
        if (first !== undefined && isAlone(first)) return left.splice(0, 1)
        const most = Math.max(1, Math.min(MOST_MEMBERS, Math.floor(MOST_SAMPLES_OF_BATCH / range.count)))
        const fair = Math.max(1, Math.ceil(left.length / concurrency))
        const end = left.slice(0, Math.min(most, fair)).findIndex(isAlone)
        return left.splice(0, end === -1 ? Math.min(most, fair) : end)
      }
      const isAlone = (text: string): boolean => alone.has(text) || !isBalanced(text)
      const work = async (): Promise<void> => {
        for (let batch = next(); batch.length > 0; batch = next()) {
          const answers = await askBatch(batch, range, poll)
          batch.forEach((text, index) => {
            const answer = answers[index]
            if (answer !== undefined) outcomes.set(text, answer)
          })
          done += batch.length
          onProgress?.(done, expressions.length)
        }
      }
      await Promise.all(Array.from({ length: concurrency }, work))
      return outcomes
    },
  }
}

/** Part of the same work may well succeed: one bad expression among many, or too much at once. */
const isWorthDividing = ({ divisible, reason }: QueryFailure): boolean =>
  divisible || reason === 'source_timeout'

const membersOf = (series: readonly RangedSeries[]): ReadonlyMap<number, readonly RangedSeries[]> =>
  Map.groupBy(series, ({ labels }) => Number(labels[MEMBER]))

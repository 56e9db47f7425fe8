import type { QueryFailure } from '../api-answer.ts'
import type { PrometheusClient } from '../client.ts'
import { knownBalanced } from '../known-balanced.ts'
import type { PollLimits } from '../query-within.ts'
import { warningsAbout } from '../warnings-about.ts'
import type { Range } from './range.ts'
import { matrixOf } from './matrix.ts'
import { joined, type RangeBatch } from './range-batch.ts'
import { rangeBatches } from './range-batches.ts'
import { type RangeOutcomes, rangeOutcomes } from './range-outcomes.ts'
import { rangeQuery } from './range-query.ts'

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
  const isKnownBalanced = knownBalanced()
  const shared = rangeBatches()

  function batchesOf(texts: readonly string[], { count }: Range): readonly RangeBatch[] {
    const isAlone = (text: string): boolean => alone.has(text) || !isKnownBalanced(text)
    const byPlace = Map.groupBy(texts, isAlone)
    const apart = byPlace.get(true) ?? []
    return [...shared(byPlace.get(false) ?? [], count, concurrency), ...apart.map((text) => joined([text]))]
  }

  /** The outcomes of each text; the failure where the server gives none. */
  async function askOnce(
    { texts, promql, shares }: RangeBatch,
    range: Range,
    poll: PollLimits,
  ): Promise<readonly RangeOutcomes[] | QueryFailure> {
    const answer = await rangeQuery(client, promql, range, poll)
    if (answer.kind === 'failed') return answer
    answer.warnings.forEach(onWarning)
    const series = matrixOf(answer.data, range)
    if (typeof series === 'string')
      return { kind: 'failed', reason: 'query_failed', detail: series, divisible: false }
    return shares(series).map((share, index) =>
      rangeOutcomes(share, range, warningsAbout(texts[index] ?? '', answer)),
    )
  }

  /** Adds what each text gave to `found`. */
  async function ask(
    batch: RangeBatch,
    range: Range,
    poll: PollLimits,
    found: Map<string, RangeOutcomes>,
  ): Promise<void> {
    const { texts } = batch
    const answer = await askOnce(batch, range, poll)
    if (!('kind' in answer)) {
      for (const [index, one] of answer.entries()) found.set(texts[index] ?? '', one)
      return
    }
    if (!isWorthDividing(answer)) return
    const [first = '', ...others] = texts
    if (others.length === 0) {
      const halves = await askHalves(first, range, poll, 0)
      if (halves !== undefined) found.set(first, halves)
      return
    }
    // Two that are too much together are not tried together again.
    if (others.length === 1) texts.forEach((text) => alone.add(text))
    const half = Math.ceil(texts.length / 2)
    for (const some of [texts.slice(0, half), texts.slice(half)])
      for (const part of batchesOf(some, range)) await ask(part, range, poll, found)
  }

  async function askHalves(
    text: string,
    range: Range,
    poll: PollLimits,
    halvings: number,
  ): Promise<RangeOutcomes | undefined> {
    alone.add(text)
    if (range.count < 2 || halvings >= MOST_HALVINGS) return undefined
    const half = Math.ceil(range.count / 2)
    const before = await askHalf(text, { ...range, count: half }, poll, halvings + 1)
    if (before === undefined) return undefined
    const rest = { ...range, from: range.from + half * range.strideMs, count: range.count - half }
    const after = await askHalf(text, rest, poll, halvings + 1)
    return after && { at: (index) => (index < half ? before.at(index) : after.at(index - half)) }
  }

  async function askHalf(
    text: string,
    range: Range,
    poll: PollLimits,
    halvings: number,
  ): Promise<RangeOutcomes | undefined> {
    const answer = await askOnce(joined([text]), range, poll)
    if (!('kind' in answer)) return answer[0]
    return isWorthDividing(answer) ? askHalves(text, range, poll, halvings) : undefined
  }

  return {
    async ask(expressions, range, poll) {
      const left = [...batchesOf(expressions, range)]
      const found = new Map<string, RangeOutcomes>()
      let done = 0
      const work = async (): Promise<void> => {
        for (let batch = left.shift(); batch !== undefined; batch = left.shift()) {
          await ask(batch, range, poll, found)
          done += batch.texts.length
          onProgress?.(done, expressions.length)
        }
      }
      await Promise.all(Array.from({ length: concurrency }, work))
      return found
    },
  }
}

/** Part of the same work may well succeed: one bad expression among many, or too much at once. */
const isWorthDividing = ({ divisible, reason }: QueryFailure): boolean =>
  divisible || reason === 'source_timeout'

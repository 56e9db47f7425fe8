import type { MissingReason } from '../../core/budgets/sli-source.ts'
import type { QueryFailure } from './api-answer.ts'
import { queryResult } from './api-answer.ts'
import type { ExpressionValue } from './batch.ts'
import { batches, batchQuery, batchValues, expressionValue } from './batch.ts'
import type { PrometheusClient } from './client.ts'
import { knownBalanced } from './known-balanced.ts'
import { atMost } from './limit.ts'
import { type PollLimits, queryWithin } from './query-within.ts'
import { warningsAbout } from './warnings-about.ts'

export type Outcome =
  /** Warnings are what the server said of the query beside its answer: that part of the data was out of reach. */
  | (Exclude<ExpressionValue, { kind: 'failed' }> & { readonly warnings?: readonly string[] })
  | { readonly kind: 'failed'; readonly reason: MissingReason; readonly detail: string }

/** The outcome of each expression that was asked together. */
export interface Outcomes {
  get(expression: string): Outcome | undefined
}

/** Answers many expressions with few queries. */
export interface Asker {
  /**
   * The outcome of each expression at the one time `at`. An expression without one when `poll.deadline` passes has timed
   * out; the promise rejects only with the reason of an aborted `poll.signal`.
   */
  ask(expressions: Iterable<string>, at: number, poll: PollLimits): Promise<Outcomes>
}

/**
 * Asks in batches. A batch that the server refuses is halved until the one bad expression stands alone; from then on
 * that one is asked alone, so that it does not cost the others their batch at every poll.
 */
export function asker(
  client: PrometheusClient,
  concurrency: number,
  onWarning: (text: string) => void,
): Asker {
  const inTurn = atMost(concurrency)
  const alone = new Set<string>()
  const scalars = new Set<string>()
  const isKnownBalanced = knownBalanced()

  async function askBatch(batch: readonly string[], at: number, poll: PollLimits): Promise<Outcome[]> {
    const [first, ...others] = batch
    if (first === undefined) return []
    const isSingle = others.length === 0
    const promql = isSingle ? first : batchQuery(batch, (text) => scalars.has(text))
    const answer = await inTurn(() => queryWithin(client, promql, at, poll))
    if (answer.kind === 'success') {
      answer.warnings.forEach(onWarning)
      const result = queryResult(answer.data)
      const said = (text: string): readonly string[] => warningsAbout(text, answer)
      if (!isSingle)
        return batchValues(result, batch.length).map((value, index) =>
          outcome(value, said(batch[index] ?? '')),
        )
      alone.delete(first)
      if (result.kind === 'scalar') scalars.add(first)
      else scalars.delete(first)
      return [outcome(expressionValue(result), said(first))]
    }
    if (!isSingle && answer.divisible) return askHalves(batch, at, poll)
    if (isSingle && answer.divisible) alone.add(first)
    return batch.map(() => failed(answer))
  }

  async function askHalves(batch: readonly string[], at: number, poll: PollLimits): Promise<Outcome[]> {
    const half = Math.ceil(batch.length / 2)
    const answers = await Promise.all([
      askBatch(batch.slice(0, half), at, poll),
      askBatch(batch.slice(half), at, poll),
    ])
    return answers.flat()
  }

  return {
    async ask(expressions, at, poll) {
      const distinct = [...new Set(expressions)]
      const isSuspect = (text: string): boolean => alone.has(text) || !isKnownBalanced(text)
      const shared = batches(
        distinct.filter((text) => !isSuspect(text)),
        concurrency,
      )
      const outcomes = new Map<string, Outcome>()
      await Promise.all(
        [...shared, ...distinct.filter(isSuspect).map((text) => [text])].map(async (batch) => {
          const answers = await askBatch(batch, at, poll)
          batch.forEach((text, index) => {
            const answer = answers[index]
            if (answer !== undefined) outcomes.set(text, answer)
          })
        }),
      )
      return outcomes
    },
  }
}

const outcome = (value: ExpressionValue, warnings: readonly string[]): Outcome =>
  value.kind === 'failed'
    ? { ...value, reason: 'query_failed' }
    : { ...value, ...(warnings.length > 0 && { warnings }) }

const failed = ({ reason, detail }: QueryFailure): Outcome => ({ kind: 'failed', reason, detail })

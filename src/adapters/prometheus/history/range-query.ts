import { OperatorError } from '../../../core/kernel/operator-error.ts'
import type { ApiAnswer } from '../api-answer.ts'
import { apiAnswer } from '../api-answer.ts'
import type { AnswerReading, PrometheusClient } from '../client.ts'
import type { PollLimits } from '../query-within.ts'
import { type Range, rangeEnd } from './range.ts'

/** Prometheus refuses to answer for more times at once. */
export const MOST_TIMES = 11_000

/** A batch of 200,000 samples is some 6 MB. */
const RANGE_ANSWER: AnswerReading = { mostBytes: 64 * 1024 * 1024, read: apiAnswer }

/**
 * A range query. Rejects with an OperatorError where the source is out of reach: that says nothing about the past.
 */
export async function rangeQuery(
  client: PrometheusClient,
  promql: string,
  range: Range,
  { signal }: PollLimits,
): Promise<ApiAnswer> {
  const { from, strideMs } = range
  const answer = await client.queryRange(
    promql,
    { from, until: rangeEnd(range), stepMs: strideMs },
    signal ?? new AbortController().signal,
    RANGE_ANSWER,
  )
  if (answer.kind === 'failed' && answer.reason === 'source_unreachable') throw outOfReach(answer.detail)
  return answer
}

export const outOfReach = (detail: string): OperatorError =>
  new OperatorError(
    `the history cannot be read: ${detail}`,
    'look whether Prometheus answers at that address, and begin again',
  )

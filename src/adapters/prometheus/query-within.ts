import type { ApiAnswer } from './api-answer.ts'
import type { AnswerReading, PrometheusClient } from './client.ts'

/** How long a poll may go on. */
export interface PollLimits {
  readonly deadline: AbortSignal
  readonly signal: AbortSignal | undefined
}

/**
 * A query that has timed out when the poll's deadline passes. Rejects only with the reason of an aborted `poll.signal`.
 */
export async function queryWithin(
  client: PrometheusClient,
  promql: string,
  at: number,
  poll: PollLimits,
  reading?: AnswerReading,
): Promise<ApiAnswer> {
  const signals = [poll.deadline, ...(poll.signal === undefined ? [] : [poll.signal])]
  try {
    return await client.query(promql, at, AbortSignal.any(signals), reading)
  } catch (error) {
    if (poll.signal?.aborted === true || !poll.deadline.aborted) throw error
    return {
      kind: 'failed',
      reason: 'source_timeout',
      detail: 'the time for one poll is over',
      divisible: false,
    }
  }
}

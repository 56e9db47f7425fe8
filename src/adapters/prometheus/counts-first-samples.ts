import type { PrometheusClient } from './client.ts'
import { type PollLimits, queryWithin } from './query-within.ts'

/** VictoriaMetrics counts what a new series begins with; PromQL has no `now()`, by which it is told apart. */
const OF_METRICSQL = 'now()'

/** Whether `increase` of this server has the first samples of new series; undefined when it gave no answer. */
export async function countsFirstSamples(
  client: PrometheusClient,
  at: number,
  poll: PollLimits,
): Promise<boolean | undefined> {
  const answer = await queryWithin(client, OF_METRICSQL, at, poll)
  if (answer.kind === 'success') return true
  return answer.reason === 'query_failed' ? false : undefined
}

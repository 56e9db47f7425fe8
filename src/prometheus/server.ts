import type { SliMeasurement, SliQuestion, SliSample } from '../budgets/sli-source.ts'
import type { Slo } from '../budgets/slo.ts'
import { sloKey } from '../budgets/slo.ts'
import type { Clock } from '../time/clock.ts'
import type { Outcome, PollLimits } from './asker.ts'
import { asker } from './asker.ts'
import type { PrometheusClient } from './client.ts'
import { prometheusClient } from './client.ts'
import { coverageCheck } from './coverage.ts'
import type { PrometheusOptions } from './options.ts'
import { sliQueries } from './sli-queries.ts'
import { sliSample } from './sli-sample.ts'

export interface PrometheusHooks {
  /** What the server says beside its answer, for example that part of the data was out of reach. */
  readonly onWarning?: (warning: { readonly source: string; readonly text: string }) => void
}

export interface PrometheusServer {
  readonly options: PrometheusOptions
  readonly client: PrometheusClient
  readonly pollTimeoutMs: number
  /** Measures SLOs that all name this server; keyed by `sloKey`. Rejects only with the reason of an aborted `signal`. */
  measure(
    questions: readonly SliQuestion[],
    at: number,
    signal: AbortSignal | undefined,
  ): Promise<(readonly [string, SliMeasurement])[]>
}

/** One server with what is remembered about it from poll to poll. */
export function prometheusServer(
  options: PrometheusOptions,
  clock: Clock,
  hooks: PrometheusHooks,
): PrometheusServer {
  const client = prometheusClient(options, clock)
  const asks = asker(client, options.concurrency, (text) => hooks.onWarning?.({ source: options.name, text }))
  const coverages = coverageCheck(asks)
  const pollTimeoutMs = options.pollTimeoutMs ?? 3 * options.timeoutMs

  async function measure(
    questions: readonly SliQuestion[],
    at: number,
    signal: AbortSignal | undefined,
  ): Promise<(readonly [string, SliMeasurement])[]> {
    const poll: PollLimits = { deadline: AbortSignal.timeout(pollTimeoutMs), signal }
    const longestFirst = questions
      .flatMap(({ slo, lookbacksMs }) => lookbacksMs.map((lookbackMs) => ({ slo, lookbackMs })))
      .sort((a, b) => b.lookbackMs - a.lookbackMs)
    const wanted = longestFirst.flatMap(({ slo, lookbackMs }) => {
      const queries = sliQueries(slo, lookbackMs, at)
      return queries.kind === 'queries' ? queries.queries.map(({ promql }) => promql) : []
    })
    const [outcomes, covered] = await Promise.all([
      asks.ask(wanted, at, poll),
      coverages.of(
        questions.map(({ slo }) => slo),
        at,
        poll,
      ),
    ])
    return questions.map(({ slo, lookbacksMs }, index) => {
      const samples = new Map(
        lookbacksMs.map((lookbackMs) => [lookbackMs, sampleOver(slo, lookbackMs, at, outcomes)]),
      )
      const coverage = covered[index]
      return [sloKey(slo), { samples, ...(coverage === undefined ? {} : { coverage }) }] as const
    })
  }

  return { options, client, measure, pollTimeoutMs }
}

function sampleOver(
  slo: Slo,
  lookbackMs: number,
  at: number,
  outcomes: ReadonlyMap<string, Outcome>,
): SliSample {
  const queries = sliQueries(slo, lookbackMs, at)
  if (queries.kind === 'missing') return queries
  return sliSample(
    slo.sli,
    queries.queries.map((query) => ({ ...query, outcome: outcomes.get(query.promql) ?? { kind: 'absent' } })),
  )
}

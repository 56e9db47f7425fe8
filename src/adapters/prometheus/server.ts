import type { SliMeasurement, SliQuestion, SliSample } from '../../core/budgets/sli-source.ts'
import type { Slo } from '../../core/budgets/slo.ts'
import { sloKey } from '../../core/budgets/slo.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import type { QueryFailure } from './api-answer.ts'
import type { Outcome } from './asker.ts'
import { asker } from './asker.ts'
import type { PrometheusClient } from './client.ts'
import { prometheusClient } from './client.ts'
import { coverageCheck } from './coverage.ts'
import type { PrometheusOptions } from './options.ts'
import { type PollLimits, queryWithin } from './query-within.ts'
import { type Discovered, discovered, DISCOVERY_QUERY } from './recorded/discovery.ts'
import { type RecordedMeasurement, recordedReader } from './recorded/recorded-reader.ts'
import type { BySlo } from './recorded/by-slo.ts'
import { LARGE_ANSWER } from './recorded/large-vector.ts'
import type { RuleWriter } from './recorded/rule-writers.ts'
import { sliQueries } from './sli-queries.ts'
import { sliSample } from './sli-sample.ts'
import { oneWarning } from './warnings-about.ts'

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
  /** The same by the SLOs' own expressions alone, whatever is recorded. */
  measureOwn(
    questions: readonly SliQuestion[],
    at: number,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, SliMeasurement>>
  /** The SLOs that recorded series describe. Pyrra's series name the service under `serviceLabel`. */
  discover(serviceLabel: string, at: number, signal: AbortSignal | undefined): Promise<DiscoveryAnswer>
  /** Whose rules record the SLOs that are recorded under Sloth's names. */
  recordedBy(at: number, signal: AbortSignal | undefined): Promise<BySlo<RuleWriter>>
}

export type DiscoveryAnswer = (Discovered & { readonly kind: 'found' }) | QueryFailure

/** One server with what is remembered about it from poll to poll. */
export function prometheusServer(
  options: PrometheusOptions,
  clock: Clock,
  hooks: PrometheusHooks,
): PrometheusServer {
  const client = prometheusClient(options, clock)
  const warn = (text: string): void => hooks.onWarning?.({ source: options.name, text })
  const asks = asker(client, options.concurrency, warn)
  const reader = recordedReader(client, options.recorded ?? false, warn)
  const coverages = coverageCheck(asks)
  const pollTimeoutMs = options.pollTimeoutMs ?? 3 * options.timeoutMs

  const limitsOf = (signal: AbortSignal | undefined): PollLimits => ({
    deadline: AbortSignal.timeout(pollTimeoutMs),
    signal,
  })

  async function measureRaw(
    questions: readonly SliQuestion[],
    at: number,
    poll: PollLimits,
  ): Promise<ReadonlyMap<string, SliMeasurement>> {
    const longestFirst = questions
      .flatMap(({ slo, lookbacksMs }) => lookbacksMs.map((lookbackMs) => ({ slo, lookbackMs })))
      .sort((a, b) => b.lookbackMs - a.lookbackMs)
    const wanted = longestFirst.flatMap(({ slo, lookbackMs }) => {
      const queries = sliQueries(slo, lookbackMs, at)
      return queries.kind === 'queries' ? queries.queries.map(({ promql }) => promql) : []
    })
    // How far the data reaches concerns the window, which is asked for here or read from a recorded series.
    const ofWindow = questions.filter(({ slo, lookbacksMs }) =>
      lookbacksMs.includes(windowAt(slo.window, at).lookbackMs),
    )
    const [outcomes, covered] = await Promise.all([
      asks.ask(wanted, at, poll),
      coverages.of(
        ofWindow.map(({ slo }) => slo),
        at,
        poll,
      ),
    ])
    const coverageOf = new Map(ofWindow.map(({ slo }, index) => [slo, covered[index]]))
    return new Map(
      questions.map(({ slo, lookbacksMs }) => {
        const warnings = new Set<string>()
        const samples = new Map(
          lookbacksMs.map((lookbackMs) => [lookbackMs, sampleOver(slo, lookbackMs, at, outcomes, warnings)]),
        )
        return [sloKey(slo), measurementOf(samples, coverageOf.get(slo), oneWarning(warnings))] as const
      }),
    )
  }

  async function measure(
    questions: readonly SliQuestion[],
    at: number,
    signal: AbortSignal | undefined,
  ): Promise<(readonly [string, SliMeasurement])[]> {
    const poll = limitsOf(signal)
    const recorded = await reader.read(questions, at, poll)
    const left = questions.flatMap((question) => {
      const found = recorded.get(question.slo)
      if (found === undefined) return [question]
      if (found.isWhole) return []
      const lookbacksMs = question.lookbacksMs.filter((lookbackMs) => !found.samples.has(lookbackMs))
      return [{ slo: question.slo, lookbacksMs }]
    })
    const raw = await measureRaw(left, at, poll)
    return questions.map(({ slo }) => {
      const key = sloKey(slo)
      return [key, joined(recorded.get(slo), raw.get(key))] as const
    })
  }

  async function discover(
    serviceLabel: string,
    at: number,
    signal: AbortSignal | undefined,
  ): Promise<DiscoveryAnswer> {
    const answer = await queryWithin(client, DISCOVERY_QUERY, at, limitsOf(signal), LARGE_ANSWER)
    if (answer.kind === 'failed') return answer
    const found = discovered(answer.data, options.name, serviceLabel)
    if (found !== undefined) return { kind: 'found', ...found }
    const detail = 'the answer about recorded SLOs is no vector'
    return { kind: 'failed', reason: 'query_failed', detail, divisible: false }
  }

  return {
    options,
    client,
    measure,
    measureOwn: (questions, at, signal) => measureRaw(questions, at, limitsOf(signal)),
    discover,
    recordedBy: (at, signal) => reader.writers.known(at, limitsOf(signal)),
    pollTimeoutMs,
  }
}

/** What was read and what was asked for of one SLO. */
function joined(recorded: RecordedMeasurement | undefined, raw: SliMeasurement | undefined): SliMeasurement {
  if (recorded === undefined) return raw ?? { samples: new Map() }
  if (raw === undefined) return measurementOf(recorded.samples, undefined, recorded.warning)
  const warning = oneWarning([recorded.warning, raw.warning].filter((text) => text !== undefined))
  return measurementOf(new Map([...recorded.samples, ...raw.samples]), raw.coverage, warning)
}

const measurementOf = (
  samples: ReadonlyMap<number, SliSample>,
  coverage: number | undefined,
  warning: string | undefined,
): SliMeasurement => ({
  samples,
  ...(coverage !== undefined && { coverage }),
  ...(warning !== undefined && { warning }),
})

/** Adds to `warnings` what the server said of its queries. */
function sampleOver(
  slo: Slo,
  lookbackMs: number,
  at: number,
  outcomes: ReadonlyMap<string, Outcome>,
  warnings: Set<string>,
): SliSample {
  const queries = sliQueries(slo, lookbackMs, at)
  if (queries.kind === 'missing') return queries
  const answered = queries.queries.map((query) => ({
    ...query,
    outcome: outcomes.get(query.promql) ?? { kind: 'absent' as const },
  }))
  for (const { outcome } of answered)
    if (outcome.kind !== 'failed') outcome.warnings?.forEach((text) => warnings.add(text))
  return sliSample(slo.sli, answered)
}

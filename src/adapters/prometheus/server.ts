import type { NewestSample } from '../../core/budgets/newest-sample.ts'
import type { SliMeasurement, SliQuestion, SliSample } from '../../core/budgets/sli-source.ts'
import type { Slo } from '../../core/budgets/slo.ts'
import { sloKey } from '../../core/budgets/slo.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import type { QueryFailure } from './api-answer.ts'
import type { Asker, Outcome, Outcomes } from './asker.ts'
import { asker } from './asker.ts'
import type { PrometheusClient } from './client.ts'
import { prometheusClient } from './client.ts'
import { coverageCheck } from './coverage.ts'
import { asksForWindow, looksAt, type NewestLook } from './newest-looks.ts'
import { countsFirstSamples } from './counts-first-samples.ts'
import { firstSamples, missedWarning } from './first-samples.ts'
import { newestSamples } from './newest-samples.ts'
import type { PrometheusOptions } from './options.ts'
import { partsAndRests } from './parts-and-rests.ts'
import { type PollLimits, queryWithin } from './query-within.ts'
import { type Discovered, discovered, DISCOVERY_QUERY } from './recorded/discovery.ts'
import { type RecordedMeasurement, recordedReader } from './recorded/recorded-reader.ts'
import type { BySlo } from './recorded/by-slo.ts'
import { LARGE_ANSWER } from './recorded/large-vector.ts'
import type { RuleWriter } from './recorded/rule-writers.ts'
import { type SliQueries, sliQueries, type SliQuery } from './sli-queries.ts'
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

/** How a server is asked. */
export interface Reach {
  readonly client: PrometheusClient
  readonly asks: Asker
}

/** Asks it at each time that is wanted. */
export function directReach(
  options: PrometheusOptions,
  clock: Clock,
  onWarning: (text: string) => void,
): Reach {
  const client = prometheusClient(options, clock)
  return { client, asks: asker(client, options.concurrency, onWarning) }
}

/** One server with what is remembered about it from poll to poll. */
export function prometheusServer(
  options: PrometheusOptions,
  clock: Clock,
  hooks: PrometheusHooks,
  reach: typeof directReach = directReach,
): PrometheusServer {
  const warn = (text: string): void => hooks.onWarning?.({ source: options.name, text })
  const { client, asks: plain } = reach(options, clock, warn)
  const asks = partsAndRests(plain)
  const reader = recordedReader(client, options.recorded ?? false, warn)
  const coverages = coverageCheck(asks)
  const newestSample = newestSamples(asks)
  const births = firstSamples(asks, (at, poll) => countsFirstSamples(client, at, poll))
  const pollTimeoutMs = options.pollTimeoutMs ?? 3 * options.timeoutMs

  const limitsOf = (signal: AbortSignal | undefined): PollLimits => ({
    deadline: AbortSignal.timeout(pollTimeoutMs),
    signal,
  })

  async function measureRaw(
    questions: readonly SliQuestion[],
    looks: readonly NewestLook[],
    at: number,
    poll: PollLimits,
  ): Promise<RawMeasurements> {
    const asked = questions.map(({ slo, lookbacksMs }) => ({
      slo,
      queriesOver: new Map(lookbacksMs.map((lookbackMs) => [lookbackMs, sliQueries(slo, lookbackMs, at)])),
    }))
    const longestFirst = asked.flatMap(({ queriesOver }) => [...queriesOver]).sort(([a], [b]) => b - a)
    const wanted = longestFirst.flatMap(([, queries]) =>
      queries.kind === 'queries' ? queries.queries.map(({ promql }) => promql) : [],
    )
    // How far the data reaches concerns the window, which is asked for here or read from a recorded series.
    const ofWindow = questions.filter((question) => asksForWindow(question, at))
    const newestWanted = looks.flatMap(({ series, found }) =>
      found === undefined ? series.map(({ newestQuery }) => newestQuery) : [],
    )
    const [outcomes, covered] = await Promise.all([
      asks.ask([...wanted, ...newestWanted, ...births.quickQueries(questions, at)], at, poll),
      coverages.of(
        ofWindow.map(({ slo }) => slo),
        at,
        poll,
      ),
    ])
    const [newest, unseenOf] = await Promise.all([
      newestSample.of(looks, outcomes, at, poll),
      births.of(questions, outcomes, at, poll),
    ])
    const coverageOf = new Map(ofWindow.map(({ slo }, index) => [slo, covered[index]]))
    const measured = new Map(
      asked.map(({ slo, queriesOver }) => {
        const warnings = new Set<string>()
        const unseen = unseenOf.get(slo)
        const samples = new Map<number, SliSample>()
        for (const [lookbackMs, queries] of queriesOver) {
          const bornIn: BornIn = (part) => unseen?.certain(part, lookbackMs) ?? 0
          samples.set(lookbackMs, sampleOf(slo, queries, outcomes, bornIn, warnings))
        }
        const windowSample = samples.get(windowAt(slo.window, at).lookbackMs)
        const missed = missedWarning(slo, windowSample, unseen?.missed ?? 0)
        if (missed !== undefined) warnings.add(missed)
        return [sloKey(slo), measurementOf(samples, coverageOf.get(slo), oneWarning(warnings))] as const
      }),
    )
    return { measured, newest }
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
    const raw = await measureRaw(left, looksAt(questions, recorded, at), at, poll)
    return questions.map(({ slo }) => {
      const key = sloKey(slo)
      const measured = joined(recorded.get(slo), raw.measured.get(key))
      return [key, withNewest(measured, raw.newest.get(slo))] as const
    })
  }

  async function measureOwn(
    questions: readonly SliQuestion[],
    at: number,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, SliMeasurement>> {
    const raw = await measureRaw(questions, looksAt(questions, new Map(), at), at, limitsOf(signal))
    return new Map(
      questions.map(({ slo }) => {
        const measured = raw.measured.get(sloKey(slo)) ?? NOTHING
        return [sloKey(slo), withNewest(measured, raw.newest.get(slo))] as const
      }),
    )
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
    measureOwn,
    discover,
    recordedBy: (at, signal) => reader.writers.known(at, limitsOf(signal)),
    pollTimeoutMs,
  }
}

/** Figures by `sloKey`, newest samples by SLO. */
interface RawMeasurements {
  readonly measured: ReadonlyMap<string, SliMeasurement>
  readonly newest: ReadonlyMap<Slo, NewestSample>
}

const NOTHING: SliMeasurement = { samples: new Map() }

const withNewest = (measurement: SliMeasurement, newest: NewestSample | undefined): SliMeasurement =>
  newest === undefined ? measurement : { ...measurement, newest }

/** What was read and what was asked for of one SLO. */
function joined(recorded: RecordedMeasurement | undefined, raw: SliMeasurement | undefined): SliMeasurement {
  if (recorded === undefined) return raw ?? NOTHING
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

/** Events at first samples within a lookback. */
type BornIn = (part: 'counted' | 'total') => number

/** Adds to `warnings` what the server said of its queries. */
function sampleOf(
  slo: Slo,
  queries: SliQueries,
  outcomes: Outcomes,
  bornIn: BornIn,
  warnings: Set<string>,
): SliSample {
  if (queries.kind === 'missing') return queries
  const told = ({ promql }: SliQuery): Outcome => outcomes.get(promql) ?? ABSENT
  const totalQuery = queries.queries.find(({ role }) => role === 'total')
  const total = totalQuery && withFirstSamples(told(totalQuery), bornIn('total'))
  const most = total?.kind === 'value' ? total.value : 0
  const answered = queries.queries.map((query) => {
    const { role, promql } = query
    const isTotal = query === totalQuery && total !== undefined
    const outcome = isTotal ? total : withFirstSamples(told(query), bornIn('counted'), most)
    if (outcome.kind !== 'failed') outcome.warnings?.forEach((text) => warnings.add(text))
    return { role, promql, outcome }
  })
  return sliSample(slo.sli, answered)
}

const ABSENT: Outcome = { kind: 'absent' }

/** What `increase` counted, and what new series began with; of that no more than makes `most`. */
function withFirstSamples(outcome: Outcome, events: number, most = Infinity): Outcome {
  if (events === 0 || outcome.kind === 'failed') return outcome
  if (outcome.kind === 'absent') return { kind: 'value', value: Math.min(events, most) }
  return { ...outcome, value: Math.max(outcome.value, Math.min(outcome.value + events, most)) }
}

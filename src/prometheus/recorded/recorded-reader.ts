import type { Missing, SliQuestion, SliSample } from '../../budgets/sli-source.ts'
import { type Slo, sloKey } from '../../budgets/slo.ts'
import { windowAt } from '../../budgets/slo-window.ts'
import { formatDuration } from '../../time/duration.ts'
import type { QueryFailure } from '../api-answer.ts'
import type { PrometheusClient } from '../client.ts'
import { type PollLimits, queryWithin } from '../query-within.ts'
import { oneWarning, warningsAbout } from '../warnings-about.ts'
import { LARGE_ANSWER, LargeVector } from './large-vector.ts'
import {
  PYRRA_QUERY,
  pyrraRatios,
  type RecordedRatio,
  type RecordedRatios,
  slothQuery,
  slothRatios,
} from './recorded-ratios.ts'
import { type RuleWriters, ruleWriters } from './rule-writers.ts'

/** What was found among the recorded series. Lookbacks that are not in it are still to be asked for. */
export interface RecordedMeasurement {
  readonly samples: ReadonlyMap<number, SliSample>
  readonly warning?: string
}

export interface RecordedReader {
  readonly writers: RuleWriters
  /** Keyed by `sloKey`. One query for all SLOs, and one more where there are some of Pyrra's. */
  read(
    questions: readonly SliQuestion[],
    at: number,
    poll: PollLimits,
  ): Promise<ReadonlyMap<string, RecordedMeasurement>>
}

/** Reads what recording rules have worked out already; with `takesOver` also in place of the SLOs' own expressions. */
export function recordedReader(
  client: PrometheusClient,
  takesOver: boolean,
  onWarning: (text: string) => void,
): RecordedReader {
  const writers = ruleWriters(client)

  async function ask(
    promql: string,
    ratios: (vector: LargeVector) => RecordedRatios | undefined,
    at: number,
    poll: PollLimits,
  ): Promise<Read> {
    const answer = await queryWithin(client, promql, at, poll, LARGE_ANSWER)
    if (answer.kind === 'failed') return answer
    answer.warnings.forEach(onWarning)
    const read = answer.data instanceof LargeVector ? ratios(answer.data) : undefined
    if (read === undefined) return notAVector
    return { kind: 'read', ratios: read, warning: oneWarning(warningsAbout(promql, answer)) }
  }

  async function fromSloth(
    questions: readonly SliQuestion[],
    at: number,
    poll: PollLimits,
  ): Promise<[string, RecordedMeasurement][]> {
    const lookbacksMs = [...new Set(questions.flatMap((question) => question.lookbacksMs))]
    if (lookbacksMs.length === 0) return []
    const isTakenOver = questions.some(({ slo }) => slo.sli.kind !== 'recorded')
    const [read, known] = await Promise.all([
      ask(slothQuery(lookbacksMs), (vector) => slothRatios(vector, lookbacksMs), at, poll),
      isTakenOver ? writers.known(at, poll) : undefined,
    ])
    return questions.map(({ slo, lookbacksMs: own }) => {
      const key = sloKey(slo)
      if (slo.sli.kind === 'recorded') return [key, described(slo, own, read)]
      const isExact = known?.get(key) === 'budgeteer'
      const { lookbackMs } = windowAt(slo.window, at)
      return [
        key,
        inPlaceOf(
          slo,
          own.filter((ms) => isExact || ms !== lookbackMs),
          read,
        ),
      ]
    })
  }

  async function fromPyrra(
    questions: readonly SliQuestion[],
    at: number,
    poll: PollLimits,
  ): Promise<[string, RecordedMeasurement][]> {
    if (questions.length === 0) return []
    const windows = new Map(questions.map(({ slo }) => [slo.name, windowAt(slo.window, at).lookbackMs]))
    const read = await ask(PYRRA_QUERY, (vector) => pyrraRatios(vector, (slo) => windows.get(slo)), at, poll)
    return questions.map(({ slo, lookbacksMs }) => [sloKey(slo), described(slo, lookbacksMs, read)])
  }

  return {
    writers,
    async read(questions, at, poll) {
      const [sloth, pyrra] = await Promise.all([
        fromSloth(
          questions.filter(({ slo }) => isBy(slo, 'sloth') || (takesOver && canBeTakenOver(slo))),
          at,
          poll,
        ),
        fromPyrra(
          questions.filter(({ slo }) => isBy(slo, 'pyrra')),
          at,
          poll,
        ),
      ])
      return new Map([...sloth, ...pyrra])
    },
  }
}

type Read =
  | { readonly kind: 'read'; readonly ratios: RecordedRatios; readonly warning: string | undefined }
  | QueryFailure

const notAVector: QueryFailure = {
  kind: 'failed',
  reason: 'query_failed',
  detail: 'the answer about recorded series is no vector',
  divisible: false,
}

const isBy = ({ sli }: Slo, by: 'sloth' | 'pyrra'): boolean => sli.kind === 'recorded' && sli.by === by

/** A recorded ratio holds no counts, and knows nothing of slices. */
const canBeTakenOver = ({ sli, minEvents, budgeting }: Slo): boolean =>
  sli.kind !== 'recorded' && minEvents === undefined && (budgeting?.kind ?? 'occurrences') === 'occurrences'

/** An SLO that has nothing but recorded series: each lookback has its figure, or the reason why there is none. */
function described(slo: Slo, lookbacksMs: readonly number[], read: Read): RecordedMeasurement {
  if (read.kind === 'failed') return allMissing(lookbacksMs, read)
  const ratioOver = read.ratios.of(slo.service, slo.name)
  return withWarning(
    lookbacksMs.map((lookbackMs) => {
      const ratio = ratioOver(lookbackMs)
      return [lookbackMs, successRatio(ratio) ?? whyNone(ratio, lookbackMs)]
    }),
    read.warning,
  )
}

/** An SLO that has expressions of its own: they are asked for all that is not recorded well. */
function inPlaceOf(slo: Slo, lookbacksMs: readonly number[], read: Read): RecordedMeasurement {
  if (read.kind === 'failed') {
    // Whoever could not be reached for one query would be asked for thousands in its place.
    return read.reason === 'query_failed' ? { samples: new Map() } : allMissing(lookbacksMs, read)
  }
  const ratioOver = read.ratios.of(slo.service, slo.name)
  const found = new Map<number, SliSample>()
  for (const lookbackMs of lookbacksMs) {
    const sample = successRatio(ratioOver(lookbackMs))
    if (sample !== undefined) found.set(lookbackMs, sample)
  }
  return withWarning(found, found.size === 0 ? undefined : read.warning)
}

/** Rules that work out a ratio from two rates may pass its bounds by a little. */
const TOLERANCE = 1e-3

function successRatio(ratio: RecordedRatio): SliSample | undefined {
  if (typeof ratio !== 'number' || !(ratio >= -TOLERANCE && ratio <= 1 + TOLERANCE)) return undefined
  return { kind: 'success-ratio', ratio: 1 - Math.min(1, Math.max(0, ratio)) }
}

function whyNone(ratio: RecordedRatio, lookbackMs: number): Missing {
  const over = formatDuration(lookbackMs)
  if (ratio === undefined)
    return { kind: 'missing', reason: 'no_data', detail: `nothing is recorded over ${over}` }
  if (ratio === 'ambiguous') {
    const detail = `several series are recorded over ${over}, and they contradict each other`
    return { kind: 'missing', reason: 'query_failed', detail }
  }
  if (Number.isNaN(ratio)) {
    const detail = `what is recorded over ${over} is not a number, as 0 ÷ 0 is without traffic`
    return { kind: 'missing', reason: 'no_traffic', detail }
  }
  const detail = `an error ratio of ${ratio} is recorded over ${over}`
  return { kind: 'missing', reason: 'query_failed', detail }
}

const allMissing = (
  lookbacksMs: readonly number[],
  { reason, detail }: QueryFailure,
): RecordedMeasurement => ({
  samples: new Map(lookbacksMs.map((lookbackMs) => [lookbackMs, { kind: 'missing', reason, detail }])),
})

const withWarning = (
  samples: Iterable<readonly [number, SliSample]>,
  warning: string | undefined,
): RecordedMeasurement => ({ samples: new Map(samples), ...(warning !== undefined && { warning }) })

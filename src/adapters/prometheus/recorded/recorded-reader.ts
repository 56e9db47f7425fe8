import type { SliQuestion, SliSample } from '../../../core/budgets/sli-source.ts'
import type { Slo } from '../../../core/budgets/slo.ts'
import { windowAt } from '../../../core/budgets/slo-window.ts'
import type { QueryFailure } from '../api-answer.ts'
import type { PrometheusClient } from '../client.ts'
import { type PollLimits, queryWithin } from '../query-within.ts'
import { oneWarning, warningsAbout } from '../warnings-about.ts'
import { BySlo } from './by-slo.ts'
import { LARGE_ANSWER } from './large-vector.ts'
import { fillFromPyrra, PYRRA_QUERY } from './pyrra-samples.ts'
import { nothingRecorded } from './recorded-sample.ts'
import { type RuleWriters, ruleWriters } from './rule-writers.ts'
import { fillFromSloth, type Samples, slothMemory, slothQuery } from './sloth-samples.ts'
import { type RecordedTimes, slothTimes, type Timed } from './sloth-times.ts'

/** What was found among the recorded series. Lookbacks that are not in it are still to be asked for. */
export interface RecordedMeasurement {
  readonly samples: ReadonlyMap<number, SliSample>
  /** Nothing is left to be asked for. */
  readonly isWhole: boolean
  readonly warning?: string
  /** Where the SLO's own window was asked for, under Sloth's names. */
  readonly newest?: RecordedTimes
}

export interface RecordedReader {
  readonly writers: RuleWriters
  /** One query for all SLOs, and one more where there are some of Pyrra's. What is not recorded is not in the answer. */
  read(
    questions: readonly SliQuestion[],
    at: number,
    poll: PollLimits,
  ): Promise<ReadonlyMap<Slo, RecordedMeasurement>>
}

/** A question, and where its answer is put together. */
interface Asked extends Timed {
  readonly question: SliQuestion
  readonly samples: Samples
}

/** Reads what recording rules have worked out already; with `takesOver` also in place of the SLOs' own expressions. */
export function recordedReader(
  client: PrometheusClient,
  takesOver: boolean,
  onWarning: (text: string) => void,
): RecordedReader {
  const writers = ruleWriters(client)
  const times = slothTimes(client)
  const memory = slothMemory()

  async function ask(
    promql: string,
    at: number,
    poll: PollLimits,
    fill: (data: unknown) => boolean,
  ): Promise<{ readonly kind: 'read'; readonly warning: string | undefined } | QueryFailure> {
    const answer = await queryWithin(client, promql, at, poll, LARGE_ANSWER)
    if (answer.kind === 'failed') return answer
    answer.warnings.forEach(onWarning)
    if (!fill(answer.data)) return NO_VECTOR
    return { kind: 'read', warning: oneWarning(warningsAbout(promql, answer)) }
  }

  async function fromSloth(
    questions: readonly SliQuestion[],
    at: number,
    poll: PollLimits,
  ): Promise<readonly (readonly [Slo, RecordedMeasurement])[]> {
    if (questions.length === 0) return []
    const lookbacksMs = [...new Set(questions.flatMap((question) => question.lookbacksMs))]
    const bySlo = new BySlo<Asked>()
    const asked = questions.map((question): Asked => ({ question, samples: new Map() }))
    for (const one of asked) bySlo.set(one.question.slo.service, one.question.slo.name, one)
    const isTakenOver = questions.some(({ slo }) => slo.sli.kind !== 'recorded')
    const isOfNow = questions.some((question) =>
      question.lookbacksMs.includes(windowAt(question.slo.window, at).lookbackMs),
    )
    const [read, known, timesOf] = await Promise.all([
      ask(slothQuery(lookbacksMs), at, poll, (data) => fillFromSloth(memory, data, lookbacksMs, bySlo)),
      isTakenOver ? writers.known(at, poll) : undefined,
      isOfNow ? times.fill(bySlo, at, poll) : undefined,
    ])
    return asked.map((one) => {
      const { question, samples } = one
      const { slo } = question
      if (read.kind === 'failed') return [slo, failed(question, read)]
      if (slo.sli.kind === 'recorded') addWhyMissing(question, samples)
      else {
        // Sloth's own figure of the whole window is the mean of five-minute ratios.
        if (known?.get(slo.service, slo.name) !== 'budgeteer')
          samples.delete(windowAt(slo.window, at).lookbackMs)
      }
      const measured = measurementOf(samples, dropMissing(question, samples), read.warning)
      return [slo, timesOf === undefined ? measured : { ...measured, newest: timesOf(one) }]
    })
  }

  async function fromPyrra(
    questions: readonly SliQuestion[],
    at: number,
    poll: PollLimits,
  ): Promise<readonly (readonly [Slo, RecordedMeasurement])[]> {
    if (questions.length === 0) return []
    const asked = questions.map((question): Asked => ({ question, samples: new Map() }))
    const byName = new Map(
      asked.map(({ question: { slo, lookbacksMs }, samples }) => [
        slo.name,
        { windowMs: windowAt(slo.window, at).lookbackMs, lookbacksMs, samples },
      ]),
    )
    const read = await ask(PYRRA_QUERY, at, poll, (data) => fillFromPyrra(data, byName))
    return asked.map(({ question, samples }) => {
      if (read.kind === 'failed') return [question.slo, failed(question, read)]
      addWhyMissing(question, samples)
      return [question.slo, measurementOf(samples, true, read.warning)]
    })
  }

  return {
    writers,
    async read(questions, at, poll) {
      const isSloths = ({ slo }: SliQuestion): boolean =>
        isBy(slo, 'sloth') || (takesOver && canBeTakenOver(slo))
      const [sloth, pyrra] = await Promise.all([
        fromSloth(questions.filter(isSloths), at, poll),
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

const NO_VECTOR: QueryFailure = {
  kind: 'failed',
  reason: 'query_failed',
  detail: 'the answer about recorded series is no vector',
  divisible: false,
}

const isBy = ({ sli }: Slo, by: 'sloth' | 'pyrra'): boolean => sli.kind === 'recorded' && sli.by === by

/** A recorded ratio holds no counts, and knows nothing of slices. */
const canBeTakenOver = ({ sli, minEvents, budgeting }: Slo): boolean =>
  sli.kind !== 'recorded' && minEvents === undefined && (budgeting?.kind ?? 'occurrences') === 'occurrences'

/** Without expressions of its own: each lookback has its figure, or the reason why there is none. */
function addWhyMissing({ lookbacksMs }: SliQuestion, samples: Samples): void {
  for (const lookbackMs of lookbacksMs)
    if (!samples.has(lookbackMs)) samples.set(lookbackMs, nothingRecorded(lookbackMs))
}

/** Leaves what is missing to the SLO's own expressions. Returns whether nothing was missing. */
function dropMissing({ slo, lookbacksMs }: SliQuestion, samples: Samples): boolean {
  if (slo.sli.kind === 'recorded') return true
  let isWhole = true
  for (const lookbackMs of lookbacksMs) {
    const kind = samples.get(lookbackMs)?.kind
    if (kind === 'missing') samples.delete(lookbackMs)
    if (kind === 'missing' || kind === undefined) isWhole = false
  }
  return isWhole
}

/** A server that fails one query must not get thousands in its place. */
const failed = ({ slo, lookbacksMs }: SliQuestion, failure: QueryFailure): RecordedMeasurement => {
  const { reason, detail } = failure
  if (slo.sli.kind !== 'recorded' && reason === 'query_failed') return { samples: new Map(), isWhole: false }
  const samples = new Map(lookbacksMs.map((ms) => [ms, { kind: 'missing', reason, detail } as const]))
  return { samples, isWhole: true, newest: { sampledAt: { kind: 'failed', reason, detail } } }
}

const measurementOf = (
  samples: Samples,
  isWhole: boolean,
  warning: string | undefined,
): RecordedMeasurement =>
  warning === undefined || samples.size === 0 ? { samples, isWhole } : { samples, isWhole, warning }

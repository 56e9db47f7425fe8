import type { Slo } from '../../core/budgets/slo.ts'
import type { SliQuestion, SliSample } from '../../core/budgets/sli-source.ts'
import { counted } from '../../core/kernel/counted.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import { HOUR_MS, MINUTE_MS } from '../../core/kernel/time/duration.ts'
import type { Asker, Outcome } from './asker.ts'
import { asksForWindow } from './newest-looks.ts'
import type { PollLimits } from './query-within.ts'
import {
  certainFirstSamples,
  everyFirstSample,
  type FirstSampleSeries,
  firstSampleSeries,
} from './queries/first-sample-counting.ts'

/** A birth is seen at the next poll by this lookback, which is asked each time; the longer ones then follow it. */
const QUICK_MS = 5 * MINUTE_MS
/** Of the longer lookbacks so many are asked again in one poll, the oldest first. */
const MOST_REFRESHED = 100
const MOST_KNOWN = 50_000

interface Known {
  readonly value: number
  /** Epoch milliseconds. */
  readonly checkedAt: number
}

/** Events at the first samples of an SLO's new series, which `increase` leaves out. */
export interface UnseenEvents {
  /** To be added to a lookback's counts; 0 where it is not certain that they are of that time. */
  readonly certain: (part: 'counted' | 'total', lookbackMs: number) => number
  /** Bad events of the window that may be missing from its counts all the same. */
  readonly missed: number
}

export interface FirstSamples {
  /** Queries whose answers `of` wants at each poll: they go along with others. */
  quickQueries(questions: readonly SliQuestion[], at: number): readonly string[]
  /** By SLO; those whose series begin with nothing have none. `outcomes` hold the answers to `quickQueries`. */
  of(
    questions: readonly SliQuestion[],
    outcomes: ReadonlyMap<string, Outcome>,
    at: number,
    poll: PollLimits,
  ): Promise<ReadonlyMap<Slo, UnseenEvents>>
}

/** `countsThem` asks whether the server's own `increase` has them, once there are any; undefined for no answer. */
export function firstSamples(
  asker: Asker,
  countsThem: (at: number, poll: PollLimits) => Promise<boolean | undefined>,
): FirstSamples {
  let known = new Map<string, Known>()
  let areCounted: boolean | undefined
  /** From when on the longer lookbacks, whose steps are longer too, see what a shorter one has seen. */
  const movedUntil = new WeakMap<Slo, number>()

  /** Whether a birth of just now, or one that only now fills a step of theirs, changes the longer lookbacks. */
  function isChanged({ question, queries }: Look, quick: ReadonlyMap<string, Outcome>, at: number): boolean {
    const isMoved = queries.some(({ text, keptMs }) => {
      const births = keptMs === 0 ? valueOf(quick.get(text)) : 0
      return births > 0 && births !== known.get(text)?.value
    })
    const seenFrom = movedUntil.get(question.slo)
    const isStepOver = seenFrom !== undefined && at >= seenFrom
    if (isMoved) movedUntil.set(question.slo, nextStep(at))
    else if (isStepOver) movedUntil.delete(question.slo)
    return isMoved || isStepOver
  }

  /** What has to be asked now: what is new, what a birth has changed, and some of what is old. */
  function due(
    queries: readonly (readonly [Look, Query])[],
    changed: ReadonlySet<Look>,
    outcomes: ReadonlyMap<string, Outcome>,
    at: number,
  ): readonly string[] {
    const now = new Set<string>()
    const old = new Map<string, number>()
    for (const [look, { text, keptMs }] of queries) {
      const last = known.get(text)
      if (outcomes.has(text)) continue
      if (last === undefined || changed.has(look)) now.add(text)
      else if (Math.abs(at - last.checkedAt) >= keptMs) old.set(text, last.checkedAt)
    }
    const oldest = [...old].toSorted(([, a], [, b]) => a - b).slice(0, MOST_REFRESHED)
    return [...now, ...oldest.map(([text]) => text)]
  }

  function remember(looks: readonly Look[], outcomes: ReadonlyMap<string, Outcome>, at: number): void {
    if (known.size > MOST_KNOWN) known = new Map()
    for (const { gate, queries, isOfNow } of looks)
      for (const { text } of isOfNow ? [...gate, ...queries] : []) {
        const outcome = outcomes.get(text)
        // A source out of reach may answer at the next poll; one that refuses the query would refuse it again.
        if (outcome === undefined || (outcome.kind === 'failed' && outcome.reason === 'source_unreachable'))
          continue
        const value = outcome.kind === 'failed' ? (known.get(text)?.value ?? 0) : valueOf(outcome)
        known.set(text, { value, checkedAt: at })
      }
  }

  return {
    quickQueries: (questions, at) =>
      questions
        .flatMap((question) => lookOf(question, at))
        .flatMap(({ queries, isOfNow }) =>
          queries.filter(({ keptMs }) => keptMs === 0 || !isOfNow).map(({ text }) => text),
        ),
    async of(questions, quick, at, poll) {
      const looks = questions.flatMap((question) => lookOf(question, at))
      const changed = new Set(looks.filter((look) => isChanged(look, quick, at)))
      const outcomes = new Map(quick)
      const value = (text: string): number =>
        outcomes.has(text) ? valueOf(outcomes.get(text)) : (known.get(text)?.value ?? 0)
      const ask = async (queries: readonly (readonly [Look, Query])[]): Promise<void> => {
        const asked = due(queries, changed, outcomes, at)
        if (asked.length === 0) return
        for (const [text, outcome] of await asker.ask(asked, at, poll)) outcomes.set(text, outcome)
      }
      await ask(looks.flatMap((look) => look.gate.map((query) => [look, query] as const)))
      const open = looks.filter(({ gate }) => gate.length === 0 || gate.some(({ text }) => value(text) > 0))
      await ask(open.flatMap((look) => look.queries.map((query) => [look, query] as const)))
      const found = looks.flatMap((look): (readonly [Slo, UnseenEvents])[] =>
        [...look.gate, ...look.queries].some(({ text }) => value(text) > 0)
          ? [[look.question.slo, unseenOf(look, at, value)]]
          : [],
      )
      remember(looks, outcomes, at)
      if (found.length === 0) return new Map()
      areCounted ??= await countsThem(at, poll)
      return new Map(areCounted === false ? found : [])
    },
  }
}

const nextStep = (at: number): number => Math.ceil((at + 1) / QUICK_MS) * QUICK_MS

const valueOf = (outcome: Outcome | undefined): number =>
  outcome?.kind === 'value' && Number.isFinite(outcome.value) ? outcome.value : 0

interface Query {
  readonly text: string
  readonly keptMs: number
}

interface Look {
  readonly question: SliQuestion
  readonly series: FirstSampleSeries
  /** Not of a piece of the past, which is asked for once. */
  readonly isOfNow: boolean
  /** While these find no births, the others are not asked. */
  readonly gate: readonly Query[]
  readonly queries: readonly Query[]
}

/** An SLO's look at the first samples of its series, unless it has none. */
function lookOf(question: SliQuestion, at: number): readonly Look[] {
  const { slo, lookbacksMs } = question
  const series = firstSampleSeries(slo)
  const isOfNow = asksForWindow(question, at)
  const spanMs = spanOf(windowAt(slo.window, at).lookbackMs)
  if (series.kind === 'told') {
    if (!isOfNow || series.series.length === 0 || spanMs === 0) return []
    const queries = series.series.map((births) => ({
      text: certainFirstSamples(births, spanMs),
      keptMs: HOUR_MS,
    }))
    return [{ question, series, isOfNow, gate: [], queries }]
  }
  const both = [series.counted, series.total]
  const certain = lookbacksMs.flatMap((lookbackMs) =>
    spanOf(lookbackMs) === 0
      ? []
      : both.map((births) => ({
          text: certainFirstSamples(births, spanOf(lookbackMs)),
          keptMs: keptMs(lookbackMs),
        })),
  )
  const every = both.map((births) => ({ text: everyFirstSample(births, spanMs), keptMs: HOUR_MS }))
  return [{ question, series, isOfNow, gate: isOfNow && spanMs > 0 ? every : [], queries: certain }]
}

/** A calendar window grows; to the hour it is asked for once in an hour. */
const spanOf = (lookbackMs: number): number =>
  lookbackMs < HOUR_MS ? lookbackMs : Math.floor(lookbackMs / HOUR_MS) * HOUR_MS

const keptMs = (lookbackMs: number): number =>
  lookbackMs <= QUICK_MS ? 0 : Math.min(HOUR_MS, lookbackMs / 12)

function unseenOf(
  { question, series, isOfNow }: Look,
  at: number,
  value: (text: string) => number,
): UnseenEvents {
  const spanMs = spanOf(windowAt(question.slo.window, at).lookbackMs)
  if (series.kind === 'told') {
    const told = series.series.map((births) => value(certainFirstSamples(births, spanMs)))
    return { certain: () => 0, missed: Math.max(0, ...told) }
  }
  const uncertain = (part: 'counted' | 'total'): number =>
    value(everyFirstSample(series[part], spanMs)) - value(certainFirstSamples(series[part], spanMs))
  const missed = series.part === 'bad' ? uncertain('counted') : uncertain('total') - uncertain('counted')
  return {
    certain: (part, lookbackMs) =>
      Math.max(
        0,
        ...question.lookbacksMs
          .filter((shorterMs) => shorterMs <= lookbackMs)
          .map((shorterMs) => value(certainFirstSamples(series[part], spanOf(shorterMs)))),
      ),
    missed: isOfNow ? Math.max(0, missed) : 0,
  }
}

/** Less than this share of the budget is not worth a word. */
const TOLD_FROM = 0.01

/** What a reading says of bad events that were not counted, where they may matter. */
export function missedWarning(
  { objective }: Slo,
  sample: SliSample | undefined,
  missed: number,
): string | undefined {
  const budget = sample?.kind === 'counts' ? sample.total * objective.errorBudgetRatio : 0
  if (missed < 1 || missed < budget * TOLD_FROM) return undefined
  const events = counted(Math.round(missed), 'bad event')
  return `up to ${events} may be missing: new series began with them, and increase counts from the second sample on`
}

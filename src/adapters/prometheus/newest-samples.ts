import { type NewestSample, newestSample } from '../../core/budgets/newest-sample.ts'
import type { Slo } from '../../core/budgets/slo.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import { DAY_MS, formatDuration, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/kernel/time/duration.ts'
import type { Asker, Outcome, Outcomes } from './asker.ts'
import type { NewestLook } from './newest-looks.ts'
import { INTERVAL_LOOK_MS, sampleTimes, type WatchedSeries } from './newest-series.ts'
import type { PollLimits } from './query-within.ts'

/** How often the usual interval is looked at, and how far back of sparse or young series. */
const KEPT_MS = HOUR_MS
/** Until there are two samples, the next one may tell the interval. */
const NONE_KEPT_MS = MINUTE_MS
const LONG_INTERVAL_LOOK_MS = 7 * DAY_MS
/** So many samples in that hour are no more than 100 seconds apart, and five minutes hold in any case. */
const DENSE = 36
/** So many tell the interval of a series that was known an hour ago, and so is older than that hour. */
const ENOUGH = 6
/** Where there is no sample of the last five minutes: how far back one is looked for, and how finely. */
const RECENT_MS = HOUR_MS
const RECENT_STEP_MS = MINUTE_MS
const STEP_MS = 5 * MINUTE_MS

interface Known {
  readonly series: WatchedSeries
  /** Epoch milliseconds. */
  newestAt?: number
  /** When it was last looked for in all of the window. */
  searchedAt?: number
  intervalMs?: number
  intervalAt?: number
}

/** When the newest sample of each SLO was taken. */
export interface NewestSamples {
  /**
   * One for each SLO that has any, by SLO. `outcomes` hold the answers to `newestQuery` of all series of which nothing is
   * `found`; nothing more is asked of series that have samples, but for their interval once an hour.
   */
  of(
    wanted: readonly NewestLook[],
    outcomes: Outcomes,
    at: number,
    poll: PollLimits,
  ): Promise<ReadonlyMap<Slo, NewestSample>>
}

export function newestSamples(asker: Asker): NewestSamples {
  const bySelector = new Map<string, Known>()
  const knownOf = (series: WatchedSeries): Known => {
    const before = bySelector.get(series.selector)
    if (before !== undefined) return before
    const known: Known = { series }
    bySelector.set(series.selector, known)
    return known
  }

  /** Series without a recent sample: when they had one, as far back as the longest window of those that ask. */
  async function search(missing: ReadonlyMap<Known, number>, at: number, poll: PollLimits): Promise<void> {
    const look = async (several: readonly Known[], query: (known: Known) => string): Promise<Known[]> => {
      const outcomes = await asker.ask(several.map(query), at, poll)
      return several.filter((known) => {
        const outcome = outcomes.get(query(known))
        note(known, outcome, at)
        return outcome?.kind === 'absent'
      })
    }
    const longGone = await look([...missing.keys()], ({ series }) =>
      lookedFor(series, RECENT_MS, RECENT_STEP_MS),
    )
    const due = longGone.filter(({ newestAt, searchedAt }) => {
      const isKnown = newestAt !== undefined && newestAt <= at
      return !isKnown && (searchedAt === undefined || Math.abs(at - searchedAt) >= KEPT_MS)
    })
    for (const known of due) known.searchedAt = at
    await look(due, (known) => lookedFor(known.series, missing.get(known) ?? RECENT_MS, STEP_MS))
  }

  async function findIntervals(
    several: readonly Known[],
    told: ReadonlyMap<Known, Outcome>,
    at: number,
    poll: PollLimits,
  ): Promise<void> {
    const untold = several.filter((known) => !told.has(known)).map(({ series }) => series.samplesQuery)
    const counted = await asker.ask(untold, at, poll)
    const sparse: Known[] = []
    for (const known of several) {
      const outcome = told.get(known) ?? counted.get(known.series.samplesQuery)
      if (outcome === undefined || outcome.kind === 'failed') continue
      known.intervalAt = at
      const least = known.intervalMs === undefined ? DENSE : ENOUGH
      if (outcome.kind === 'value' && outcome.value >= least)
        known.intervalMs = INTERVAL_LOOK_MS / outcome.value
      else sparse.push(known)
    }
    const found = await asker.ask(
      sparse.flatMap(({ series }) => [longSamplesQuery(series), earliestQuery(series)]),
      at,
      poll,
    )
    for (const known of sparse) {
      const samples = found.get(longSamplesQuery(known.series))
      const earliest = found.get(earliestQuery(known.series))
      if (samples?.kind !== 'value' || earliest?.kind !== 'value' || samples.value < 2) continue
      // The sample may lie up to a step before the look that found it: rather the longer interval than too short a one.
      const spanMs = (known.newestAt ?? at) - earliest.value * SECOND_MS + STEP_MS
      known.intervalMs = Math.max(0, spanMs) / (samples.value - 1)
    }
  }

  return {
    async of(looks, outcomes, at, poll) {
      const missing = new Map<Known, number>()
      const wanted = new Set<Known>()
      const told = new Map<Known, Outcome>()
      const knownOfLooks = looks.map(({ series }) => series.map(knownOf))
      for (const [index, { slo, found }] of looks.entries())
        for (const known of knownOfLooks[index] ?? []) {
          wanted.add(known)
          if (found?.samples !== undefined) told.set(known, found.samples)
          const outcome = found?.sampledAt ?? outcomes.get(known.series.newestQuery)
          note(known, outcome, at)
          if (outcome?.kind !== 'absent') continue
          const windowMs = windowAt(slo.window, at).lookbackMs
          missing.set(known, Math.max(windowMs, missing.get(known) ?? 0))
        }
      if (missing.size > 0) await search(missing, at, poll)
      // An interval that is known stays the usual one while there are no samples.
      const due = [...wanted].filter((known) => {
        const { intervalAt, intervalMs, newestAt } = known
        if (newestAt === undefined) return false
        const keptMs = intervalMs === undefined ? NONE_KEPT_MS : KEPT_MS
        return intervalAt === undefined || (!missing.has(known) && Math.abs(at - intervalAt) >= keptMs)
      })
      if (due.length > 0) await findIntervals(due, told, at, poll)
      const found = new Map<Slo, NewestSample>()
      for (const [index, { slo }] of looks.entries()) {
        const newest = newestOf(slo, knownOfLooks[index] ?? [], at)
        if (newest !== undefined) found.set(slo, newest)
      }
      return found
    },
  }
}

function note(known: Known, outcome: Outcome | undefined, at: number): void {
  // A clock that was set back: what is remembered lies ahead.
  if (known.newestAt !== undefined && known.newestAt > at) delete known.newestAt
  if (outcome?.kind !== 'value') return
  const newestAt = Math.round(outcome.value * SECOND_MS)
  if (newestAt <= at) known.newestAt = Math.max(newestAt, known.newestAt ?? 0)
}

/** The newest of all series that an SLO's expression names. */
function newestOf({ sli }: Slo, several: readonly Known[], at: number): NewestSample | undefined {
  let newest: Known | undefined
  for (const known of several)
    if (known.newestAt !== undefined && known.newestAt > (newest?.newestAt ?? -Infinity)) newest = known
  return newest?.newestAt === undefined || newest.newestAt > at
    ? undefined
    : newestSample(sli, newest.newestAt, newest.intervalMs)
}

/** `timestamp` of a step is the sample's own time, so that steps find it to the sample. */
const lookedFor = ({ selector }: WatchedSeries, spanMs: number, stepMs: number): string =>
  `max(max_over_time((${sampleTimes(selector)})[${formatDuration(spanMs)}:${formatDuration(stepMs)}]))`

const longSamplesQuery = ({ selector }: WatchedSeries): string =>
  `max(count_over_time(${selector}[${formatDuration(LONG_INTERVAL_LOOK_MS)}]))`

/** Up to a step late. It does not ask for the sample's own time, for which see `earliestSampleQuery`. */
const earliestQuery = ({ selector }: WatchedSeries): string =>
  `min_over_time((time() + 0 * count(${selector}))[${formatDuration(LONG_INTERVAL_LOOK_MS)}:${formatDuration(STEP_MS)}])`

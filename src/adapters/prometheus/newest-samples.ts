import { type NewestSample, newestSample } from '../../core/budgets/newest-sample.ts'
import type { Slo } from '../../core/budgets/slo.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import { DAY_MS, formatDuration, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/kernel/time/duration.ts'
import type { Asker, Outcome } from './asker.ts'
import { INTERVAL_LOOK_MS, type NewestLook, newestQuery, samplesQuery, sampleTimes } from './newest-series.ts'
import type { PollLimits } from './query-within.ts'

/** How often the usual interval is looked at, and how far back of sparse or young series. */
const KEPT_MS = HOUR_MS
/** Until there are two samples, the next one may tell the interval. */
const NONE_KEPT_MS = MINUTE_MS
const LONG_INTERVAL_LOOK_MS = 7 * DAY_MS
/** So many samples in that hour are no more than 100 seconds apart, and five minutes hold in any case. */
const DENSE = 36
/** Where there is no sample of the last five minutes: how far back one is looked for, and how finely. */
const RECENT_MS = HOUR_MS
const RECENT_STEP_MS = MINUTE_MS
const STEP_MS = 5 * MINUTE_MS

interface Known {
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
   * One for each SLO that has any, by SLO. `outcomes` hold the answers to `newestQuery` of all their series, and may hold
   * those to `samplesQuery`; nothing more is asked of series that have samples, but for their interval once an hour.
   */
  of(
    wanted: readonly NewestLook[],
    outcomes: ReadonlyMap<string, Outcome>,
    at: number,
    poll: PollLimits,
  ): Promise<ReadonlyMap<Slo, NewestSample>>
}

export function newestSamples(asker: Asker): NewestSamples {
  const bySeries = new Map<string, Known>()
  const knownOf = (series: string): Known => {
    const known = bySeries.get(series) ?? {}
    bySeries.set(series, known)
    return known
  }

  /** Series without a recent sample: when they had one, as far back as the longest window of those that ask. */
  async function search(missing: ReadonlyMap<string, number>, at: number, poll: PollLimits): Promise<void> {
    const look = async (series: readonly string[], query: (series: string) => string): Promise<string[]> => {
      const outcomes = await asker.ask(series.map(query), at, poll)
      return series.filter((one) => {
        const outcome = outcomes.get(query(one))
        note(knownOf(one), outcome, at)
        return outcome?.kind === 'absent'
      })
    }
    const longGone = await look([...missing.keys()], (series) => lookedFor(series, RECENT_MS, RECENT_STEP_MS))
    const due = longGone.filter((series) => {
      const { newestAt, searchedAt } = knownOf(series)
      const isKnown = newestAt !== undefined && newestAt <= at
      return !isKnown && (searchedAt === undefined || Math.abs(at - searchedAt) >= KEPT_MS)
    })
    for (const series of due) knownOf(series).searchedAt = at
    await look(due, (series) => lookedFor(series, missing.get(series) ?? RECENT_MS, STEP_MS))
  }

  async function findIntervals(
    series: readonly string[],
    outcomes: ReadonlyMap<string, Outcome>,
    at: number,
    poll: PollLimits,
  ): Promise<void> {
    const unasked = series.filter((one) => !outcomes.has(samplesQuery(one))).map(samplesQuery)
    const counted = new Map([...outcomes, ...(await asker.ask(unasked, at, poll))])
    const sparse: string[] = []
    for (const one of series) {
      const outcome = counted.get(samplesQuery(one))
      if (outcome === undefined || outcome.kind === 'failed') continue
      knownOf(one).intervalAt = at
      if (outcome.kind === 'value' && outcome.value >= DENSE)
        knownOf(one).intervalMs = INTERVAL_LOOK_MS / outcome.value
      else sparse.push(one)
    }
    const found = await asker.ask(
      sparse.flatMap((one) => [longSamplesQuery(one), earliestQuery(one)]),
      at,
      poll,
    )
    for (const one of sparse) {
      const known = knownOf(one)
      const samples = found.get(longSamplesQuery(one))
      const earliest = found.get(earliestQuery(one))
      if (samples?.kind !== 'value' || earliest?.kind !== 'value' || samples.value < 2) continue
      const spanMs = (known.newestAt ?? at) - earliest.value * SECOND_MS
      known.intervalMs = Math.max(0, spanMs) / (samples.value - 1)
    }
  }

  return {
    async of(looks, outcomes, at, poll) {
      const missing = new Map<string, number>()
      const wanted = new Set<string>()
      for (const { slo, series: own } of looks) {
        for (const series of own) {
          wanted.add(series)
          const outcome = outcomes.get(newestQuery(series))
          note(knownOf(series), outcome, at)
          const windowMs = windowAt(slo.window, at).lookbackMs
          if (outcome?.kind === 'absent') missing.set(series, Math.max(windowMs, missing.get(series) ?? 0))
        }
      }
      if (missing.size > 0) await search(missing, at, poll)
      // An interval that is known stays the usual one while there are no samples.
      const due = [...wanted].filter((series) => {
        const { intervalAt, intervalMs, newestAt } = knownOf(series)
        if (newestAt === undefined) return false
        const keptMs = intervalMs === undefined ? NONE_KEPT_MS : KEPT_MS
        return intervalAt === undefined || (!missing.has(series) && Math.abs(at - intervalAt) >= keptMs)
      })
      if (due.length > 0) await findIntervals(due, outcomes, at, poll)
      return new Map(
        looks.flatMap(({ slo, series }) => {
          const newest = newestOf(slo, series.map(knownOf), at)
          return newest === undefined ? [] : [[slo, newest] as const]
        }),
      )
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
function newestOf({ sli }: Slo, series: readonly Known[], at: number): NewestSample | undefined {
  const newest = series
    .filter(({ newestAt }) => newestAt !== undefined)
    .toSorted((a, b) => (b.newestAt ?? 0) - (a.newestAt ?? 0))[0]
  return newest?.newestAt === undefined || newest.newestAt > at
    ? undefined
    : newestSample(sli, newest.newestAt, newest.intervalMs)
}

/** `timestamp` of a step is the sample's own time, so that steps find it to the sample. */
const lookedFor = (series: string, spanMs: number, stepMs: number): string =>
  `max(max_over_time((${sampleTimes(series)})[${formatDuration(spanMs)}:${formatDuration(stepMs)}]))`

const longSamplesQuery = (series: string): string =>
  `max(count_over_time(${series}[${formatDuration(LONG_INTERVAL_LOOK_MS)}]))`

const earliestQuery = (series: string): string =>
  `min(min_over_time((${sampleTimes(series)})[${formatDuration(LONG_INTERVAL_LOOK_MS)}:${formatDuration(STEP_MS)}]))`

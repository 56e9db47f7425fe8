import type { CountSum, PushedCountStore } from './pushed-counts.ts'
import { firstSliceBegins, slicedCounts } from './pushed-slices.ts'
import { newestSample } from './newest-sample.ts'
import { sloKey, type Slo } from './slo.ts'
import { windowAt } from './slo-window.ts'
import type { OwnSource, SliMeasurement, SliSample } from './sli-source.ts'

/** So many pushes show how often they come. */
const TIMES_LOOKED_AT = 50

/** The median of the gaps between times; undefined of fewer than two. */
function usualGap(times: readonly number[]): number | undefined {
  const gaps = times.slice(1).map((time, index) => (times[index] ?? time) - time)
  return gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)]
}

/** Measures SLOs of kind `pushed` from the counts that were pushed. */
export function pushedSource(counts: PushedCountStore): OwnSource {
  const sumOf = async (slo: Slo, lookbackMs: number, at: number): Promise<CountSum | undefined> => {
    const { service, name, budgeting: slices, minEvents } = slo
    if (slices === undefined || slices.kind === 'occurrences')
      return counts.sum(service, name, at - lookbackMs, at)
    const hours = await counts.hours(service, name, firstSliceBegins(lookbackMs, slices, at), at)
    return hours.length === 0 ? undefined : slicedCounts(hours, { slices, lookbackMs, at, minEvents })
  }

  const sample = async (slo: Slo, lookbackMs: number, at: number): Promise<SliSample> => {
    const sum = await sumOf(slo, lookbackMs, at)
    if (sum === undefined)
      return { kind: 'missing', reason: 'no_data', detail: 'nothing was pushed in that time' }
    if (sum.total === 0)
      return { kind: 'missing', reason: 'no_traffic', detail: 'the pushed counts hold no event' }
    return { kind: 'counts', ...sum }
  }

  const measureOne = async (
    slo: Slo,
    lookbacksMs: readonly number[],
    at: number,
  ): Promise<SliMeasurement> => {
    const samples = new Map<number, SliSample>()
    for (const lookbackMs of lookbacksMs) samples.set(lookbackMs, await sample(slo, lookbackMs, at))
    const firstAt = await counts.firstAt(slo.service, slo.name)
    if (firstAt === undefined || firstAt > at) return { samples }
    const times = await counts.newestTimes(slo.service, slo.name, at, TIMES_LOOKED_AT)
    const [newestAt = firstAt] = times
    const newest = newestSample(slo.sli, Math.min(newestAt, at), usualGap(times))
    return { samples, newest, coverage: Math.min(1, (at - firstAt) / windowAt(slo.window, at).lookbackMs) }
  }

  return {
    measures: ({ sli }) => sli.kind === 'pushed',
    measure: async (questions, at) => {
      const measured = new Map<string, SliMeasurement>()
      for (const { slo, lookbacksMs } of questions)
        measured.set(sloKey(slo), await measureOne(slo, lookbacksMs, at))
      return measured
    },
  }
}

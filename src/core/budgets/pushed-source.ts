import type { CountSum, PushedCountStore } from './pushed-counts.ts'
import { firstSliceBegins, slicedCounts } from './pushed-slices.ts'
import { sloKey, type Slo } from './slo.ts'
import { windowAt } from './slo-window.ts'
import type { OwnSource, SliMeasurement, SliSample } from './sli-source.ts'

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
    if (firstAt === undefined) return { samples }
    return { samples, coverage: Math.min(1, (at - firstAt) / windowAt(slo.window, at).lookbackMs) }
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

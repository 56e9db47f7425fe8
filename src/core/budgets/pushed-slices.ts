import type { CountSum, HourCount } from './pushed-counts.ts'
import type { Budgeting } from './slo.ts'

export type Slices = Exclude<Budgeting, { kind: 'occurrences' }>

/** Comparisons snap within this. */
const SNAP = 1e-9

/** From when on the hours of a lookback are needed, so that the first of its slices is whole. Epoch milliseconds. */
export const firstSliceBegins = (lookbackMs: number, { sliceMs }: Slices, at: number): number =>
  Math.floor((at - Math.max(lookbackMs, sliceMs)) / sliceMs) * sliceMs

export interface SlicedLookback {
  readonly slices: Slices
  readonly lookbackMs: number
  readonly at: number
  /** A slice with fewer does not count. */
  readonly minEvents?: number | undefined
}

/**
 * Good slices and all slices with enough events, of those that end in the lookback; for the mean, the sum of their success
 * ratios stands for the good ones. A slice ends at each multiple of its length, a number of whole hours counted from
 * midnight UTC. A lookback that is shorter than a slice is the newest whole one.
 */
export function slicedCounts(
  hours: readonly HourCount[],
  { slices, lookbackMs, at, minEvents = 1 }: SlicedLookback,
): CountSum {
  const sliceEnd = ({ endsAt }: HourCount): number => Math.ceil(endsAt / slices.sliceMs) * slices.sliceMs
  const from = at - Math.max(lookbackMs, slices.sliceMs)
  let good = 0
  let total = 0
  for (const [end, parts] of Map.groupBy(hours, sliceEnd)) {
    const events = parts.reduce((sum, part) => sum + part.total, 0)
    if (end <= from || end > at || events < minEvents || events <= 0) continue
    const ratio = parts.reduce((sum, part) => sum + part.good, 0) / events
    total += 1
    if (slices.kind === 'ratio-timeslices') good += ratio
    else if (ratio >= slices.target - SNAP) good += 1
  }
  return { good, total }
}

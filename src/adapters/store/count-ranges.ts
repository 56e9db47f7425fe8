import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/kernel/time/duration.ts'

/** The grains in which counts are kept, coarsest first. */
export const GRAINS_MS = [DAY_MS, HOUR_MS, MINUTE_MS] as const

/** Which buckets are still complete: the finer ones have been forgotten up to these times. */
export interface KeptGrains {
  /** Minute buckets that end later than this are all there. On the hour. */
  readonly minutesAfter: number
  /** Hour buckets that end later than this are all there. At midnight UTC. */
  readonly hoursAfter: number
}

/** The buckets of one grain that end in `(after, upTo]`. */
export interface CountRange {
  readonly grainMs: number
  readonly after: number
  readonly upTo: number
}

/** End of the bucket that a time falls into: a bucket holds what happened in `(end - grainMs, end]`. */
export const bucketEnd = (at: number, grainMs: number): number => Math.ceil(at / grainMs) * grainMs

/**
 * The fewest buckets that make up `(from, to]`: whole days, and hours and minutes at the edges. An edge moves to the end
 * of its minute, which counts what happened a moment ago; where minutes are no longer kept, it moves back to the hour (or
 * day) before it, so that nothing leaves a window early. Windows that follow each other share no bucket and miss none.
 */
export function countRanges(from: number, to: number, kept: KeptGrains): readonly CountRange[] {
  return split(edge(from, kept), edge(to, kept), GRAINS_MS)
}

function edge(at: number, { minutesAfter, hoursAfter }: KeptGrains): number {
  if (at >= minutesAfter) return bucketEnd(at, MINUTE_MS)
  const grainMs = at >= hoursAfter ? HOUR_MS : DAY_MS
  return Math.floor(at / grainMs) * grainMs
}

function split(after: number, upTo: number, grainsMs: readonly number[]): readonly CountRange[] {
  const [grainMs, ...finer] = grainsMs
  if (grainMs === undefined || after >= upTo) return []
  const first = bucketEnd(after, grainMs)
  const last = Math.floor(upTo / grainMs) * grainMs
  if (first >= last) return split(after, upTo, finer)
  return [...split(after, first, finer), { grainMs, after: first, upTo: last }, ...split(last, upTo, finer)]
}

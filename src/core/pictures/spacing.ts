import type { MeasuredReading } from '../budgets/reading.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/time/duration.ts'

/** More dots than this in a line are not told apart. */
const MOST_STEPS = 300
const STEPS_MS = [
  ...[1, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * HOUR_MS),
]

/** How far apart the dots of a line may be: a round time, so that those of tomorrow's picture are the same readings. */
export const stepFor = (lengthMs: number): number =>
  STEPS_MS.find((stepMs) => lengthMs / stepMs <= MOST_STEPS) ??
  Math.ceil(lengthMs / MOST_STEPS / DAY_MS) * DAY_MS

/** Readings that are further apart are not joined: old ones are kept once an hour. */
export const gapBeyond = (stepMs: number): number => Math.max(2 * stepMs, 2 * HOUR_MS)

/** The readings, and between two that are further apart a moment without one. */
export function withGaps(
  readings: readonly MeasuredReading[],
  apartMs: number,
): readonly { readonly at: number; readonly reading: MeasuredReading | null }[] {
  return readings.flatMap((reading, index) => {
    const before = readings[index - 1]
    const dot = { at: reading.at, reading }
    if (before === undefined || reading.at - before.at <= apartMs) return [dot]
    return [{ at: Math.round((before.at + reading.at) / 2), reading: null }, dot]
  })
}

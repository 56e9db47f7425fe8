import { nextTime } from './cadence.ts'
import type { Review } from './policy.ts'

/**
 * When the next of these reviews is held: strictly after `now`, wall-clock times in `timeZone`, `every` counted from
 * `levelSince`. Null without reviews. Epoch milliseconds.
 */
export function nextReviewAt(
  reviews: readonly Review[],
  timeZone: string,
  levelSince: number,
  now: number,
): number | null {
  const times = reviews.map(({ cadence }) => nextTime(cadence, timeZone, levelSince, now))
  return times.length === 0 ? null : Math.min(...times)
}

import { HOUR_MS, parseDuration } from '../../../core/kernel/time/duration.ts'
import type { Range } from './range.ts'

const SUBQUERY = /\[(\w+):\w*\]/g
const OF_TIMES = /\btimestamp\s*\(/

/** A range saves queries, so that it may work through twice as many steps of a subquery as its looks need. */
const MOST_WORK = 2
/** For each step of `timestamp` Prometheus 2 reads the series from the beginning of the range. */
const LONGEST_OF_TIMES_MS = 6 * HOUR_MS
const FEWEST_OF_TIMES = 4

/**
 * The part of a range, from its beginning, that costs less than a query at each of its times; undefined where none does. One
 * with a subquery works through the time between the looks as well: five minutes that are wanted once an hour are worked
 * out for all of the hour.
 */
export function worthwhile(promql: string, range: Range): Range | undefined {
  const { strideMs, count } = range
  const spans = [...promql.matchAll(SUBQUERY)].flatMap(([, span = '']) => parseDuration(span) ?? [])
  if (OF_TIMES.test(promql)) {
    const longestMs = spans.length === 0 ? LONGEST_OF_TIMES_MS : Math.min(...spans)
    const most = Math.min(count, Math.floor(longestMs / strideMs))
    return most >= FEWEST_OF_TIMES ? { ...range, count: most } : undefined
  }
  const isWorth = spans.every((spanMs) => count * strideMs + spanMs <= MOST_WORK * count * spanMs)
  return count >= 2 && isWorth ? range : undefined
}

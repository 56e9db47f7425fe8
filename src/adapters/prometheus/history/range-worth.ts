import { parseDuration } from '../../../core/kernel/time/duration.ts'
import type { Range } from './range.ts'

const SUBQUERY = /\[(\w+):\w*\]/g
const OF_TIMES = /\btimestamp\s*\(/

/** A range saves queries, so that it may work through twice as many steps of a subquery as its looks need. */
const MOST_WORK = 2
/** Prometheus starts from the beginning for each step of `timestamp`, and the sooner it is there the less data it was given. */
const MOST_WORK_OF_TIMES = 0.5

/**
 * Whether a range costs less than a query at each of its times. One with a subquery works through the time between the looks
 * as well: five minutes that are wanted once an hour are worked out for all of the hour.
 */
export function isWorthRange(promql: string, { strideMs, count }: Range): boolean {
  const isOfTimes = OF_TIMES.test(promql)
  const spans = [...promql.matchAll(SUBQUERY)].flatMap(([, span = '']) => parseDuration(span) ?? [])
  if (spans.length === 0) return !isOfTimes
  const most = isOfTimes ? MOST_WORK_OF_TIMES : MOST_WORK
  return spans.every((spanMs) => count * strideMs + spanMs <= most * count * spanMs)
}

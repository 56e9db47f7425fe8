import type { SliQuestion } from '../../core/budgets/sli-source.ts'
import type { Slo } from '../../core/budgets/slo.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import { HOUR_MS, MINUTE_MS } from '../../core/kernel/time/duration.ts'
import { asksForWindow } from './newest-looks.ts'
import {
  type Births,
  certainFirstSamples,
  everyFirstSample,
  type FirstSampleSeries,
  firstSampleSeries,
  lastBirth,
  newSeries,
  SEEN_WITHIN_MS,
} from './queries/first-sample-counting.ts'

/** A birth is seen at the next poll by this lookback; the longer ones then follow it. */
export const QUICK_MS = 5 * MINUTE_MS

/** What series that were born in a span began with. */
export interface BirthCount {
  /** `every` may hold what is not of this time. */
  readonly kind: 'certain' | 'every'
  readonly of: Births
  readonly spanMs: number
  /** How long until it is asked again; 0 where each poll asks. */
  readonly keptMs: number
  /** The expression for all of the span, by which it is remembered. */
  readonly key: string
}

/** An SLO's look at the first samples of its series. */
export interface Look {
  readonly slo: Slo
  readonly series: FirstSampleSeries
  readonly windowSpanMs: number
  readonly counts: readonly BirthCount[]
  /** Those of them that see a birth at the next poll. */
  readonly quickCounts: readonly BirthCount[]
  /** Whether there is anything for them to see. Absent where births are told and not counted. */
  readonly quick?: string
  /** When a series began last: before that nothing is counted. Absent for a piece of the past, which is asked for once. */
  readonly last?: string
}

const known = new WeakMap<Slo, { readonly spans: string; readonly look: Look | undefined }>()

/** An SLO's look, unless it has none. Its texts are put together again only when the spans change. */
export function lookOf({ slo, lookbacksMs }: SliQuestion, at: number): Look | undefined {
  const windowSpanMs = spanOf(windowAt(slo.window, at).lookbackMs)
  const isOfNow = asksForWindow({ slo, lookbacksMs }, at)
  const spansMs = lookbacksMs.map(spanOf).filter((ms) => ms > 0)
  const spans = `${isOfNow} ${windowSpanMs} ${spansMs.join(' ')}`
  const before = known.get(slo)
  if (before?.spans === spans) return before.look
  const look = newLook(slo, isOfNow, windowSpanMs, spansMs)
  known.set(slo, { spans, look })
  return look
}

function newLook(
  slo: Slo,
  isOfNow: boolean,
  windowSpanMs: number,
  spansMs: readonly number[],
): Look | undefined {
  const series = firstSampleSeries(slo)
  if (series.kind === 'told') {
    const births = series.series
    if (!isOfNow || births.length === 0 || windowSpanMs === 0) return undefined
    const counts = births.map((of) => countOf('certain', of, windowSpanMs, HOUR_MS))
    return { slo, series, windowSpanMs, counts, quickCounts: [], last: lastBirth(births, windowSpanMs) }
  }
  const births = [series.counted, series.total]
  const certain = spansMs.flatMap((ms) => births.map((of) => countOf('certain', of, ms, keptMs(ms))))
  if (!isOfNow || spansMs.length === 0) return { slo, series, windowSpanMs, counts: certain, quickCounts: [] }
  const every = windowSpanMs === 0 ? [] : births.map((of) => countOf('every', of, windowSpanMs, HOUR_MS))
  return {
    slo,
    series,
    windowSpanMs,
    counts: [...certain, ...every],
    quickCounts: certain.filter((count) => count.keptMs === 0),
    quick: newSeries(births, QUICK_MS),
    last: lastBirth(births, Math.max(...spansMs)),
  }
}

const countOf = (kind: BirthCount['kind'], of: Births, spanMs: number, keptMs: number): BirthCount => ({
  kind,
  of,
  spanMs,
  keptMs,
  key: textOf({ kind, of, spanMs }, 0),
})

const textOf = ({ kind, of, spanMs }: Omit<BirthCount, 'keptMs' | 'key'>, skippedMs: number): string =>
  (kind === 'every' ? everyFirstSample : certainFirstSamples)(of, { spanMs, skippedMs })

/** A calendar window grows; to the hour it is asked for once in an hour. */
const spanOf = (lookbackMs: number): number =>
  lookbackMs < HOUR_MS ? lookbackMs : Math.floor(lookbackMs / HOUR_MS) * HOUR_MS

const keptMs = (spanMs: number): number => (spanMs <= QUICK_MS ? 0 : Math.min(HOUR_MS, spanMs / 12))

/** The expression for a count when the last birth was so long ago; undefined when that is before its span. */
export function textSince(count: BirthCount, lastAgoMs: number): string | undefined {
  const quietMs = Math.max(0, lastAgoMs - SEEN_WITHIN_MS)
  if (quietMs >= count.spanMs) return undefined
  const skippedMs = Math.floor(quietMs / HOUR_MS) * HOUR_MS
  return skippedMs === 0 ? count.key : textOf(count, skippedMs)
}

/** Whether a lookback holds all of a count's span. */
export const isWithinLookback = ({ spanMs }: BirthCount, lookbackMs: number): boolean =>
  spanMs <= spanOf(lookbackMs)

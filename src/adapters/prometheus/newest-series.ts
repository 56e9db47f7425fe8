import type { Slo } from '../../core/budgets/slo.ts'
import { parseSelector, promqlString } from '../../core/budgets/selector.ts'
import { windowAt } from '../../core/budgets/slo-window.ts'
import { DAY_MS, formatDuration, HOUR_MS, MINUTE_MS } from '../../core/kernel/time/duration.ts'
import { runsSeries, suffixed } from './queries/counting-of.ts'
import { selectorsIn } from './queries/selectors-in.ts'
import { lookbackNames, SHORTEST_RECORDED } from './recorded/series-names.ts'

/** Series of a selector, with what is asked about them again and again. */
export interface WatchedSeries {
  readonly selector: string
  /** The newest sample within five minutes, in seconds. */
  readonly newestQuery: string
  /** How many samples there were of `INTERVAL_LOOK_MS`. */
  readonly samplesQuery: string
}

export const INTERVAL_LOOK_MS = HOUR_MS

const watched = (selector: string): WatchedSeries => ({
  selector,
  newestQuery: `max(${sampleTimes(selector)})`,
  samplesQuery: `max(count_over_time(${selector}[${formatDuration(INTERVAL_LOOK_MS)}]))`,
})

const known = new WeakMap<Slo, readonly WatchedSeries[]>()

/**
 * The series whose newest sample is that of an SLO by its own expressions: those of all events, as bad ones may never
 * come. Expressions are asked about every selector in them. Empty where nothing is asked of a source.
 */
export function newestSeries(slo: Slo): readonly WatchedSeries[] {
  const before = known.get(slo)
  if (before !== undefined) return before
  const series = seriesOf(slo).map(watched)
  known.set(slo, series)
  return series
}

function seriesOf({ sli }: Slo): readonly string[] {
  switch (sli.kind) {
    case 'events':
      return selectorsIn(sli.total)
    case 'latency':
      return selectorOf(suffixed(sli.histogram, sli.isNative === true ? '' : '_count'))
    case 'ratio':
    case 'remaining':
      return selectorsIn(sli.expr)
    case 'quality':
    case 'freshness':
      return selectorsIn(sli.gauge)
    case 'batch':
      return selectorOf(runsSeries(sli.runs))
    case 'recorded':
    case 'pushed':
    case 'composite':
      return []
  }
}

const selectorOf = (text: string | undefined): readonly string[] => (text === undefined ? [] : [text])

const recorded = new WeakMap<Slo, readonly [WatchedSeries]>()

/** The series with the shortest lookback that rules record of an SLO, under Pyrra's names where they are Pyrra's. */
export function recordedSeries(slo: Slo): readonly [WatchedSeries] {
  const series = recorded.get(slo) ?? [watched(recordedSeriesOf(slo))]
  recorded.set(slo, series)
  return series
}

function recordedSeriesOf({ sli, window, service, name }: Slo): string {
  if (sli.kind !== 'recorded' || sli.by === 'sloth')
    return `${SHORTEST_RECORDED}{sloth_service=${promqlString(service)},sloth_slo=${promqlString(name)}}`
  const shortest = lookbackNames(pyrrasShortest(windowAt(window, 0).lengthMs)).join('|')
  return `{__name__=~".+:burnrate(${shortest})",slo=${promqlString(name)}}`
}

/** Pyrra scales five minutes of 28 days to the window, in whole minutes. */
const pyrrasShortest = (windowMs: number): number =>
  Math.max(1, Math.round((5 * windowMs) / (28 * DAY_MS))) * MINUTE_MS

/**
 * The times of the newest samples of a selector, in seconds, as a vector. Without the name of one metric Prometheus cannot
 * tell the times apart, and now stands for them while there is a sample of the last five minutes.
 */
export const sampleTimes = (selector: string): string =>
  parseSelector(selector)?.name === undefined ? `0 * count(${selector}) + time()` : `timestamp(${selector})`

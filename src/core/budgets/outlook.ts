import { DAY_MS, durationInWords } from '../kernel/time/duration.ts'
import { type Depletion, depletionOf, depletionWords } from './depletion.ts'
import { forecast, type ForecastInput, type ForecastRange } from './forecast.ts'
import { percentText } from './percent.ts'
import type { MeasuredReading, Reading, ReadingStore } from './reading.ts'
import type { Slo } from './slo.ts'
import { windowAt } from './slo-window.ts'

/** The forecast of one SLO's budget, and within what range it may come otherwise. */
export interface Outlook {
  readonly depletion: Depletion
  /** Null without a forecast. */
  readonly range: OutlookRanges | null
}

export interface OutlookRanges {
  /** When nothing remains at the rates of the window's days; null where that is not expected within its length. */
  readonly depletion: DepletionRange | null
  /** When `to` will remain again; null where there is nothing to recover, or no time for it is in sight. */
  readonly recovery: (ForecastRange & { readonly to: number }) | null
  /** How far ahead was looked, in milliseconds. */
  readonly horizonMs: number
}

/** In one future of ten it comes before, in one after; null: perhaps not at all. */
export type DepletionRange = Pick<ForecastRange, 'earliestMs' | 'latestMs'>

/** `boundaries` are the ratios at which levels meet: the next one above what remains is what to recover to. */
export async function outlookOf(
  readings: Pick<ReadingStore, 'dailySpends'>,
  slo: Slo,
  reading: Reading | undefined,
  boundaries: readonly number[],
): Promise<Outlook> {
  const depletion = depletionOf(slo, reading)
  if (reading?.kind !== 'measured' || depletion.kind === 'unknown') return { depletion, range: null }
  const { at, remainingRatio } = reading
  const input = await forecastInput(readings, slo, reading)
  const { window } = input
  const to = Math.min(...boundaries.filter((boundary) => boundary > remainingRatio && boundary < 1))
  const expected = forecast(input, Number.isFinite(to) ? to : null)
  return {
    depletion,
    range: {
      depletion: expected.depletion && around(depletion, expected.depletion),
      recovery: expected.recovery && { ...expected.recovery, to },
      horizonMs: window.endsAt === null ? window.lengthMs : window.endsAt - at,
    },
  }
}

/** What the forecast from a reading rests on, its SLO's readings of every day of the window among it. */
export async function forecastInput(
  readings: Pick<ReadingStore, 'dailySpends'>,
  slo: Slo,
  { at, remainingRatio, burnRates }: MeasuredReading,
): Promise<ForecastInput> {
  const window = windowAt(slo.window, at)
  const days = Math.max(1, Math.round(window.lookbackMs / DAY_MS))
  return {
    remainingRatio,
    window,
    dailySpends: await readings.dailySpends(slo.service, slo.name, at, days),
    recentBurnRates: [burnRates['1h'], burnRates['6h'], burnRates['1d']],
  }
}

/** A range that the forecast itself lies in: the last day's rate may go on. */
function around(depletion: Depletion, { earliestMs, latestMs }: ForecastRange): DepletionRange {
  if (depletion.kind !== 'spent-in') return { earliestMs, latestMs }
  return {
    earliestMs: Math.min(earliestMs, depletion.inMs),
    latestMs: latestMs === null ? null : Math.max(latestMs, depletion.inMs),
  }
}

/**
 * One line for people: `spent in 9 days at the rate of the last day; at the rates of the window’s days in 5 days to 16
 * days`.
 */
export function outlookWords({ depletion, range }: Outlook): string {
  const words = depletionWords(depletion)
  if (range === null) return words
  const { recovery, horizonMs } = range
  const again = recovery === null ? null : recoveryWords(recovery, horizonMs)
  if (depletion.kind === 'spent')
    return again === null
      ? `${words}, and no recovery is in sight within ${durationInWords(horizonMs)}`
      : `${words}, ${again} as old errors leave the window`
  const otherwise = `${words}; at the rates of the window’s days ${rangeWords(range.depletion, horizonMs)}`
  return range.depletion === null && again !== null ? `${otherwise}, and it ${again}` : otherwise
}

function rangeWords(range: DepletionRange | null, horizonMs: number): string {
  if (range === null) return `not within ${durationInWords(horizonMs)}`
  const earliest = durationInWords(range.earliestMs)
  return range.latestMs === null
    ? `in ${earliest} at the earliest, perhaps not at all`
    : `in ${earliest} to ${durationInWords(range.latestMs)}`
}

function recoveryWords(
  { to, earliestMs, likelyMs, latestMs }: ForecastRange & { readonly to: number },
  horizonMs: number,
): string {
  const goal = `recovers to ${percentText(to, [to])}`
  const earliest = durationInWords(earliestMs)
  if (likelyMs === null)
    return `${goal} in ${earliest} at the earliest, more likely not within ${durationInWords(horizonMs)}`
  const range =
    latestMs === null
      ? `${earliest} at the earliest, perhaps not at all`
      : `${earliest} to ${durationInWords(latestMs)}`
  return `${goal} in about ${durationInWords(likelyMs)} (${range})`
}

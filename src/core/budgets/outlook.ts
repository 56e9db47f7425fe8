import { DAY_MS, durationInWords } from '../kernel/time/duration.ts'
import { forecast, type ForecastRange } from './forecast.ts'
import { percentText } from './percent.ts'
import type { MeasuredReading, ReadingStore } from './reading.ts'
import type { Slo } from './slo.ts'
import { windowAt } from './slo-window.ts'

/** The outlook of one SLO's budget. */
export interface Outlook {
  /** Null where it is not expected to run out within the window's length. */
  readonly depletion: ForecastRange | null
  /** When `to` will remain again; null where there is nothing to recover, or no time for it is in sight. */
  readonly recovery: (ForecastRange & { readonly to: number }) | null
  /** How far ahead was looked, in milliseconds. */
  readonly horizonMs: number
}

/** `boundaries` are the ratios at which levels meet: the next one above what remains is what to recover to. */
export async function outlookOf(
  readings: Pick<ReadingStore, 'dailySpends'>,
  slo: Slo,
  reading: MeasuredReading,
  boundaries: readonly number[],
): Promise<Outlook> {
  const { at, remainingRatio, burnRates } = reading
  const window = windowAt(slo.window, at)
  const days = Math.max(1, Math.round(window.lookbackMs / DAY_MS))
  const dailySpends = await readings.dailySpends(slo.service, slo.name, at, days)
  const recentBurnRates = [burnRates['1h'], burnRates['6h'], burnRates['1d']]
  const to = Math.min(...boundaries.filter((boundary) => boundary > remainingRatio && boundary < 1))
  const { depletion, recovery } = forecast(
    { remainingRatio, window, dailySpends, recentBurnRates },
    Number.isFinite(to) ? to : null,
  )
  return {
    depletion,
    recovery: recovery && { ...recovery, to },
    horizonMs: window.endsAt === null ? window.lengthMs : window.endsAt - at,
  }
}

/** One line for people: `runs out in about 9 days (5 days to 16 days)`. */
export function outlookWords({ depletion: spent, recovery: back, horizonMs }: Outlook): string {
  const again =
    back === null ? null : `recovers to ${percentText(back.to, [back.to])} ${rangeWords(back, horizonMs)}`
  if (spent === null) {
    const lasts = `is not expected to run out within ${durationInWords(horizonMs)}`
    return again === null ? lasts : `${lasts}, ${again}`
  }
  if (spent.earliestMs === 0)
    return again === null
      ? `is spent, and no recovery is in sight within ${durationInWords(horizonMs)}`
      : `is spent, ${again} as old errors leave the window`
  return `runs out ${rangeWords(spent, horizonMs)}`
}

function rangeWords({ earliestMs, likelyMs, latestMs }: ForecastRange, horizonMs: number): string {
  const earliest = durationInWords(earliestMs)
  if (likelyMs === null)
    return `in ${earliest} at the earliest, more likely not within ${durationInWords(horizonMs)}`
  const range =
    latestMs === null
      ? `${earliest} at the earliest, perhaps not at all`
      : `${earliest} to ${durationInWords(latestMs)}`
  return `in about ${durationInWords(likelyMs)} (${range})`
}

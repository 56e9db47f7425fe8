import { parseDuration } from '../../../core/kernel/time/duration.ts'
import { eachSample } from './large-vector.ts'
import { agreed, recordedSample } from './recorded-sample.ts'
import { PYRRA_AVAILABILITY } from './series-names.ts'
import type { Samples } from './sloth-samples.ts'

/** Every window of Pyrra's, which differ from ours: it scales those of 28 days. */
export const PYRRA_QUERY = `{__name__=~"${PYRRA_AVAILABILITY}|.+:burnrate[0-9].*",slo=~".+"}`
const BURN_RATE = ':burnrate'

/** Pyrra rounds to minutes what it scales: over 30 days its hour is 64 minutes, which speaks of the hour well enough. */
const NEAR_RATIO = 0.1

export interface PyrraWanted {
  readonly windowMs: number
  readonly lookbacksMs: readonly number[]
  /** Filled with what is recorded. */
  readonly samples: Samples
}

/** Puts the answer to `PYRRA_QUERY` where it belongs, by the name of the SLO. False when it is no vector. */
export function fillFromPyrra(data: unknown, wanted: ReadonlyMap<string, PyrraWanted>): boolean {
  const recorded = new Map<PyrraWanted, Samples>()
  const isVector = eachSample(data, ({ __name__: series = '', slo = '' }, value) => {
    const one = wanted.get(slo)
    if (one === undefined) return
    const isWhole = series === PYRRA_AVAILABILITY
    const lookbackMs = isWhole
      ? one.windowMs
      : parseDuration(series.slice(series.lastIndexOf(BURN_RATE) + BURN_RATE.length))
    if (lookbackMs === undefined) return
    const row = recorded.get(one) ?? (new Map() as Samples)
    // Its burn rates are error ratios, despite their name.
    const sample = recordedSample(isWhole ? 1 - value : value, lookbackMs)
    recorded.set(one, row.set(lookbackMs, agreed(row.get(lookbackMs), sample, lookbackMs)))
  })
  for (const [{ windowMs, lookbacksMs, samples }, row] of recorded) {
    const scaled = [...row.keys()].filter((ms) => ms !== windowMs)
    for (const lookbackMs of lookbacksMs) {
      const sample = row.get(row.has(lookbackMs) ? lookbackMs : nearest(scaled, lookbackMs))
      if (sample !== undefined) samples.set(lookbackMs, sample)
    }
  }
  return isVector
}

/** NaN where none is near. */
function nearest(candidatesMs: readonly number[], lookbackMs: number): number {
  const distance = (ms: number): number => Math.abs(ms - lookbackMs)
  const [near = NaN] = candidatesMs
    .filter((ms) => distance(ms) <= NEAR_RATIO * lookbackMs)
    .sort((a, b) => distance(a) - distance(b))
  return near
}

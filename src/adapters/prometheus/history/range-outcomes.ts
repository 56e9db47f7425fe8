import type { Outcome } from '../asker.ts'
import type { Range } from './range.ts'
import type { RangedSeries } from './matrix.ts'

const MOST_SERIES = 254
const HISTOGRAM = 255

/** What an expression gave at each time of a range. */
export interface RangeOutcomes {
  at(index: number): Outcome
}

/** From the series of an expression, which must be one at each time, as an instant query must give one number. */
export function rangeOutcomes(
  series: readonly RangedSeries[],
  range: Range,
  warnings: readonly string[],
): RangeOutcomes {
  const [only] = series
  const values = series.length === 1 && only ? only.values : new Float64Array(range.count)
  const found = series.length === 1 && only ? only.isSampled : new Uint8Array(range.count)
  if (series.length > 1)
    for (const one of series)
      for (let index = 0; index < range.count; index += 1) {
        if (one.isSampled[index] !== 1) continue
        values[index] = one.values[index] ?? NaN
        found[index] = Math.min(MOST_SERIES, (found[index] ?? 0) + 1)
      }
  if (series.some(({ isHistogram }) => isHistogram)) found.fill(HISTOGRAM)
  const said = warnings.length > 0 ? { warnings } : {}
  return {
    at(index) {
      const count = found[index] ?? 0
      if (count === 0) return { kind: 'absent', ...said }
      if (count === 1) return { kind: 'value', value: values[index] ?? NaN, ...said }
      const detail =
        count === HISTOGRAM
          ? 'the query returned a native histogram, not a number'
          : `the query returned ${count} series; wrap it in sum()`
      return { kind: 'failed', reason: 'query_failed', detail }
    },
  }
}

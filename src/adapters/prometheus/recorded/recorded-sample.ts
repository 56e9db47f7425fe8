import type { Missing, SliSample } from '../../../core/budgets/sli-source.ts'
import { formatDuration } from '../../../core/kernel/time/duration.ts'

/** Rules that work out a ratio from two rates may pass its bounds by a little. */
const TOLERANCE = 1e-3

/** What a recorded error ratio says over a lookback. */
export function recordedSample(errorRatio: number, lookbackMs: number): SliSample {
  if (errorRatio >= -TOLERANCE && errorRatio <= 1 + TOLERANCE)
    return { kind: 'success-ratio', ratio: 1 - Math.min(1, Math.max(0, errorRatio)) }
  const over = formatDuration(lookbackMs)
  if (!Number.isNaN(errorRatio))
    return missing('query_failed', `an error ratio of ${errorRatio} is recorded over ${over}`)
  return missing('no_traffic', `what is recorded over ${over} is not a number, as 0 ÷ 0 is without traffic`)
}

/** Replicas of one rule say the same but for rounding. */
const SAME_WITHIN = 1e-6

/** What two series under one name say together. Where they disagree, neither can be trusted. */
export function agreed(before: SliSample | undefined, next: SliSample, lookbackMs: number): SliSample {
  if (before === undefined || isIdle(before)) return next
  if (isIdle(next)) return before
  const isSame =
    before.kind === 'success-ratio' &&
    next.kind === 'success-ratio' &&
    Math.abs(before.ratio - next.ratio) <= SAME_WITHIN
  if (isSame) return before
  const over = formatDuration(lookbackMs)
  return missing('query_failed', `several series are recorded over ${over}, and they contradict each other`)
}

const isIdle = (sample: SliSample): boolean => sample.kind === 'missing' && sample.reason === 'no_traffic'

export const nothingRecorded = (lookbackMs: number): Missing =>
  missing('no_data', `nothing is recorded over ${formatDuration(lookbackMs)}`)

const missing = (reason: Missing['reason'], detail: string): Missing => ({ kind: 'missing', reason, detail })

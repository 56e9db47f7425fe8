import type { Missing } from '../budgets/sli-source.ts'
import type { Slo } from '../budgets/slo.ts'

/** What an SLO counted in a lookback that ends now. Events; milliseconds of time where the source gives ratios only. */
export interface CountsOver {
  readonly lookbackMs: number
  readonly bad: number
  readonly total: number
}

/** The recent past of one plain SLO, from which its future is imagined. */
export interface PastCounts {
  readonly kind: 'known'
  readonly slo: Slo
  /** Now. Epoch milliseconds. */
  readonly at: number
  /** False where the source gives ratios: what is counted is time. */
  readonly isCounted: boolean
  /** By ascending lookback. Beyond the longest one nothing is known. */
  readonly over: readonly CountsOver[]
  /** Lookbacks for which the source has no figure, with the reason. */
  readonly unanswered: ReadonlyMap<number, Missing>
  /** The window in parts of equal length, the newest first; those for which the source had no figure are left out. */
  readonly parts: readonly CountsOver[]
  /** Bad share of a usual day: the median of the parts. */
  readonly usualBadRatio: number
  /** How old the data is; Infinity where it covers the whole window, null where the source cannot tell. */
  readonly ageMs: number | null
}

/** Why there is no figure of an SLO now, and so none of its future. */
export interface UnknownPast {
  readonly kind: 'unknown'
  readonly slo: Slo
  readonly why: Missing
}

export type Past = PastCounts | UnknownPast

const NOTHING = { bad: 0, total: 0 } as const

/** What was counted in a lookback, in a straight line between those that are known. */
export function countsBack(
  { over }: Pick<PastCounts, 'over'>,
  lookbackMs: number,
): { readonly bad: number; readonly total: number } {
  if (lookbackMs <= 0) return NOTHING
  const index = firstAtLeast(over, lookbackMs)
  const upper = over[index] ?? over.at(-1)
  if (upper === undefined) return NOTHING
  if (upper.lookbackMs <= lookbackMs) return upper
  const lower = over[index - 1] ?? { lookbackMs: 0, ...NOTHING }
  const part = (lookbackMs - lower.lookbackMs) / (upper.lookbackMs - lower.lookbackMs)
  return {
    bad: lower.bad + part * (upper.bad - lower.bad),
    total: lower.total + part * (upper.total - lower.total),
  }
}

function firstAtLeast(over: readonly CountsOver[], lookbackMs: number): number {
  let low = 0
  let high = over.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((over[middle]?.lookbackMs ?? Infinity) < lookbackMs) low = middle + 1
    else high = middle
  }
  return low
}

/** The lower one of two in the middle; undefined of none. */
export const median = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]

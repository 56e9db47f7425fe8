/** Ratios nearer to each other than this are the same: binary noise of the budget formula stays far below it. */
export const SAME_RATIO_WITHIN = 1e-9

/** -1, 0 or 1 as `a` is below, at or above `b`. Snaps within 1e-9, so that an exact boundary is met exactly. */
export function compareRatio(a: number, b: number): -1 | 0 | 1 {
  if (Math.abs(a - b) <= SAME_RATIO_WITHIN) return 0
  return a < b ? -1 : 1
}

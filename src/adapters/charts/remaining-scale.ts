import { percentText } from '../../core/budgets/percent.ts'

/** Above it a percent is as high everywhere; below, each doubling of what is overspent is. */
const EVEN_ABOVE = -0.5

/**
 * The height of a budget remaining, 1 for all of it. What is overspent many times over is drawn closer together, so that the
 * levels above zero stay apart from each other.
 */
export const heightOf = (ratio: number): number =>
  ratio >= EVEN_ABOVE ? ratio : EVEN_ABOVE + EVEN_ABOVE * Math.log(1 + (EVEN_ABOVE - ratio) / -EVEN_ABOVE)

const TICKS = [1, 0.75, 0.5, 0.25, 0, -0.25, -0.5, -1, -2, -5, -10, -20, -50, -100, -200, -500, -1_000]
/** So near to each other, in heights, ticks are not written. */
const APART = 0.12

/** Where the axis has words, by height, down to a ratio. */
export function remainingTicks(bottom: number): ReadonlyMap<number, string> {
  const ticks = new Map<number, string>()
  const apart = APART * Math.max(1, 1 - heightOf(bottom))
  let last = Infinity
  for (const ratio of TICKS) {
    const height = heightOf(ratio)
    if (ratio < bottom || last - height < apart) continue
    ticks.set(height, percentText(ratio, [ratio]))
    last = height
  }
  return ticks
}

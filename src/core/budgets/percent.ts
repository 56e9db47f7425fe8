import { compareRatio } from './compare.ts'

/** Where the policies that ship draw their lines. */
const USUAL_BOUNDARIES = [0.1, 0.2, 0.25, 0.3, 0.5, 0.75, 0.8]

/** Tells apart whatever `compareRatio` tells apart. */
const MOST_DIGITS = 9
const FINEST = 10 ** MOST_DIGITS

/**
 * A ratio as the shortest honest percentage: `18%`, `-25%`, but `49.96%` for 0.4996, because a shown percentage never
 * stands on the other side of a boundary than the ratio itself, nor on a boundary that the ratio is not on. Boundaries
 * are ratios; nothing left and nothing spent are always among them. Within 1e-9 of a boundary the ratio is that boundary.
 * Throws a RangeError for what is no finite number.
 */
export function percentText(ratio: number, boundaries: readonly number[] = USUAL_BOUNDARIES): string {
  return honestPercent(ratio, [0, ...boundaries, 1], 0)
}

/**
 * A share or a cost, where a tenth matters: `3.7%`, `55.6%`, `12%`, `0.05%`. Only nothing is `0%` and only the whole is
 * `100%`. Throws a RangeError for what is no finite number.
 */
export function sharePercentText(ratio: number): string {
  return honestPercent(ratio, [0, 1], Math.abs(ratio) < 0.001 ? 2 : 1)
}

/**
 * A measured figure beside the figure that it is judged by: at least so many digits, less needless zeros. Throws a RangeError for
 * what is no finite number.
 */
export const finePercentText = (ratio: number, boundaries: readonly number[], digits: number): string =>
  honestPercent(ratio, [0, ...boundaries, 1], digits)

function honestPercent(given: number, boundaries: readonly number[], fewestDigits: number): string {
  if (!Number.isFinite(given)) throw new RangeError(`${given} is no ratio`)
  const met = boundaries.find((boundary) => compareRatio(given, boundary) === 0)
  const percent = (met ?? given) * 100
  const sides = boundaries.map((boundary) => Math.round(boundary * 100 * FINEST) / FINEST)
  const ratioSides = boundaries.map((boundary) => (boundary === met ? 0 : compareRatio(given, boundary)))
  const honest = (digits: number): boolean => {
    const shown = asPercent(percent / 100, digits)
    return sides.every((side, index) => Math.sign(shown - side) === ratioSides[index])
  }
  let digits = fewestDigits
  while (digits < MOST_DIGITS && !honest(digits)) digits += 1
  return `${withoutNeedlessZeros(percent.toFixed(digits))}%`
}

const asPercent = (ratio: number, digits: number): number => Number((ratio * 100).toFixed(digits))

const withoutNeedlessZeros = (digits: string): string =>
  (digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits).replace(/^-0$/, '0')

/** The times of a range: `from`, and `count - 1` further ones each `strideMs` after the one before. Epoch milliseconds. */
export interface Range {
  readonly from: number
  readonly strideMs: number
  readonly count: number
}

/** The last time of a range. */
export const rangeEnd = ({ from, strideMs, count }: Range): number => from + (count - 1) * strideMs

/** Which of its times `at` is; undefined for a time between or beyond them. */
export function indexIn({ from, strideMs, count }: Range, at: number): number | undefined {
  const index = (at - from) / strideMs
  return Number.isInteger(index) && index >= 0 && index < count ? index : undefined
}

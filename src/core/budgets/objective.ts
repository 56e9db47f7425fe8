/**
 * An objective as people write it: a percentage in decimal digits. The text is kept, because 99.95 has no exact binary
 * form and the error budget is a difference of two such numbers.
 */
export interface Objective {
  /** As written, without the sign: `99.5`. */
  readonly percent: string
  /** Share of events that may be bad: 0.005 for 99.5. The double nearest to the exact decimal. */
  readonly errorBudgetRatio: number
}

/**
 * Reads an objective such as `99.5`. Undefined unless it is a decimal above 0 and below 100: an objective of 100 % leaves
 * no budget to divide by.
 */
export function parseObjective(percent: string): Objective | undefined {
  const match = /^(\d{1,2})(?:\.(\d{1,10}))?$/.exec(percent.trim())
  if (match === null) return undefined
  const fraction = match[2] ?? ''
  const scale = 10n ** BigInt(fraction.length)
  const allowed = 100n * scale - BigInt((match[1] ?? '') + fraction)
  if (allowed <= 0n || allowed >= 100n * scale) return undefined
  const digits = allowed.toString().padStart(fraction.length + 3, '0')
  const point = digits.length - fraction.length - 2
  return {
    percent: percent.trim(),
    errorBudgetRatio: Number(`${digits.slice(0, point)}.${digits.slice(point)}`),
  }
}

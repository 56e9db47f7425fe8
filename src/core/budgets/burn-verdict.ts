import type { BurnRule } from './burn-rule.ts'
import { compareRatio } from './compare.ts'
import { BURN_LOOKBACKS, type BurnLookback, type Reading } from './reading.ts'

/** What a reading says of a rule. `unknown` when a lookback that could decide it has no figure. */
export type BurnVerdict = 'firing' | 'quiet' | 'unknown'

export interface JudgedRule {
  readonly rule: BurnRule
  readonly verdict: BurnVerdict
  /** Null when it is not known. */
  readonly longRate: number | null
  /** Null when it is not known, and for a rule with a single window. */
  readonly shortRate: number | null
}

/** The rules with what a reading says of each, the fastest first. Fires strictly above the factor, over both lookbacks. */
export function judgedRules(rules: readonly BurnRule[], reading: Reading | undefined): JudgedRule[] {
  return rules
    .map((rule) => {
      const longRate = burnRateOver(reading, rule.longMs)
      const shortRate = rule.shortMs === null ? null : burnRateOver(reading, rule.shortMs)
      const deciding = rule.shortMs === null ? [longRate] : [longRate, shortRate]
      return { rule, verdict: verdictOf(deciding, rule.factor), longRate, shortRate }
    })
    .sort((a, b) => b.rule.factor - a.rule.factor)
}

function verdictOf(rates: readonly (number | null)[], factor: number): BurnVerdict {
  // One lookback that is not above settles it.
  if (rates.some((rate) => rate !== null && compareRatio(rate, factor) <= 0)) return 'quiet'
  return rates.includes(null) ? 'unknown' : 'firing'
}

/** The burn rate of a reading over a lookback; null when it has none. */
export function burnRateOver(reading: Reading | undefined, lookbackMs: number): number | null {
  if (reading?.kind !== 'measured') return null
  const over = reading.over?.get(lookbackMs)
  if (over !== undefined) return over.burnRate
  const name = (Object.keys(BURN_LOOKBACKS) as BurnLookback[]).find(
    (lookback) => BURN_LOOKBACKS[lookback] === lookbackMs,
  )
  return name === undefined ? null : reading.burnRates[name]
}

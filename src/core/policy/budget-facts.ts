import { compareRatio } from '../budgets/compare.ts'
import { BURN_LOOKBACKS, type BurnLookback, type MeasuredReading } from '../budgets/reading.ts'
import { type BudgetFacts, conditionsIn } from './condition.ts'
import type { Policy } from './policy.ts'

/** What the readings of the past say of an SLO, as far as its policy asks. */
export interface BudgetHistory {
  /** Since when nothing has remained; null while something does, or when it was not asked for. */
  readonly exhaustedSince: number | null
  /** Share of a period in which the objective was missed, by its length in milliseconds; null where not all is on record. */
  readonly missedRatios: ReadonlyMap<number, number | null>
}

export const NO_HISTORY: BudgetHistory = { exhaustedSince: null, missedRatios: new Map() }

/** An SLO's budget facts at its reading's time. */
export function budgetFacts(reading: MeasuredReading, history: BudgetHistory = NO_HISTORY): BudgetFacts {
  const { remainingRatio, exhaustsInMs, burnRates, over = new Map() } = reading
  const standard = (Object.entries(BURN_LOOKBACKS) as [BurnLookback, number][]).map(
    ([name, lookbackMs]) => [lookbackMs, burnRates[name]] as const,
  )
  return {
    remainingRatio,
    exhaustsInMs,
    exhaustedForMs: exhaustedForMs(reading, history),
    burnRates: new Map([...[...over].map(([ms, { burnRate }]) => [ms, burnRate] as const), ...standard]),
    spentRatios: new Map([...over].map(([ms, { spentRatio }]) => [ms, spentRatio] as const)),
    missedRatios: history.missedRatios,
  }
}

function exhaustedForMs(
  { remainingRatio, at }: MeasuredReading,
  { exhaustedSince }: BudgetHistory,
): number | null {
  if (compareRatio(remainingRatio, 0) > 0) return null
  return at - (exhaustedSince ?? at)
}

/** The lookbacks in milliseconds that the conditions of these policies need figures for. */
export function lookbacksAskedBy(policies: Iterable<Policy>): number[] {
  const asked = [...policies].flatMap(conditionsIn).flatMap((one) => {
    if (one.kind === 'burn') return [one.overMs]
    return one.kind === 'spent' ? [one.withinMs] : []
  })
  return [...new Set(asked)]
}

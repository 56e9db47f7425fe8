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

const NOTHING_MORE: NonNullable<MeasuredReading['over']> = new Map()
const STANDARD = Object.entries(BURN_LOOKBACKS) as [BurnLookback, number][]

/** An SLO's budget facts at its reading's time. */
export function budgetFacts(reading: MeasuredReading, history: BudgetHistory = NO_HISTORY): BudgetFacts {
  const { remainingRatio, exhaustsInMs, burnRates: standard, over = NOTHING_MORE } = reading
  const burnRates = new Map<number, number | null>()
  const spentRatios = new Map<number, number | null>()
  for (const [ms, { burnRate, spentRatio }] of over) {
    burnRates.set(ms, burnRate)
    spentRatios.set(ms, spentRatio)
  }
  for (const [name, ms] of STANDARD) burnRates.set(ms, standard[name])
  return {
    remainingRatio,
    exhaustsInMs,
    exhaustedForMs: exhaustedForMs(reading, history),
    burnRates,
    spentRatios,
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

import { type BudgetFacts, holds, simpleConditions } from '../../core/policy/condition.ts'
import type { Condition } from '../../core/policy/policy.ts'

/** Budgets at which conditions can change their mind: every bound, between each two, and below the last. */
export interface SampleBudgets {
  /** By falling percentage; nothing else about the budget stands out. */
  readonly quiet: readonly SampleBudget[]
  /** With every other fact at each of its bounds as well. Empty when that would be too many to look at. */
  readonly all: readonly SampleBudget[]
}

export interface SampleBudget {
  readonly percent: number
  readonly facts: BudgetFacts
}

/** More combinations than any policy written by hand has. */
const MOST_SAMPLES = 50_000

type Simple = ReturnType<typeof simpleConditions>[number]

export function sampleBudgets(conditions: readonly Condition[]): SampleBudgets {
  const parts = conditions.flatMap(simpleConditions)
  const percents = samplePercents(parts)
  const axes = [...Map.groupBy(parts.filter(isOther), axisOf).values()]
  const quiet = percents.map((percent) => ({ percent, facts: factsOf(percent, []) }))
  const count = axes.reduce((product, axis) => product * (axis.length + 1), percents.length)
  if (count > MOST_SAMPLES) return { quiet, all: [] }
  const all = choicesOf(axes).flatMap((met) =>
    percents.map((percent) => ({ percent, facts: factsOf(percent, met) })),
  )
  return { quiet, all: all.filter(({ facts }) => isPossible(facts)) }
}

export const meets = (condition: Condition | undefined, { facts }: SampleBudget): boolean =>
  condition !== undefined && holds(condition, facts)

const isOther = ({ kind }: Simple): boolean => kind !== 'remaining'

/** Conditions on one figure: the same lookback, the same period. */
const axisOf = (one: Simple): string =>
  one.kind === 'burn'
    ? `burn ${one.overMs}`
    : one.kind === 'spent' || one.kind === 'missed'
      ? `${one.kind} ${one.withinMs}`
      : one.kind

/** Of each axis one condition that is just met, or none. */
const choicesOf = (axes: readonly (readonly Simple[])[]): readonly (readonly Simple[])[] =>
  axes.reduce<readonly (readonly Simple[])[]>(
    (choices, axis) => choices.flatMap((choice) => [choice, ...axis.map((one) => [...choice, one])]),
    [[]],
  )

/** Nothing burns, except for the conditions that should be just met. */
function factsOf(percent: number, met: readonly Simple[]): BudgetFacts {
  const remainingRatio = percent / 100
  const isSpent = remainingRatio <= 0
  const burnRates = new Map<number, number>()
  const spentRatios = new Map<number, number>()
  const missedRatios = new Map<number, number>()
  let exhaustsInMs = isSpent ? 0 : null
  let exhaustedForMs = isSpent ? 0 : null
  for (const one of met) {
    if (one.kind === 'burn') burnRates.set(one.overMs, one.above * 2)
    if (one.kind === 'spent') spentRatios.set(one.withinMs, one.atLeast)
    if (one.kind === 'missed') missedRatios.set(one.withinMs, one.below / 2)
    if (one.kind === 'exhausts_within') exhaustsInMs ??= one.withinMs
    if (one.kind === 'exhausted_for') exhaustedForMs = one.forMs
  }
  return { remainingRatio, exhaustsInMs, exhaustedForMs, burnRates, spentRatios, missedRatios }
}

/** Only a spent budget has been spent for any time. */
const isPossible = ({ remainingRatio, exhaustedForMs }: BudgetFacts): boolean =>
  remainingRatio <= 0 || exhaustedForMs === null

function samplePercents(parts: readonly Simple[]): readonly number[] {
  const given = parts.flatMap((one) =>
    one.kind === 'remaining' ? Object.values(one.bounds).map((ratio: number) => asPercent(ratio)) : [0],
  )
  const bounds = [...new Set([100, ...given])].sort((a, b) => b - a)
  return bounds.flatMap((bound, index) => {
    const next = bounds[index + 1]
    return [bound, next === undefined ? bound - 10 : (bound + next) / 2]
  })
}

/** As it was written, without the noise of the division. */
const asPercent = (ratio: number): number => Number((ratio * 100).toFixed(9))

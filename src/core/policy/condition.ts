import { compareRatio } from '../budgets/compare.ts'
import type { Bounds, Condition, Level, Policy } from './policy.ts'

/** Whether a ratio meets every bound that is given. Values within 1e-9 of a bound count as on it. */
export function within(ratio: number, { above, atLeast, below, atMost }: Bounds): boolean {
  return (
    (above === undefined || compareRatio(ratio, above) > 0) &&
    (atLeast === undefined || compareRatio(ratio, atLeast) >= 0) &&
    (below === undefined || compareRatio(ratio, below) < 0) &&
    (atMost === undefined || compareRatio(ratio, atMost) <= 0)
  )
}

/** What is known of a budget when a level is chosen. No condition holds on null or a missing entry: it is unknown. */
export interface BudgetFacts {
  readonly remainingRatio: number
  /** 0 when the budget is spent; null also when nothing burns. */
  readonly exhaustsInMs?: number | null
  /** How long the budget has been spent; null while some is left. */
  readonly exhaustedForMs?: number | null
  /** By lookback in milliseconds. */
  readonly burnRates?: ReadonlyMap<number, number | null>
  /** Share of the SLO's budget that was spent within a period, by its length in milliseconds. */
  readonly spentRatios?: ReadonlyMap<number, number | null>
  /** Share of a period in which the objective was missed, by its length in milliseconds. */
  readonly missedRatios?: ReadonlyMap<number, number | null>
}

export function holds(condition: Condition, facts: BudgetFacts): boolean {
  switch (condition.kind) {
    case 'remaining':
      return within(facts.remainingRatio, condition.bounds)
    case 'exhausts_within':
      return isKnown(facts.exhaustsInMs) && facts.exhaustsInMs <= condition.withinMs
    case 'burn':
      return over(facts.burnRates, condition.overMs, (rate) => compareRatio(rate, condition.above) > 0)
    case 'exhausted_for':
      return isKnown(facts.exhaustedForMs) && facts.exhaustedForMs >= condition.forMs
    case 'spent':
      return over(
        facts.spentRatios,
        condition.withinMs,
        (share) => compareRatio(share, condition.atLeast) >= 0,
      )
    case 'missed':
      return over(facts.missedRatios, condition.withinMs, (share) => compareRatio(share, condition.below) < 0)
    case 'any':
      return condition.of.some((part) => holds(part, facts))
    case 'all':
      return condition.of.every((part) => holds(part, facts))
  }
}

const isKnown = (figure: number | null | undefined): figure is number =>
  figure !== null && figure !== undefined

function over(
  figures: ReadonlyMap<number, number | null> | undefined,
  lengthMs: number,
  test: (figure: number) => boolean,
): boolean {
  const figure = figures?.get(lengthMs)
  return isKnown(figure) && test(figure)
}

/** The worst level whose condition holds; the best level when none does. */
export function levelFor(policy: Policy, facts: BudgetFacts): Level {
  const [best] = policy.levels
  if (best === undefined) throw new Error(`policy ${policy.name} has no level`)
  return policy.levels.findLast(({ when }) => when !== null && holds(when, facts)) ?? best
}

/** Every remaining-budget bound of a policy, as ratios: where a rendered percentage must not round across. */
export function boundariesOf(policy: Policy): readonly number[] {
  const known = boundariesKnown.get(policy)
  if (known !== undefined) return known
  const boundaries = boundariesIn(policy)
  boundariesKnown.set(policy, boundaries)
  return boundaries
}

/** Every answer of the gate asks for them. */
const boundariesKnown = new WeakMap<Policy, readonly number[]>()

function boundariesIn(policy: Policy): number[] {
  const bounds = [
    ...conditionsIn(policy).flatMap((one) => (one.kind === 'remaining' ? [one.bounds] : [])),
    ...[...policy.risks.values()].map(({ minimum }) => minimum),
  ]
  const ratios = bounds.flatMap(({ above, atLeast, below, atMost }) => [above, atLeast, below, atMost])
  return [...new Set([0, ...ratios.filter((ratio) => ratio !== undefined)])]
}

/** A condition's parts, with every `any` and `all` opened. */
export function simpleConditions(condition: Condition): Exclude<Condition, { of: unknown }>[] {
  return 'of' in condition ? condition.of.flatMap(simpleConditions) : [condition]
}

/** Every condition of a policy, of levels and notices alike, in its simple parts. */
export const conditionsIn = (policy: Policy): Exclude<Condition, { of: unknown }>[] =>
  [...policy.levels, ...policy.notices].flatMap(({ when }) => (when === null ? [] : simpleConditions(when)))

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

/** What is known of a budget when a level is chosen. */
export interface BudgetFacts {
  readonly remainingRatio: number
}

export function holds(condition: Condition, facts: BudgetFacts): boolean {
  switch (condition.kind) {
    case 'remaining':
      return within(facts.remainingRatio, condition.bounds)
    case 'any':
      return condition.of.some((part) => holds(part, facts))
    case 'all':
      return condition.of.every((part) => holds(part, facts))
  }
}

/** The worst level whose condition holds; the best level when none does. */
export function levelFor(policy: Policy, facts: BudgetFacts): Level {
  const [best] = policy.levels
  if (best === undefined) throw new Error(`policy ${policy.name} has no level`)
  return policy.levels.findLast(({ when }) => when !== null && holds(when, facts)) ?? best
}

/** Every remaining-budget bound of a policy, as ratios: where a rendered percentage must not round across. */
export function boundariesOf(policy: Policy): number[] {
  const bounds = [
    ...policy.levels.flatMap(({ when }) => (when === null ? [] : boundsOf(when))),
    ...[...policy.risks.values()].map(({ minimum }) => minimum),
  ]
  const ratios = bounds.flatMap(({ above, atLeast, below, atMost }) => [above, atLeast, below, atMost])
  return [...new Set([0, ...ratios.filter((ratio) => ratio !== undefined)])]
}

function boundsOf(condition: Condition): Bounds[] {
  return condition.kind === 'remaining' ? [condition.bounds] : condition.of.flatMap(boundsOf)
}

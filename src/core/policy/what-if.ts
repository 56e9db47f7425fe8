import { type BudgetFacts, levelFor } from './condition.ts'
import { decide } from './decide.ts'
import type { DecisionFacts } from './decision-facts.ts'
import type { Decision } from './decision.ts'
import { noticesFor } from './notices.ts'
import type { ChangeType, Level, Policy, PolicyNotice } from './policy.ts'
import { type RuleTried, rulesTried } from './rules-tried.ts'

/** A question to a policy alone: no service, no store, no real people. */
export interface WhatIf {
  readonly budget: BudgetFacts
  readonly change: ChangeType
  /** The change type's own risk, or a higher one. */
  readonly risk: string
  /** The roles of each person who approved. */
  readonly people: readonly (readonly string[])[]
  readonly met: readonly string[]
  readonly automatic: boolean
  readonly claimsExemption: boolean
}

export interface WhatIfAnswer {
  readonly level: Level
  readonly decision: Decision
  /** In the order in which they are looked at. */
  readonly tried: readonly RuleTried[]
  readonly notices: readonly PolicyNotice[]
}

/** What the policy would say. Pure; people are called `person-1`, `person-2` and so on. */
export function whatIf(policy: Policy, { budget, people, met, ...question }: WhatIf): WhatIfAnswer {
  const level = levelFor(policy, budget)
  const facts: DecisionFacts = {
    ...question,
    service: 'any service',
    level: level.name,
    remainingRatio: budget.remainingRatio,
    freshness: 'fresh',
    freezes: [],
    met: new Set(met),
    people: people.map((roles, index) => ({ userId: `person-${index + 1}`, roles: new Set(roles) })),
  }
  const decision = decide(policy, facts)
  const tried = rulesTried(policy, facts, decision)
  return { level, decision, tried, notices: noticesFor(policy, budget) }
}

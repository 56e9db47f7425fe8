import { levelFor } from '../../../src/core/policy/condition.ts'
import { decide } from '../../../src/core/policy/decide.ts'
import type { DecisionFacts } from '../../../src/core/policy/decision-facts.ts'
import type { Decision } from '../../../src/core/policy/decision.ts'
import type { Policy } from '../../../src/core/policy/policy.ts'
import { changeNamed, shippedPolicy } from '../../support/shipped-policy.ts'

export interface Given extends Partial<Omit<DecisionFacts, 'change'>> {
  readonly change: string
  readonly policy?: Policy
}

/** Decides with everything met and nobody there, unless the row says otherwise. */
export function decisionOn({ change: name, policy = shippedPolicy, ...given }: Given): Decision {
  const change = changeNamed(policy, name)
  const remainingRatio = given.remainingRatio ?? 0.8
  return decide(policy, {
    service: 'inference-gateway',
    change,
    risk: change.risk,
    level: levelFor(policy, { remainingRatio }).name,
    remainingRatio,
    freshness: 'fresh',
    met: new Set(policy.requirements.keys()),
    people: [],
    automatic: false,
    claimsExemption: true,
    freezes: [],
    ...given,
  })
}

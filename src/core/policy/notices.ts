import type { Sli } from '../budgets/slo.ts'
import { type BudgetFacts, holds } from './condition.ts'
import type { Policy, PolicyNotice } from './policy.ts'

/**
 * The notices whose condition holds for an SLO, in the policy's order. Whether they were said already is the caller's question.
 *
 * @param kind what the SLO measures; where it is not known, a notice about one kind alone does not hold
 */
export const noticesFor = (
  policy: Policy,
  facts: BudgetFacts,
  kind: Sli['kind'] | null = null,
): readonly PolicyNotice[] =>
  policy.notices.filter(
    ({ when, sliKind }) => (sliKind === undefined || sliKind === kind) && holds(when, facts),
  )

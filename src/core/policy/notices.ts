import { type BudgetFacts, holds } from './condition.ts'
import type { Policy, PolicyNotice } from './policy.ts'

/** The notices whose condition holds, in the policy's order. Whether they were said already is the caller's question. */
export const noticesFor = (policy: Policy, facts: BudgetFacts): readonly PolicyNotice[] =>
  policy.notices.filter(({ when }) => holds(when, facts))

import { joinedSource } from '../budgets/joined-source.ts'
import type { PushedCountStore } from '../budgets/pushed-counts.ts'
import { pushedSource } from '../budgets/pushed-source.ts'
import type { SliSource } from '../budgets/sli-source.ts'

/** Measures every SLO that can be configured. */
export const budgetSource = (pushedCounts: PushedCountStore, queried: SliSource): SliSource =>
  joinedSource(pushedSource(pushedCounts), queried)

import { composedSource } from '../budgets/composed-source.ts'
import { excludingMaintenance } from '../budgets/excluding-maintenance.ts'
import { joinedSource } from '../budgets/joined-source.ts'
import type { MaintenanceWindow } from '../budgets/maintenance.ts'
import type { PushedCountStore } from '../budgets/pushed-counts.ts'
import { pushedSource } from '../budgets/pushed-source.ts'
import type { SliSource } from '../budgets/sli-source.ts'

/** Measures every SLO that can be configured, without what happens in maintenance. */
export const budgetSource = (
  pushedCounts: PushedCountStore,
  queried: SliSource,
  maintenance: () => readonly MaintenanceWindow[],
): SliSource =>
  composedSource(excludingMaintenance(joinedSource(pushedSource(pushedCounts), queried), maintenance))

import { composedSource } from '../core/budgets/composed-source.ts'
import { excludingMaintenance } from '../core/budgets/excluding-maintenance.ts'
import { joinedSource } from '../core/budgets/joined-source.ts'
import type { MaintenanceWindow } from '../core/budgets/maintenance.ts'
import type { PushedCountStore } from '../core/budgets/pushed-counts.ts'
import { pushedSource } from '../core/budgets/pushed-source.ts'
import type { SliSource } from '../core/budgets/sli-source.ts'

/** Measures every SLO that can be configured, without what happens in maintenance. */
export const budgetSource = (
  pushedCounts: PushedCountStore,
  queried: SliSource,
  maintenance: () => readonly MaintenanceWindow[],
): SliSource =>
  composedSource(excludingMaintenance(joinedSource(pushedSource(pushedCounts), queried), maintenance))

import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { botHealth } from './bot-health.ts'
import { errorBudget } from './error-budget.ts'
import type { DashboardFacts } from './facts.ts'
import { mlPlatform } from './ml-platform.ts'
import type { DashboardName } from './names.ts'

const DASHBOARDS: Readonly<Record<DashboardName, (facts: DashboardFacts) => Dashboard | undefined>> = {
  'error-budget': errorBudget,
  'ml-platform': mlPlatform,
  budgeteer: botHealth,
}

/** As Grafana imports it and reads it from a file; undefined where the configuration has nothing for it. */
export function dashboardText(name: DashboardName, facts: DashboardFacts): string | undefined {
  const dashboard = DASHBOARDS[name](facts)
  return dashboard && `${JSON.stringify(dashboard, null, 2)}\n`
}

/** Of the dashboards that are written; each is the name of its file, too. */
export const DASHBOARD_NAMES = ['error-budget', 'ml-platform', 'budgeteer'] as const

export type DashboardName = (typeof DASHBOARD_NAMES)[number]

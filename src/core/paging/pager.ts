import type { BurnSeverity } from '../budgets/burn-rule.ts'

/** A service that calls people, such as PagerDuty, and what it calls them for. */
export interface Pager {
  readonly name: string
  /** Names of services, in which `*` stands for any characters; null for all. */
  readonly services: readonly string[] | null
  /** Of the levels whose policy notifies `by: [pager]`, those that page here; null for all of them. */
  readonly levels: readonly string[] | null
  readonly burnAlerts: ReadonlySet<BurnSeverity>
  readonly incidents: boolean
  /** Names of the policies' notices that call here. */
  readonly notices: readonly string[]
}

/** What calls for people. */
export type Cause =
  | { readonly kind: 'level'; readonly level: string }
  | { readonly kind: 'burn-alert'; readonly severity: BurnSeverity }
  | { readonly kind: 'incident' }
  | { readonly kind: 'notice'; readonly notice: string }

/** Names of the pagers that call people for this. */
export const pagersFor = (pagers: readonly Pager[], service: string, cause: Cause): readonly string[] =>
  pagers
    .filter((pager) => (pager.services ?? ['*']).some((pattern) => matches(pattern, service)))
    .filter((pager) => calls(pager, cause))
    .map(({ name }) => name)

function calls({ levels, burnAlerts, incidents, notices }: Pager, cause: Cause): boolean {
  switch (cause.kind) {
    case 'level':
      return levels === null || levels.includes(cause.level)
    case 'burn-alert':
      return burnAlerts.has(cause.severity)
    case 'incident':
      return incidents
    case 'notice':
      return notices.includes(cause.notice)
  }
}

/** Whether a pattern with `*` is a whole name. */
export const matches = (pattern: string, name: string): boolean =>
  new RegExp(
    `^${pattern.replaceAll(/[.*+?^${}()|[\]\\]/g, (sign) => (sign === '*' ? '.*' : `\\${sign}`))}$`,
  ).test(name)

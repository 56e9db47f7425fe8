import type { Objective } from '../budgets/objective.ts'
import type { Risk } from './risk.ts'

/** What may go wrong with a service, or with several that share a budget. */
export interface RiskCatalog {
  readonly name: string
  readonly title: string
  /** At least one. */
  readonly services: readonly string[]
  /** The availability that is aimed for. */
  readonly target: Objective
  /** Share of the year's budget that a single risk may take, above 0. */
  readonly singleRiskRatio: number
  readonly risks: readonly Risk[]
}

/** All of them, and who decides what is accepted: a person needs one of these roles for each service of the catalog. */
export interface RiskCatalogs {
  readonly acceptingRoles: readonly string[]
  readonly catalogs: readonly RiskCatalog[]
}

export const NO_RISKS: RiskCatalogs = { acceptingRoles: [], catalogs: [] }

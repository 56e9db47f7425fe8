import type { Objective } from '../budgets/objective.ts'

/** Something that is imagined to go wrong with the service that is asked about. */
export interface AskedOutage {
  /** From the beginning of the question. */
  readonly startsInMs: number
  readonly durationMs: number
  /** Share (0 to 1) of requests that fail, or that are slow. */
  readonly badRatio: number
  /** Names of SLOs; left out: all of the service. */
  readonly slos?: readonly string[]
}

/** What one deployment costs of each budget. */
export type DeploymentCost =
  /** As much as past ones did, by what was measured of their rollouts. */
  | { readonly kind: 'as-before' }
  /** A share of the budget. */
  | { readonly kind: 'share'; readonly ratio: number }
  /** As long an outage in which everything fails. */
  | { readonly kind: 'outage'; readonly ms: number }

/** Deployments that are spread evenly over a month. */
export interface AskedDeployments {
  readonly count: number
  readonly cost: DeploymentCost
}

export interface ChangedObjective {
  /** Name of the SLO; null where the service has one alone. */
  readonly slo: string | null
  readonly objective: Objective
}

export interface WhatIfQuestion {
  readonly service: string
  /** When it begins, epoch milliseconds; now where it is left out. */
  readonly at?: number
  readonly outages: readonly AskedOutage[]
  readonly deployments?: AskedDeployments
  readonly objectives?: readonly ChangedObjective[]
}

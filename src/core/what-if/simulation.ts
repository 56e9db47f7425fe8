import type { BurnSeverity } from '../budgets/burn-rule.ts'
import type { MissingReason } from '../budgets/sli-source.ts'
import type { Money } from '../cost/money.ts'
import type { Young } from '../budgets/young.ts'
import type { ChangeReport } from '../status/status-report.ts'

/** What would come of it. Times are ISO 8601, lengths seconds, shares 0 to 1. */
export interface Simulation {
  readonly service: string
  readonly title: string
  readonly policy: { readonly name: string; readonly version: string }
  /** When it begins, and when the last of it is over. */
  readonly from: string
  readonly until: string
  /** What happens, a line for each. */
  readonly scenario: readonly string[]
  readonly slos: readonly SimulatedSlo[]
  /** What it costs by the SLO that loses most; null where the service has no price, or it is not known. */
  readonly money: Money | null
  readonly level: SimulatedLevel
  /** Change types that get another answer than now, as the policy lists them. */
  readonly changes: readonly SimulatedChange[]
  /** Burn alerts that begin, oldest first. */
  readonly burnAlerts: readonly SimulatedAlert[]
  /** Other services that have this one in their SLOs. */
  readonly others: readonly SimulatedService[]
  /** What the answer rests on, each as a sentence. */
  readonly assumptions: readonly string[]
}

export interface SimulatedSlo {
  readonly slo: string
  readonly title: string
  readonly objective: number
  /** Where the question changes it. */
  readonly changedObjective?: number
  readonly window: string
  /** How long everything may fail in the window, by the objective that is asked about. */
  readonly allowedSeconds: number
  /** As it begins. Null without a figure. */
  readonly nowRatio: number | null
  /** When it is over. */
  readonly afterRatio: number | null
  /** The same without what is asked about. */
  readonly withoutRatio: number | null
  /** What it costs of the budget; also in seconds of full outage, and in requests where the source counts them. */
  readonly costRatio: number | null
  readonly costSeconds: number | null
  readonly costRequests: number | null
  /** When the last of it has left a rolling window, or a calendar window ends. */
  readonly forgottenAt: string | null
  /** While the data covers too little of the window for a plain figure. */
  readonly young?: Young
  readonly missing?: MissingReason
  readonly missingDetail?: string
}

export interface LevelThen {
  readonly level: string
  readonly title: string
  readonly emoji: string
}

export interface SimulatedLevel {
  readonly now: LevelThen
  /** When it is over. */
  readonly after: LevelThen
  /** The worst level on the way and afterwards, where that is worse than both. */
  readonly worst: (LevelThen & { readonly at: string }) | null
  /** When the level is again as good as now, or as it would be without it; null: not while any of it counts. */
  readonly recoversAt: string | null
  /** Whether it gets worse at all. */
  readonly isWorse: boolean
}

export interface SimulatedChange {
  readonly change: string
  readonly title: string
  readonly now: ChangeReport['decision']
  readonly after: ChangeReport['decision']
  /** Who would have to approve, in words; empty where nobody has to. */
  readonly approvers: string
}

export interface SimulatedAlert {
  readonly slo: string
  readonly severity: BurnSeverity
  readonly rules: readonly string[]
  readonly at: string
}

export interface SimulatedService {
  readonly service: string
  readonly title: string
  readonly now: LevelThen
  readonly after: LevelThen
  /** Of the SLO that it costs most. */
  readonly slo: string
  readonly nowRatio: number | null
  readonly afterRatio: number | null
}

/** Why there is no answer, and what would be right. */
export interface NotSimulated {
  readonly kind: 'refused'
  readonly why: string
}

export type SimulationOutcome =
  ({ readonly kind: 'simulated' } & { readonly simulation: Simulation }) | NotSimulated

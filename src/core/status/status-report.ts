import type { BurnSeverity } from '../budgets/burn-rule.ts'
import type { BurnRates } from '../budgets/reading.ts'
import type { Link } from '../budgets/links.ts'
import type { Young } from '../budgets/young.ts'
import type { CompositeMethod } from '../budgets/slo.ts'
import type { BudgetCost } from '../cost/budget-cost.ts'
import type { DecidedSeat, Decision } from '../policy/decision.ts'

/** One SLO as scripts and people read it (design: "Shapes that scripts rely on"). */
export interface SloReport {
  readonly slo: string
  readonly title: string
  readonly objective: number
  readonly window: string
  /** Of the whole window, as much of it as is still to come included. */
  readonly windowSeconds: number
  readonly good: number | null
  readonly total: number | null
  readonly errorRatio: number | null
  readonly remainingRatio: number | null
  readonly burnRates: BurnRates | null
  readonly spentLastDayRatio: number | null
  /** At the rate of the last day; 0 when it is spent, null when it is not, or not known. */
  readonly exhaustsInSeconds: number | null
  /** The same in a line for people: `spent in 15 hours at the rate of the last day`. */
  readonly forecast: string
  readonly coverage: number | null
  /** While the data covers too little of the window for a plain figure. */
  readonly young?: Young
  /** Of the window: what was left out as maintenance. Absent where nothing was. */
  readonly excludedSeconds?: number
  /** When the newest sample behind it was taken; absent where the source cannot tell. */
  readonly newestAt?: string
  /** What the source said beside its figures. */
  readonly warning?: string
  /** Why the objective has this value. */
  readonly rationale?: string
  /** What users do that this measures. */
  readonly journey?: string
  /** Where people look further, of the SLO itself and of its service; absent where there is nothing. About the last day. */
  readonly links?: readonly Link[]
  /** What customers were promised, where that is another figure. */
  readonly agreement?: AgreementReport
  /** How a composite is made of its parts. */
  readonly method?: CompositeMethod
  readonly parts?: readonly PartReport[]
  /** Where one service was asked for. */
  readonly outlook?: OutlookReport
  /** Reason and detail, where there is no figure. */
  readonly missing?: string
  readonly missingDetail?: string
}

/** An SLA beside its SLO, both over the SLO's whole window. Seconds are those of full outage; negative: overspent. */
export interface AgreementReport {
  readonly objective: number
  readonly remainingRatio: number | null
  readonly allowedSeconds: number
  readonly leftSeconds: number | null
  /** What the objective itself allows, and has left. */
  readonly objectiveAllowedSeconds: number
  readonly objectiveLeftSeconds: number | null
  /** What the SLA allows beyond the objective. */
  readonly headroomSeconds: number
}

/** A part of a composite, as its own latest reading has it. */
export interface PartReport {
  readonly service: string
  readonly slo: string
  readonly title: string
  /** Where the method weighs. */
  readonly weight?: number
  /** Null without a figure; without traffic the part is left out. */
  readonly successRatio: number | null
  /** Share of what the composite lost; null where nothing was, or where it is not known. */
  readonly spentShare: number | null
  /** Why there is no figure. */
  readonly missing?: string
}

/** The forecast of a budget, with its range. */
export interface OutlookReport {
  /** In a line for people. */
  readonly words: string
  /** When nothing will remain, at the rates of the window's days; null where that is not expected within its length. */
  readonly depletion: Omit<OutlookRange, 'likelySeconds'> | null
  /** When the next better level's share remains again; null where there is none, or none in sight. */
  readonly recovery: (OutlookRange & { readonly toRatio: number }) | null
}

/** In one future of ten it comes before the earliest, in one after the latest; null: not within the window's length. */
export interface OutlookRange {
  readonly earliestSeconds: number
  readonly likelySeconds: number | null
  readonly latestSeconds: number | null
}

/** What blocks a service's changes beside its level, or will. */
export interface FreezeReport {
  readonly kind: 'declared' | 'window' | 'correctness' | 'hours'
  /** The name of a window or of the hours' level; else an opaque id. */
  readonly id: string
  readonly reason: string
  readonly since: string | null
  /** Null when a person must end it. */
  readonly until: string | null
  /** The change types that it is about; null for all. */
  readonly changes: readonly string[] | null
  /** False for a scheduled freeze that is yet to begin, at `since`. */
  readonly inForce: boolean
}

/** A burn alert that goes on: an SLO burns its budget faster than its rules allow. */
export interface AlertReport {
  readonly slo: string
  readonly severity: BurnSeverity
  readonly since: string
  /** Rules that have fired in it, the first one first. */
  readonly rules: readonly string[]
  /** Over `lookback`, that of the fastest rule when it was told last. */
  readonly burnRate: number
  readonly lookback: string
  /** When the budget is spent at that rate: `spent in 15 minutes at the rate of the last hour`. */
  readonly forecast?: string
}

/** What one change type would get now, without approvals and with all requirements met. */
export interface ChangeReport {
  readonly change: string
  readonly title: string
  /** What several are called, where that is said. */
  readonly plural?: string
  readonly decision: Decision['decision']
  readonly seats: readonly DecidedSeat[]
  /** Names of the requirements that are still to be met. */
  readonly requires: readonly string[]
  /** Their titles, in the same order. */
  readonly requirements: readonly string[]
  /** What the policy recommends with it. */
  readonly advice?: string
  /** One at a time, on days of the calendar. */
  readonly staggered?: true
  /** The policy line behind it. */
  readonly rule: string
  /** Allowed at every level when a named person, or a token that may, claims it. */
  readonly exempt: boolean
}

export interface ServiceReport {
  readonly service: string
  readonly title: string
  /** What users do with it. */
  readonly journey?: string
  /** Where people look further, whichever SLO it is; absent where there is nothing. About the last day. */
  readonly links?: readonly Link[]
  readonly level: string
  readonly levelTitle: string
  readonly emoji: string
  readonly since: string | null
  readonly remainingRatio: number | null
  /** While the data of the SLO that decides covers too little of its window. */
  readonly young: Young | null
  /** The SLO that decides. */
  readonly slo: string | null
  /** The budget of that SLO in money, where the service has a price. */
  readonly cost?: BudgetCost
  readonly stale: boolean
  readonly knownAt: string | null
  /** When a better level takes effect if it holds; null when none is in sight. */
  readonly recovering: { readonly level: string; readonly at: string } | null
  readonly policy: { readonly name: string; readonly version: string }
  /** Nothing of it binds; left out where the policy is enforced. */
  readonly enforcement?: 'shadow'
  /** Freezes and incidents beside the level, in force or near. */
  readonly freezes: readonly FreezeReport[]
  /** Burn alerts that go on. */
  readonly alerts: readonly AlertReport[]
  readonly slos: readonly SloReport[]
  /** Of every change type of its policy. */
  readonly changes: readonly ChangeReport[]
}

export interface StatusReport {
  readonly at: string
  readonly services: readonly ServiceReport[]
}

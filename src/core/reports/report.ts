import type { Money } from '../cost/money.ts'
import type { PathOutcomes, SeatOutcomes } from '../outcomes/quarter.ts'
import type { BurnDownName, PictureName } from '../kernel/picture-name.ts'
import type { DeploymentState } from '../rollouts/deployment.ts'
import type { MissingFigures, MeasuredFigures } from './period-figures.ts'
import type { Advice } from './recommend.ts'
import type { ReportPeriod } from './report-period.ts'

/** Who a report is for: the review of a week, those who lead, the SLOs of a month, the policy of a quarter. */
export const REPORT_KINDS = ['weekly', 'executive', 'monthly', 'quarterly'] as const
export type ReportKind = (typeof REPORT_KINDS)[number]

/**
 * What is to be said of a period. Times are epoch milliseconds, lengths milliseconds, ratios 1 for 100 %. Every kind carries all
 * figures but `outcomes`; `reportDocument` chooses what each kind shows. The same store and time give the same report.
 */
export interface Report {
  readonly kind: ReportKind
  readonly period: ReportPeriod & {
    /** False while it goes on: the figures are those up to `at`. */
    readonly isOver: boolean
  }
  /** Up to when the figures go: the end of the period, or now while it goes on. */
  readonly at: number
  readonly timeZone: string
  /** The only service that it is about; null for all. */
  readonly service: string | null
  readonly fleet: FleetFigures
  /** The worst first. */
  readonly services: readonly ServiceReport[]
  /** Of the quarterly report alone; null of others. */
  readonly outcomes: ReportedOutcomes | null
  /** The levels of the fleet over the period, or where the budget of the only service went. Null where nothing can be drawn. */
  readonly picture: PictureName | null
}

/** All services of the report together. */
export interface FleetFigures {
  /** SLOs by what became of them in the period. */
  readonly slos: { readonly meeting: number; readonly violating: number; readonly unknown: number }
  readonly incidents: IncidentFigures
  readonly ways: WayFigures
  readonly deployments: DeploymentFigures
  readonly approvals: ApprovalFigures
  readonly freezes: FreezeFigures
  /** What bad service cost, by currency; empty where nothing has a price. */
  readonly lost: readonly Money[]
}

/** What became of what was asked for in the period, as it is known when the report is made. */
export interface ReportedOutcomes {
  readonly paths: readonly PathOutcomes[]
  /** The most asked first. */
  readonly seats: readonly (SeatOutcomes & { readonly roleTitle: string })[]
}

export interface ServiceReport {
  readonly service: string
  readonly title: string
  /** At the end of the figures; null where none was known. */
  readonly level: { readonly name: string; readonly emoji: string; readonly isFreeze: boolean } | null
  /** The worst first; those without a figure last. */
  readonly slos: readonly SloFigures[]
  /** By the worst SLO; null where none has a figure. */
  readonly advice: Advice | null
  readonly incidents: IncidentFigures & { readonly list: readonly ReportedIncident[] }
  readonly ways: WayFigures
  readonly deployments: DeploymentFigures
  readonly approvals: ApprovalFigures
  readonly freezes: FreezeFigures
  /** Levels that held for some of the period, the best first. */
  readonly levels: readonly { readonly level: string; readonly emoji: string; readonly ms: number }[]
  readonly actions: ActionFigures
  /** What the forecast at the end of the figures says of the SLO with the least left of its own window; null without one. */
  readonly outlook: string | null
  /** What bad service cost, by the dearest SLO; null where it has no price. */
  readonly lost: Money | null
  readonly picture: BurnDownName | null
}

export interface SloFigures {
  readonly slo: string
  readonly title: string
  /** Percent, as written: `99.9`. */
  readonly objective: string
  /** The SLO's own window: `30d`, `month`. */
  readonly window: string
  readonly figures: PeriodCompliance | MissingFigures
  /** What is left of the budget of its own window, which the policy looks at. */
  readonly ownWindow: { readonly atBegin: number | null; readonly atEnd: number | null }
  /** Whether its objective should be talked about; null where it fits, or too little is on record. */
  readonly reconsider: Reconsider | null
  /** Beside its SLA; null where there is none, or nothing was measured. */
  readonly promise: PromiseFigures | null
}

/** An SLO over a period. */
export interface PeriodCompliance extends MeasuredFigures {
  /** Good share of the events, 0 to 1. */
  readonly availabilityRatio: number
  readonly isMet: boolean
  /** Bad share × the time that was measured. */
  readonly actualMs: number
  /** What the objective allows of the time that was measured. */
  readonly allowedMs: number
  /** Allowed less actual: negative is overspent. */
  readonly differenceMs: number
}

/** What customers were promised, over the same time. */
export interface PromiseFigures {
  /** Percent, as written. */
  readonly agreement: string
  /** 1 = untouched, 0 = just kept, negative = broken. */
  readonly remainingRatio: number
  readonly allowedMs: number
  /** What the promise allows beyond the objective. */
  readonly headroomMs: number
}

export interface IncidentFigures {
  /** Those that began in the period. */
  readonly count: number
  readonly lastedMs: number
  /** Shares of budgets, added up; null where no cost is known. */
  readonly costRatio: number | null
}

export interface ReportedIncident {
  readonly id: string
  readonly what: string
  readonly startedAt: number
  /** Null while it goes on, as far as the figures go. */
  readonly endedAt: number | null
  readonly costRatio: number | null
}

/** Ways through a freeze that were granted, by when they were asked for. */
export interface WayFigures {
  readonly overrides: number
  readonly exceptions: number
  readonly silverBullets: number
}

export interface DeploymentFigures {
  /** Those that began in the period. */
  readonly count: number
  /** `unreported`: the gate let it through, and nobody said how it went. */
  readonly byState: Readonly<Record<DeploymentState, number>>
  /** Shares of budgets that were spent while they went out, added up; null where none is known. */
  readonly costRatio: number | null
}

/** From the wish to the last approval, of what was granted. */
export interface ApprovalFigures {
  readonly count: number
  readonly medianMs: number | null
  readonly p90Ms: number | null
}

export interface FreezeFigures {
  /** Those that held for some of the period. */
  readonly count: number
  /** Of the period, in freeze. Services are added up. */
  readonly ms: number
}

/** An objective that asks for too little: it was missed in under 1 % of the time. Or for too much: it was never met. */
export interface Reconsider {
  readonly kind: 'too-loose' | 'too-tight'
  /** Share of the time in which the budget was spent. */
  readonly missedRatio: number
  /** How far back that looks. */
  readonly days: number
}

/** What the policy asked of people. */
export interface ActionFigures {
  /** Closed as done in the period. */
  readonly done: number
  /** Open at its end, by deadline. */
  readonly open: readonly OpenAction[]
}

export interface OpenAction {
  readonly text: string
  readonly owner: string
  readonly dueAt: number
  readonly isLate: boolean
}

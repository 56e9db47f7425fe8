import type { MissingReason } from '../budgets/sli-source.ts'
import type { Money } from '../cost/money.ts'
import type { Period } from '../kernel/time/period.ts'

/** What was measured of one SLO over one period, with what was asked of it then. Never measured again once the period is over. */
export interface PeriodFigures extends Period {
  readonly service: string
  readonly slo: string
  readonly measuredAt: number
  /** What they were called. */
  readonly serviceTitle: string
  readonly sloTitle: string
  /** Percent, as written: `99.9`. */
  readonly objective: string
  /** What customers were promised; null without an SLA. */
  readonly agreement: string | null
  /** The SLO's own window: `30d`, `month`. */
  readonly window: string
  readonly measured: MeasuredFigures | MissingFigures
  /** What the bad service cost at the prices of then; null without a price, or without figures. */
  readonly lost: Money | null
  /** How often its budget was spent in the time before the end of the period; null where too little of it is on record. */
  readonly missed: MissedShare | null
}

/** Share (0 to 1) of the hours of the last days in which the budget of the SLO's own window was spent. */
export interface MissedShare {
  readonly ratio: number
  readonly days: number
}

export interface MeasuredFigures {
  readonly kind: 'measured'
  /**
   * `period` is exactly the period. `window` is the SLO's own window as it was at the end of the period: where another tool has
   * worked the figure out, no other length can be asked for.
   */
  readonly over: 'period' | 'window'
  /** Null where the source gives a ratio only. */
  readonly good: number | null
  readonly total: number | null
  /** Bad share of the events, 0 to 1. */
  readonly errorRatio: number
  /** Of the budget of what was measured: 1 = untouched, 0 = spent, negative = overspent. */
  readonly remainingRatio: number
  /** How much of the time was measured: without what is older than the data, newer than its end, or maintenance. */
  readonly measuredMs: number
  /** Milliseconds that were left out as maintenance. */
  readonly excludedMs: number
  /** When the data begins, where that is later than the period; null otherwise. */
  readonly dataFrom: number | null
  /** When the data stopped, where that is before the end; null otherwise. */
  readonly dataUntil: number | null
  /** What the source said beside its figures. */
  readonly warning: string | null
}

export interface MissingFigures {
  readonly kind: 'missing'
  readonly reason: MissingReason
  readonly detail: string
}

/** Port: what was measured of periods that are over. */
export interface PeriodFiguresStore {
  /** What is there already stays. */
  add(figures: readonly PeriodFigures[]): Promise<void>
  /** Of exactly this period, by service and SLO. */
  of(period: Period): Promise<readonly PeriodFigures[]>
}

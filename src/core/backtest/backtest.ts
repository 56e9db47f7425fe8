import type { BurnSeverity } from '../budgets/burn-rule.ts'
import type { MissingReason } from '../budgets/sli-source.ts'
import type { Seat } from '../policy/policy.ts'

/** The times at which a backtest looks, as a poll would: `from`, and each `stepMs` after it up to `until`. */
export interface Steps {
  /** Epoch milliseconds. */
  readonly from: number
  readonly until: number
  readonly stepMs: number
}

/** What policies would have done over a time that is past. Times are epoch milliseconds, durations milliseconds. */
export interface Backtest extends Steps {
  /** In the order in which they were asked for. */
  readonly policies: readonly PolicyBacktest[]
}

export interface PolicyBacktest {
  /** Null: each service under the policy that the configuration gives it. */
  readonly policy: string | null
  readonly services: readonly ServiceBacktest[]
}

export interface ServiceBacktest {
  readonly service: string
  readonly title: string
  readonly policy: { readonly name: string; readonly version: string }
  /** Best first; the unknown level comes last, where the service was at it. */
  readonly levels: readonly LevelTime[]
  /** In order and without a gap. */
  readonly periods: readonly LevelPeriod[]
  /** By their beginning. */
  readonly freezes: readonly BacktestFreeze[]
  /** In the policy's order. */
  readonly changes: readonly ChangeTime[]
  /** By their beginning. */
  readonly burnAlerts: readonly BacktestAlert[]
  readonly slos: readonly SloHistory[]
}

/** How long a service was at a level. */
export interface LevelTime {
  readonly level: string
  readonly title: string
  readonly emoji: string
  readonly freeze: boolean
  readonly ms: number
}

export interface LevelPeriod {
  readonly level: string
  readonly from: number
  readonly until: number
  /** The SLO that decided as the level began, and what it had left. Null where nothing was measured. */
  readonly slo: string | null
  readonly remainingRatio: number | null
}

export type BacktestFreeze =
  /** The level froze the service. */
  | {
      readonly kind: 'level'
      readonly level: string
      readonly from: number
      /** Null: it still holds at the end. */
      readonly until: number | null
      readonly slo: string | null
      readonly remainingRatio: number | null
      /** Why, as a sentence. */
      readonly reason: string
    }
  /** Scheduled in the configuration. */
  | {
      readonly kind: 'window'
      readonly name: string
      readonly from: number
      readonly until: number | null
      readonly reason: string
    }

/** How long a change of one type could ship, had to ask, and was blocked, as the gate would have answered. */
export interface ChangeTime {
  readonly change: string
  readonly title: string
  /** May be claimed as exempt: what stands here is the answer to those who may not. */
  readonly exempt: boolean
  readonly approvedMs: number
  readonly askedMs: number
  readonly blockedMs: number
  /** Of whom, the longest time first. */
  readonly asked: readonly { readonly seats: readonly Seat[]; readonly words: string; readonly ms: number }[]
}

export interface BacktestAlert {
  readonly slo: string
  readonly severity: BurnSeverity
  /** Names of the rules that fired, in the order in which they did. */
  readonly rules: readonly string[]
  readonly from: number
  /** Null: it still fires at the end. */
  readonly until: number | null
  readonly peakBurnRate: number
}

/** What the history of an SLO could tell. */
export interface SloHistory {
  readonly slo: string
  readonly title: string
  /** Looks at which there was a figure, and all of them. */
  readonly measured: number
  readonly looks: number
  /** The first look with a figure; null where there was none. */
  readonly firstMeasuredAt: number | null
  /** The first look at which the data covered the whole window; null where it never did. */
  readonly wholeFrom: number | null
  /** The least budget that was left, and when. */
  readonly lowest: { readonly remainingRatio: number; readonly at: number } | null
  readonly last: { readonly remainingRatio: number; readonly at: number } | null
  /** Stretches of looks without a figure, by their beginning. */
  readonly gaps: readonly HistoryGap[]
}

export interface HistoryGap {
  readonly reason: MissingReason
  readonly detail: string
  readonly from: number
  readonly until: number
}

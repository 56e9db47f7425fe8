import type { BurnSeverity } from '../budgets/burn-rule.ts'
import type { Link } from '../budgets/links.ts'
import type { Press } from '../kernel/prompt.ts'

/** Messages about burn alerts. */
export type BurnAlertAnnouncement = BurnAlertMessage | BurnAlertUpdate | BurnAlertDigest
/** The head of a burn alert: what burns, how fast, and what that means. Times are ISO 8601, ratios and rates numbers. */
export interface BurnAlertMessage {
  readonly kind: 'burn-alert'
  readonly alertId: string
  readonly service: string
  readonly serviceTitle: string
  readonly slo: string
  readonly sloTitle: string
  readonly severity: BurnSeverity
  readonly objective: number
  /** `30d`, `month`. */
  readonly window: string
  /** Old errors leave a rolling window as time passes. */
  readonly isRolling: boolean
  /** The fastest of the rules that fire, as it is called, and what it asks for. */
  readonly rule: string
  readonly factor: number
  readonly lookback: string
  /** Null where the rule has a single window. */
  readonly shortLookback: string | null
  /** Over the long lookback. */
  readonly burnRate: number
  readonly shortBurnRate: number | null
  /** The other rules that have fired in this alert. */
  readonly otherRules: readonly string[]
  /** Share of the window's budget that the last hour cost; null when it is not known. */
  readonly spentLastHourRatio: number | null
  readonly remainingRatio: number
  /** `young: 2 min of 30 d` while the data covers too little of the window for a plain figure; else null. */
  readonly young: string | null
  /** When the budget is spent, a line for each rate: `spent in 6 hours at the rate of the last hour`. */
  readonly forecasts: readonly string[]
  /** At the rate of `lookback`; null when the budget lasts until a calendar window ends, or the data is young. */
  readonly exhaustsInSeconds: number | null
  /** When a calendar window ends. */
  readonly windowEndsAt: string | null
  readonly since: string
  /** When this was measured. */
  readonly at: string
  readonly timeZone: string
  /** Who is called by name: ids of users and groups. */
  readonly mentions: readonly string[]
  /** Where people look further. */
  readonly links: readonly Link[]
  /** The address of the first of them. */
  readonly link: string | null
  /** The fastest burning that was seen. */
  readonly peakBurnRate: number
  readonly endedAt: string | null
  /** When it ended: what was left when it began. */
  readonly remainingBeforeRatio: number
  readonly prompts: readonly Press[]
}

/** A step of a burn alert, posted in its thread; the end also by mail. */
export interface BurnAlertUpdate {
  readonly kind: 'burn-alert-update'
  readonly event: 'joined' | 'spent' | 'ticket-too' | 'ended' | 'unwatched'
  readonly serviceTitle: string
  readonly sloTitle: string
  readonly severity: BurnSeverity
  /** The rule that joined, or the first of a ticket's. */
  readonly rule: string
  readonly lookback: string
  readonly burnRate: number | null
  readonly peakBurnRate: number
  readonly remainingBeforeRatio: number
  readonly remainingRatio: number | null
  readonly young: string | null
  readonly lastedSeconds: number
}

/** Many burn alerts at once: one message, edited as they change and end. */
export interface BurnAlertDigest {
  readonly kind: 'burn-alert-digest'
  readonly at: string
  readonly timeZone: string
  readonly alerts: readonly {
    readonly serviceTitle: string
    readonly sloTitle: string
    readonly severity: BurnSeverity
    readonly burnRate: number
    readonly remainingRatio: number
    readonly young: string | null
    readonly isOver: boolean
  }[]
  /** How many go on. */
  readonly open: number
  /** Who is called by name: ids of users and groups. */
  readonly mentions: readonly string[]
}

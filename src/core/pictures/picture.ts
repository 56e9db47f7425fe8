import type { DeploymentState } from '../rollouts/deployment.ts'
import type { BurnSeverity } from '../budgets/burn-rule.ts'
import type { BurnLookback } from '../budgets/reading.ts'

/** A picture as its figures, before anybody draws it. Times are epoch milliseconds, ratios 1 for 100 %. */
export type Picture = BurnDown | BurnRates | FleetDays | LevelRibbon

interface AnyPicture {
  /** What it shows, in a few words. */
  readonly title: string
  /** IANA name: on whose clock the times are shown. */
  readonly timeZone: string
  readonly from: number
  readonly until: number
}

/** The budget of one SLO over its window, and what is to come. */
export interface BurnDown extends AnyPicture {
  readonly kind: 'burn-down'
  readonly service: string
  readonly serviceTitle: string
  readonly slo: string
  readonly sloTitle: string
  /** Percent. */
  readonly objective: number
  /** `30d`, `month`. */
  readonly window: string
  /** When it is drawn for: the forecast begins at the newest point, at most then. */
  readonly at: number
  /** Of stored readings, oldest first; null where nothing was measured for a while. */
  readonly points: readonly RemainingPoint[]
  /** From the top down, without a gap. */
  readonly bands: readonly LevelBand[]
  readonly incidents: readonly PicturedIncident[]
  readonly deployments: readonly PicturedDeployment[]
  readonly forecast: PicturedForecast | null
}

export interface RemainingPoint {
  readonly at: number
  /** 1 = untouched, 0 = spent, negative = overspent. */
  readonly remainingRatio: number | null
}

/** A level of a policy, as pictures show it. */
export interface PicturedLevel {
  readonly level: string
  readonly title: string
  readonly emoji: string
  readonly freeze: boolean
  /** Its place in its policy: 0 is the best level, 1 the worst. */
  readonly severity: number
}

/** The budgets at which a level holds as far as the budget remaining alone decides. */
export interface LevelBand extends PicturedLevel {
  /** Null: no bound. */
  readonly aboveRatio: number | null
  readonly upToRatio: number | null
}

export interface PicturedIncident {
  readonly id: string
  readonly what: string
  readonly from: number
  /** Null while it goes on. */
  readonly until: number | null
  readonly costRatio: number | null
}

export interface PicturedDeployment {
  readonly id: string
  /** Null where its pipeline named none. */
  readonly revision: string | null
  readonly at: number
  readonly state: DeploymentState
}

/** Of a hundred futures ten stay below `lowRatio`, half of them below `middleRatio`, ten above `highRatio`. */
export interface ForecastDay {
  readonly at: number
  readonly lowRatio: number
  readonly middleRatio: number
  readonly highRatio: number
}

export interface PicturedForecast {
  readonly days: readonly ForecastDay[]
  /** As a sentence, the same as everywhere else. */
  readonly words: string
}

/** How fast one SLO's budget burnt: 1 spends exactly the budget in one window. */
export interface BurnRates extends AnyPicture {
  readonly kind: 'burn-rates'
  readonly service: string
  readonly serviceTitle: string
  readonly slo: string
  readonly sloTitle: string
  readonly objective: number
  readonly window: string
  readonly lines: readonly BurnLine[]
  /** The rates above which the SLO's rules fire. */
  readonly thresholds: readonly BurnThreshold[]
}

export interface BurnThreshold {
  readonly severity: BurnSeverity
  /** Over the longer one of the rule's lookbacks. */
  readonly lookbackMs: number
  readonly burnRate: number
}

export interface BurnLine {
  readonly lookback: BurnLookback
  /** Of stored readings, oldest first; null where it is not known. */
  readonly points: readonly { readonly at: number; readonly burnRate: number | null }[]
}

/** Services and days, each by the worst level that the service was at on that day. Worst first. */
export interface FleetDays extends AnyPicture {
  readonly kind: 'fleet'
  /** When each day begins, oldest first; the last one ends at `until`. */
  readonly days: readonly number[]
  /** All that some day shows. */
  readonly levels: readonly PicturedLevel[]
  readonly services: readonly FleetRow[]
  /** So many services are left out, none of them worse than those that are shown. */
  readonly leftOut: number
}

export interface FleetRow {
  readonly service: string
  readonly title: string
  /** Of each day its place among the levels; null where none was known. */
  readonly days: readonly (number | null)[]
}

/** The levels of services over a time, as a backtest played them. */
export interface LevelRibbon extends AnyPicture {
  readonly kind: 'ribbon'
  /** All that some period shows. */
  readonly levels: readonly PicturedLevel[]
  /** In the order in which they were played. */
  readonly rows: readonly RibbonRow[]
}

export interface RibbonRow {
  readonly service: string
  readonly title: string
  /** Name of the policy that was played. */
  readonly policy: string
  readonly periods: readonly RibbonPeriod[]
}

export interface RibbonPeriod {
  /** Its place among the levels. */
  readonly level: number
  readonly from: number
  readonly until: number
}

import type { MissingReason } from './sli-source.ts'
import type { Young } from './young.ts'

/** The lookbacks over which each reading carries a burn rate. */
export const BURN_LOOKBACKS = {
  '5m': 300_000,
  '1h': 3_600_000,
  '6h': 21_600_000,
  '1d': 86_400_000,
  '3d': 259_200_000,
} as const
export type BurnLookback = keyof typeof BURN_LOOKBACKS
export type BurnRates = Readonly<Record<BurnLookback, number | null>>

interface ReadingOf {
  readonly service: string
  readonly slo: string
  /** Evaluation time, epoch milliseconds. */
  readonly at: number
}

export interface MeasuredReading extends ReadingOf {
  readonly kind: 'measured'
  /** Null where the source gives a ratio only. */
  readonly good: number | null
  readonly total: number | null
  /** Bad share of the events in the window, 0 to 1. */
  readonly errorRatio: number
  /** 1 = untouched, 0 = spent, negative = overspent. */
  readonly remainingRatio: number
  readonly burnRates: BurnRates
  /** Share of the whole window's budget that the last 24 hours spent; null when unknown. */
  readonly spentLastDayRatio: number | null
  /**
   * Remaining ÷ burn rate over the last day × window; null when nothing burns, a calendar window ends before, or the data
   * is young; 0 when already spent.
   */
  readonly exhaustsInMs: number | null
  /** Share of the window that the source's history covers. */
  readonly coverage: number
  /** While the data covers too little of the window: what is spent grows into the plain figure. */
  readonly young?: Young
  /** Milliseconds of the window that were left out as maintenance. Absent where none were. */
  readonly excludedMs?: number
  /** When the newest sample behind the figures was taken, epoch milliseconds. Absent where the source cannot tell. */
  readonly newestAt?: number
  /** What the source said beside its figures: that part of the data was out of reach. */
  readonly warning?: string
  /** Figures over further lookbacks, by length in milliseconds, where somebody asks for them. They are not stored. */
  readonly over?: ReadonlyMap<number, LookbackFigures>
}

export interface LookbackFigures {
  readonly burnRate: number | null
  /** Share of the whole window's budget that was spent in that time. */
  readonly spentRatio: number | null
}

export interface MissingReading extends ReadingOf {
  readonly kind: 'missing'
  readonly reason: MissingReason
  /** Of stopped data only what is not said by `newestAt`, since when there is none. */
  readonly detail: string
  /** When the newest sample was taken, epoch milliseconds. Absent where the source cannot tell, or knows of none. */
  readonly newestAt?: number
}

export type Reading = MeasuredReading | MissingReading

/** `(from, to]` in steps of whole `stepMs` since the epoch. Epoch milliseconds. */
export interface ReadingSteps {
  readonly from: number
  readonly to: number
  readonly stepMs: number
  /** What is kept of a step beside its last reading: the one with the least left, or the highest burn rate over an hour. */
  readonly beside: 'least-left' | 'fastest-burn'
}

/** Port: readings as they were taken, thinned by age. */
export interface ReadingStore {
  add(readings: readonly Reading[]): Promise<void>
  /** The newest reading of each SLO. */
  latest(): Promise<readonly Reading[]>
  /** The measured reading nearest to `at` within `toleranceMs`; what "was 42% yesterday" quotes. */
  near(service: string, slo: string, at: number, toleranceMs: number): Promise<MeasuredReading | undefined>
  /** Measured readings of `(from, to]`, oldest first. */
  between(service: string, slo: string, from: number, to: number): Promise<readonly MeasuredReading[]>
  /** Readings of every SLO of `(from, to]`, missing ones too, oldest first. */
  during(from: number, to: number): Promise<readonly Reading[]>
  /** Measured ones of one SLO, at most two for each step, oldest first, so that a picture keeps the extremes between its dots. */
  spaced(service: string, slo: string, steps: ReadingSteps): Promise<readonly MeasuredReading[]>
  /**
   * `spentLastDayRatio` as it was read once a day, at most an hour before `at` and before each whole number of days before
   * it: the last 24 hours first, `days` of them; null where there is no such reading.
   */
  dailySpends(service: string, slo: string, at: number, days: number): Promise<readonly (number | null)[]>
  /** Since when, without a break up to the newest reading, the budget has been at or below zero. */
  exhaustedSince(service: string, slo: string): Promise<number | undefined>
  /**
   * Share of the hours of `(from, to]` with readings in which the budget was spent; undefined unless the readings reach
   * back to within a day of `from`.
   */
  missedRatio(service: string, slo: string, from: number, to: number): Promise<number | undefined>
  /** Keeps every reading for two days, one per five minutes for two weeks, one per hour for `keptMs` (default: 400 days). */
  thin(now: number, keptMs?: number): Promise<void>
}

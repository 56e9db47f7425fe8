/** A picture as its figures, before anybody draws it. Times are epoch milliseconds, ratios 1 for 100 %. */
export type Picture = BurnDown

interface AnyPicture {
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
  /** Its place in the policy: 0 is the best level. */
  readonly rank: number
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
  readonly revision: string
  readonly at: number
  readonly state: 'running' | 'held' | 'finished' | 'failed' | 'rolled_back'
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

/** How often something goes wrong, for how long, and for how many: what a risk catalog estimates of it. */
export interface RiskFigures {
  /** Estimated time to failure: from one such incident to the next. Above 0. */
  readonly ettfDays: number
  /** Estimated time to detection. */
  readonly ettdMinutes: number
  /** Estimated time to resolution, once it is known. */
  readonly ettrMinutes: number
  /** Share of the users that it hits, 0 to 1. */
  readonly usersRatio: number
}

/** Something that may go wrong, as a risk catalog has it. */
export interface Risk {
  /** Distinct within its catalog. */
  readonly name: string
  readonly title: string
  readonly figures: RiskFigures
  /** Whether the configuration says that it is accepted; what a person decided later counts instead. */
  readonly isAccepted: boolean
  /** http or https. */
  readonly url: string | null
  readonly mitigations: readonly Mitigation[]
}

/** Something that could be done about a risk. */
export interface Mitigation {
  readonly title: string
  /** What the risk's figures would be afterwards. */
  readonly figures: RiskFigures
  /** Person-days. */
  readonly effortDays: number | null
  /** What else it costs, in words. */
  readonly cost: string | null
}

/** Of 365.25 days, as risk catalogs count. */
export const YEAR_DAYS = 365.25
export const YEAR_MINUTES = YEAR_DAYS * 24 * 60

export const incidentsPerYear = ({ ettfDays }: RiskFigures): number => YEAR_DAYS / ettfDays

/** From the failure until all is well. */
export const lengthMinutes = ({ ettdMinutes, ettrMinutes }: RiskFigures): number => ettdMinutes + ettrMinutes

/** Minutes in which nothing works that cost users as much as the incidents of a year. */
export const badMinutesPerYear = (figures: RiskFigures): number =>
  incidentsPerYear(figures) * lengthMinutes(figures) * figures.usersRatio

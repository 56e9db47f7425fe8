/** Something that may go wrong, as a risk catalog knows it (seed 002). */
export interface Risk {
  /** Estimated time to failure: from one such incident to the next. */
  readonly ettfDays: number
  /** Estimated time to detection. */
  readonly ettdMinutes: number
  /** Estimated time to resolution, once it is known. */
  readonly ettrMinutes: number
  /** Share of the users that it hits, 0 to 1. */
  readonly usersRatio: number
}

/** Of 365.25 days, as risk catalogs count. */
const YEAR_DAYS = 365.25

export const incidentsPerYear = ({ ettfDays }: Risk): number => YEAR_DAYS / ettfDays

/** Minutes in which nothing works that cost users as much as the incidents of a year. */
export const badMinutesPerYear = (risk: Risk): number =>
  incidentsPerYear(risk) * (risk.ettdMinutes + risk.ettrMinutes) * risk.usersRatio

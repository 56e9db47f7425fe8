import { DAY_MS, MINUTE_MS } from '../kernel/time/duration.ts'
import type { Incident } from '../incidents/incident.ts'
import { chanceOfAtMost, meansFor } from './poisson.ts'
import { lengthMinutes, type RiskFigures } from './risk.ts'

/** What incidents say of a figure: nothing against it, or that it is hard to believe. */
export type Verdict = 'as-estimated' | 'more' | 'less'

/** A risk's estimate beside the incidents that were cases of it. */
export interface RiskFit {
  readonly incidents: number
  /** So many were to be expected in the time that was looked at. */
  readonly expectedIncidents: number
  /** Of how often it comes: `more` is more often. */
  readonly frequency: Verdict
  /** From one to the next, as observed: null where there was none. */
  readonly ettfDays: number | null
  /** What the time from one to the next may be, by the incidents alone. `most` is null where they allow any. */
  readonly ettfBetweenDays: { readonly least: number; readonly most: number | null }
  /** Of how long it lasts, detection included. */
  readonly length: Verdict
  /** Mean of those that are over; null where none is. */
  readonly lengthMinutes: number | null
  /** Mean from the failure until its alert was on record; null where no alert detected one. */
  readonly ettdMinutes: number | null
  /** Mean share of requests that failed; null where that is not known of any. */
  readonly failedRatio: number | null
}

/** Estimates are doubted where what happened would be rarer than this if they were right. */
export const DOUBT = 0.05

/**
 * Compares an estimate with what happened in `days`. How often: incidents that come by chance follow Poisson's distribution. How long:
 * lengths that end by chance are exponential, and the sum of n of them is above s as often as fewer than n come in s.
 */
export function riskFit(figures: RiskFigures, incidents: readonly Incident[], days: number): RiskFit {
  const count = incidents.length
  const expected = days / figures.ettfDays
  const means = meansFor(count, DOUBT)
  const lengths = incidents.flatMap(({ startedAt, endedAt }) =>
    endedAt === null ? [] : [(endedAt - startedAt) / MINUTE_MS],
  )
  const detected = incidents.filter(({ detection }) => detection !== null)
  return {
    incidents: count,
    expectedIncidents: expected,
    frequency: verdictOn(1 - chanceOfAtMost(count - 1, expected), chanceOfAtMost(count, expected)),
    ettfDays: count === 0 ? null : days / count,
    ettfBetweenDays: {
      least: days / means.most,
      most: means.least === 0 ? null : days / means.least,
    },
    length: lengthVerdict(lengths, lengthMinutes(figures)),
    lengthMinutes: meanOf(lengths),
    ettdMinutes: meanOf(detected.map(({ openedAt, startedAt }) => (openedAt - startedAt) / MINUTE_MS)),
    failedRatio: meanOf(incidents.flatMap(({ failedRatio }) => failedRatio ?? [])),
  }
}

function lengthVerdict(lengths: readonly number[], mean: number): Verdict {
  const sum = lengths.reduce((all, one) => all + one, 0)
  if (lengths.length === 0 || mean <= 0) return 'as-estimated'
  const atLeast = chanceOfAtMost(lengths.length - 1, sum / mean)
  return verdictOn(atLeast, 1 - atLeast)
}

/** By how often so much or more, and so much or less, would be seen. */
function verdictOn(atLeast: number, atMost: number): Verdict {
  if (atLeast < DOUBT / 2) return 'more'
  return atMost < DOUBT / 2 ? 'less' : 'as-estimated'
}

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

/** Not shorter than a day: what a new store has seen in its first hours says nothing. */
export const daysBetween = (from: number, until: number): number => Math.max(1, (until - from) / DAY_MS)

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../kernel/time/duration.ts'
import type { Slo } from './slo.ts'

/** Data that covers less of its window than this share is young, where the policy does not say otherwise. */
export const USUAL_YOUNG_SHARE = 0.1

/** How much data there is of a window that has too little of it for a plain figure. */
export interface Young {
  readonly coveredSeconds: number
  /** Of the window so far: a calendar window's as far as it has come. */
  readonly windowSeconds: number
}

/**
 * What counts of the bad share while the data covers `coveredRatio` of a window: that ratio ÷ `below` while it is lower,
 * so that what is spent grows into the plain figure without a jump; from there on all of it.
 */
export const youngFactor = (coveredRatio: number, { youngBelow: below = USUAL_YOUNG_SHARE }: Slo): number =>
  below > 0 && coveredRatio < below ? Math.max(0, coveredRatio) / below : 1

/** The same of each lookback of one SLO, whose data covers `coverage` of its window so far. */
export function youngFactors(slo: Slo, windowMs: number, coverage: number): (lookbackMs: number) => number {
  // Data that covers the whole window may be older than it.
  const ageMs = coverage < 1 ? coverage * windowMs : Infinity
  return (lookbackMs) => youngFactor(ageMs / lookbackMs, slo)
}

/** Null from the policy's share on. */
export const youngOf = (slo: Slo, coveredRatio: number, windowMs: number): Young | null =>
  youngFactor(coveredRatio, slo) === 1
    ? null
    : {
        coveredSeconds: Math.round((Math.max(0, coveredRatio) * windowMs) / SECOND_MS),
        windowSeconds: Math.round(windowMs / SECOND_MS),
      }

/** `young: 2 min of 30 d`. */
export const youngWords = ({ coveredSeconds, windowSeconds }: Young): string =>
  `young: ${inUnits(coveredSeconds * SECOND_MS)} of ${inUnits(windowSeconds * SECOND_MS)}`

/** As messages carry it: null where the figure is plain. */
export const youngText = (young: Young | null | undefined): string | null =>
  young === null || young === undefined ? null : youngWords(young)

/** The same behind a figure: `, young: 2 min of 30 d`; nothing where the figure is plain. */
export const youngMark = (young: Young | null | undefined): string =>
  young === null || young === undefined ? '' : `, ${youngWords(young)}`

/** In the largest unit of which there is enough, told by the rounded figure: what is a moment short of two days is `2 d`. */
function inUnits(ms: number): string {
  const seconds = Math.round(ms / SECOND_MS)
  const minutes = Math.round(ms / MINUTE_MS)
  const hours = Math.round(ms / HOUR_MS)
  if (seconds < 60) return `${seconds} s`
  if (minutes < 60) return `${minutes} min`
  return hours < 48 ? `${hours} h` : `${Math.round(ms / DAY_MS)} d`
}

import { MINUTE_MS } from '../kernel/time/duration.ts'
import type { Sli } from './slo.ts'

/** The newest sample behind an SLO's figures, however far in the past. */
export interface NewestSample {
  /** Epoch milliseconds. */
  readonly at: number
  /** For how long it speaks of the present; after that the data has stopped. */
  readonly holdsForMs: number
}

const HOLDS_AT_LEAST_MS = 5 * MINUTE_MS
/** So many of the usual intervals may pass without a sample: scrapes, evaluations and pushes fail now and then. */
const MISSED_INTERVALS = 3

/** A newest sample that holds for three of the SLI's usual intervals; `intervalMs` undefined where it is not known. */
export const newestSample = (sli: Sli, at: number, intervalMs: number | undefined): NewestSample => ({
  at,
  holdsForMs: Math.max(
    HOLDS_AT_LEAST_MS,
    MISSED_INTERVALS * Math.max(intervalMs ?? 0, scheduleMs(sli)),
    // What vanishes counts as growing older for so long, which is worse than missing.
    sli.kind === 'freshness' ? sli.goneAfterMs : 0,
  ),
})

/** How often samples are due by the configuration, where it says so. */
function scheduleMs(sli: Sli): number {
  switch (sli.kind) {
    case 'batch':
      return sli.runs.of === 'gauges' ? (sli.runs.everyMs ?? 0) : 0
    case 'quality':
      return sli.by === 'samples' ? sli.everyMs : 0
    default:
      return 0
  }
}

const stopsAt = ({ at, holdsForMs }: NewestSample): number => at + holdsForMs

export const hasStopped = (newest: NewestSample, at: number): boolean => at > stopsAt(newest)

/** Of several, the one that stops to hold first. */
export const firstToStop = (several: readonly NewestSample[]): NewestSample | undefined =>
  several.toSorted((a, b) => stopsAt(a) - stopsAt(b))[0]

import { DAY_MS, HOUR_MS } from '../kernel/time/duration.ts'
import { countsBack, median, type PastCounts } from './past-counts.ts'

/** The last day's traffic is known in steps of this: days have nights. */
const STEP_MS = 2 * HOUR_MS
/** Parts of a day whose traffic differs by no more than this factor are alike: counts come in lumps. */
const ALIKE = 1.6
const PART_MS = 4 * HOUR_MS
/** A week that differs by more than this from the window says more about today. */
const GROWN = 0.05
const WEEK_MS = 7 * DAY_MS
/** Fewer have no middle to speak of. */
const FEWEST_PARTS = 5

/** What has to be known of the past, in milliseconds. */
export const LOOKBACKS_OF_TRAFFIC: readonly number[] = Array.from(
  { length: DAY_MS / STEP_MS },
  (_, index) => (index + 1) * STEP_MS,
)

export interface Traffic {
  /** `by-hours`: the last 24 hours again, at the same times of day. */
  readonly how: 'by-hours' | 'evenly' | 'evenly-of-late'
  /** Events from now until so many milliseconds ahead. */
  readonly totalUntil: (aheadMs: number) => number
}

/** The usual traffic goes on: even where it hardly differs over the day, else as in the last 24 hours. */
export function trafficAhead(past: PastCounts): Traffic {
  if (past.isCounted && isUneven(past)) return byHours(past)
  const perMs = ratePerMs(past, Infinity)
  const ofLate = ratePerMs(past, WEEK_MS)
  const hasChanged = ofLate > 0 && Math.abs(perMs - ofLate) > GROWN * ofLate
  return hasChanged
    ? { how: 'evenly-of-late', totalUntil: (aheadMs) => aheadMs * ofLate }
    : { how: 'evenly', totalUntil: (aheadMs) => aheadMs * perMs }
}

function isUneven(past: PastCounts): boolean {
  if (past.ageMs !== null && past.ageMs < DAY_MS) return false
  const parts = Array.from({ length: DAY_MS / PART_MS }, (_, index) => {
    const older = countsBack(past, (index + 1) * PART_MS).total
    return older - countsBack(past, index * PART_MS).total
  })
  const most = Math.max(...parts)
  return most > 0 && most > ALIKE * Math.min(...parts)
}

function byHours(past: PastCounts): Traffic {
  // Only the steps: between them counts that come in lumps would make quiet minutes and busy ones.
  const steps = [0, ...LOOKBACKS_OF_TRAFFIC].map((lookbackMs) => countsBack(past, lookbackMs).total)
  const ofDay = steps.at(-1) ?? 0
  const back = (lookbackMs: number): number => {
    const index = Math.floor(lookbackMs / STEP_MS)
    const [lower = ofDay, upper = ofDay] = [steps[index], steps[index + 1]]
    return lower + (upper - lower) * (lookbackMs / STEP_MS - index)
  }
  return {
    how: 'by-hours',
    totalUntil: (aheadMs) => {
      const days = Math.floor(aheadMs / DAY_MS)
      return (days + 1) * ofDay - back(DAY_MS - (aheadMs - days * DAY_MS))
    },
  }
}

/** By the median of the newest parts, which neither a day without traffic nor a late push moves; of few parts by their mean. */
function ratePerMs(past: PastCounts, overMs: number): number {
  const [{ lookbackMs: partMs } = { lookbackMs: 1 }] = past.parts
  const parts = past.parts.slice(0, Math.max(1, Math.ceil(overMs / partMs)))
  if (parts.length >= FEWEST_PARTS) return (median(parts.map(({ total }) => total)) ?? 0) / partMs
  const longestMs = past.over.at(-1)?.lookbackMs ?? 0
  const knownMs = Math.min(overMs, longestMs, past.ageMs ?? Infinity)
  return knownMs > 0 ? countsBack(past, knownMs).total / knownMs : 0
}

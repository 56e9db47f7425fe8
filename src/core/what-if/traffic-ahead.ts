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
/** Of the steps of the last day. */
const FEWEST_BUSY = 3

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
  const usual = usualPerMs(past, Infinity)
  const ofLate = usualPerMs(past, WEEK_MS)
  const hasChanged = ofLate !== undefined && Math.abs((usual ?? 0) - ofLate) > GROWN * ofLate
  const perMs = usual ?? meanPerMs(past)
  return hasChanged
    ? { how: 'evenly-of-late', totalUntil: (aheadMs) => aheadMs * ofLate }
    : { how: 'evenly', totalUntil: (aheadMs) => aheadMs * perMs }
}

function isUneven(past: PastCounts): boolean {
  if (past.ageMs !== null && past.ageMs < DAY_MS) return false
  const steps = [0, ...LOOKBACKS_OF_TRAFFIC].map((lookbackMs) => countsBack(past, lookbackMs).total)
  const busy = steps.slice(1).filter((total, index) => total > (steps[index] ?? 0))
  // What comes in a few lumps has no time of day.
  if (busy.length < FEWEST_BUSY) return false
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

/** By the median of the newest parts, which neither a day without traffic nor a late push moves; undefined of few, and of none that is busy. */
function usualPerMs({ parts: all }: PastCounts, overMs: number): number | undefined {
  const [{ lookbackMs: partMs } = { lookbackMs: 1 }] = all
  const parts = all.slice(0, Math.max(1, Math.ceil(overMs / partMs)))
  if (parts.length < FEWEST_PARTS) return undefined
  const usual = median(parts.map(({ total }) => total)) ?? 0
  return usual > 0 ? usual / partMs : undefined
}

/** As far as there is data. */
function meanPerMs(past: PastCounts): number {
  const longestMs = past.over.at(-1)?.lookbackMs ?? 0
  const knownMs = Math.min(longestMs, past.ageMs ?? Infinity)
  return knownMs > 0 ? countsBack(past, knownMs).total / knownMs : 0
}

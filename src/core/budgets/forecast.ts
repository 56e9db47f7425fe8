import { DAY_MS } from '../kernel/time/duration.ts'
import { evenNumbers } from './even-numbers.ts'
import type { WindowSpan } from './slo-window.ts'

export interface ForecastInput {
  /** 1 = untouched, 0 = spent. */
  readonly remainingRatio: number
  readonly window: WindowSpan
  /**
   * Share of the whole window's budget that each day spent, the last 24 hours first, as far back as the window; null
   * where unknown.
   */
  readonly dailySpends: readonly (number | null)[]
  /** Burn rates over an hour, six and a day: what is going on now. */
  readonly recentBurnRates: readonly (number | null)[]
}

/** When something happens, in milliseconds from now. In one future of ten it comes before `earliest`, in one after `latest`. */
export interface ForecastRange {
  readonly earliestMs: number
  /** Null where it does not come in half of the futures. */
  readonly likelyMs: number | null
  /** Null where it does not come at all in one future of ten. */
  readonly latestMs: number | null
}

/** So many futures are played through. */
const FUTURES = 200
/** How likely a day is to spend what the day before spent, rather than what any day of the window did. */
const PERSISTENCE = 0.3
/** A day so long ago is half as likely to come again as today: between these. */
const SHORTEST_HALF_LIFE_DAYS = 1
const LONGEST_HALF_LIFE_DAYS = 60
/** Of half a window's spending beside the other half's: beyond that it is outages, not growth. */
const MOST_GROWTH = 2
const LEAST_SHARE = 0.1

export interface Forecast {
  /** When nothing will remain. */
  readonly depletion: ForecastRange | null
  /** When as much as the target will remain again; null without one. */
  readonly recovery: ForecastRange | null
}

/**
 * When a budget runs out and when as much as `target` remains again; each null where that comes in fewer than one future of ten
 * before a calendar window's end or within a rolling one's length. Spending varies from day to day as it did in the window,
 * begins with what is going on now, and what was spent once leaves a rolling window when it is old enough.
 */
export function forecast(input: ForecastInput, target: number | null): Forecast {
  const paths = futures(input)
  const isSpent = (remaining: number): boolean => remaining <= 0
  const isBack = (remaining: number): boolean => target !== null && remaining >= target
  return {
    depletion: rangeOf(paths, input.remainingRatio, isSpent),
    recovery: rangeOf(paths, input.remainingRatio, isBack),
  }
}

/** What may remain at the end of a coming day: in one future of ten less than `low`, in half of them less than `middle`. */
export interface RemainingRange {
  readonly lowRatio: number
  readonly middleRatio: number
  readonly highRatio: number
}

/** Of the same futures: what may remain after one day, after two, as far ahead as they go. */
export function remainingAhead(input: ForecastInput): readonly RemainingRange[] {
  const paths = futures(input)
  const days = paths[0]?.length ?? 0
  return Array.from({ length: days }, (_, day) => {
    const sorted = paths.map((path) => path[day] ?? 0).sort((a, b) => a - b)
    const at = (share: number): number => sorted[Math.ceil(share * FUTURES) - 1] ?? 0
    return { lowRatio: at(LEAST_SHARE), middleRatio: at(0.5), highRatio: at(1 - LEAST_SHARE) }
  })
}

function rangeOf(
  paths: readonly (readonly number[])[],
  remainingNow: number,
  isReached: (remaining: number) => boolean,
): ForecastRange | null {
  if (isReached(remainingNow)) return { earliestMs: 0, likelyMs: 0, latestMs: 0 }
  const times = paths.map((path) => firstTime(path, remainingNow, isReached)).sort((a, b) => a - b)
  const at = (share: number): number => times[Math.ceil(share * FUTURES) - 1] ?? Infinity
  const orNull = (ms: number): number | null => (Number.isFinite(ms) ? ms : null)
  const earliestMs = orNull(at(LEAST_SHARE))
  if (earliestMs === null) return null
  return { earliestMs, likelyMs: orNull(at(0.5)), latestMs: orNull(at(1 - LEAST_SHARE)) }
}

/** Milliseconds until a path gets there, in a straight line within its day; infinite when it never does. */
function firstTime(
  path: readonly number[],
  remainingNow: number,
  isReached: (remaining: number) => boolean,
): number {
  let before = remainingNow
  for (const [day, remaining] of path.entries()) {
    if (isReached(remaining)) return (day + shareOfStep(before, remaining, isReached)) * DAY_MS
    before = remaining
  }
  return Infinity
}

function shareOfStep(from: number, to: number, isReached: (remaining: number) => boolean): number {
  let [before, after] = [0, 1]
  for (let halving = 0; halving < 20; halving += 1) {
    const middle = (before + after) / 2
    if (isReached(from + (to - from) * middle)) after = middle
    else before = middle
  }
  return after
}

/** The budget remaining at the end of each coming day, one list for each future. The same input has the same futures. */
function futures(input: ForecastInput): number[][] {
  const { window, remainingRatio } = input
  const past = spentByDay(input)
  const daysAhead = Math.ceil(
    (window.lengthMs * (window.endsAt === null ? 1 : 1 - window.elapsedRatio)) / DAY_MS,
  )
  const chance = evenNumbers(past.length)
  const goingOn = spendingNow(input, past)
  const growth = growthByDay(past)
  return Array.from({ length: FUTURES }, () => {
    const draw = likeDays(past, chance)
    const keptUp = 1.6 * chance() - 0.1
    let remaining = remainingRatio
    let spend = goingOn
    return Array.from({ length: daysAhead }, (_, day) => {
      if (chance() >= PERSISTENCE) spend = draw()
      const forgotten = window.endsAt === null ? (past[past.length - 1 - day] ?? 0) : 0
      remaining += forgotten - spend * growth ** (keptUp * (day + 1))
      return remaining
    })
  })
}

/** By what factor spending grew from day to day: the later half of the window beside the earlier one. */
function growthByDay(past: readonly number[]): number {
  const half = Math.floor(past.length / 2)
  const sum = (days: readonly number[]): number => days.reduce((total, spend) => total + spend, 0)
  const [later, earlier] = [sum(past.slice(0, half)), sum(past.slice(-half))]
  if (half === 0 || later === 0 || earlier === 0) return 1
  return Math.min(MOST_GROWTH, Math.max(1 / MOST_GROWTH, later / earlier)) ** (1 / half)
}

/** What each day of the window spent. Spending on days without readings is spread evenly over those days. */
function spentByDay({ remainingRatio, window, dailySpends }: ForecastInput): number[] {
  const days = Math.max(1, Math.round(window.lookbackMs / DAY_MS))
  const seen = Array.from({ length: days }, (_, day) => dailySpends[day] ?? null)
  const spent = Math.max(0, 1 - remainingRatio)
  const known = seen.reduce<number>((sum, spend) => sum + Math.max(0, spend ?? 0), 0)
  const unseen = seen.filter((spend) => spend === null).length
  // Traffic that grew or shrank makes old shares of the budget larger or smaller today.
  const scale = known > 0 && (unseen === 0 || known > spent) ? spent / known : 1
  const each = unseen === 0 ? 0 : Math.max(0, spent - known * scale) / unseen
  return seen.map((spend) => (spend === null ? each : Math.max(0, spend) * scale))
}

/** The middle one of the recent burn rates as a day's spend: one noisy hour does not make it, nor one that is long over. */
function spendingNow({ recentBurnRates, window }: ForecastInput, past: readonly number[]): number {
  const rates = recentBurnRates.filter((rate) => rate !== null).sort((a, b) => a - b)
  const middle = rates[Math.floor((rates.length - 1) / 2)]
  return middle === undefined ? (past[0] ?? 0) : (middle * DAY_MS) / window.lengthMs
}

/**
 * What the days of one future are like: those of the past, each as often as chance will have it, and the later ones more
 * often by a measure that is chance too, because the future length of a trend is unknown (a Bayesian bootstrap).
 */
function likeDays(past: readonly number[], chance: () => number): () => number {
  const halfLifeDays =
    SHORTEST_HALF_LIFE_DAYS * (LONGEST_HALF_LIFE_DAYS / SHORTEST_HALF_LIFE_DAYS) ** chance()
  const weights = past.map((_, day) => -Math.log(1 - chance()) * 0.5 ** (day / halfLifeDays))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return () => {
    let left = chance() * total
    return past[weights.findIndex((weight) => (left -= weight) <= 0)] ?? 0
  }
}

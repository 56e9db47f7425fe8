import type { Objective } from './objective.ts'

/** Bad share of the events, 0 to 1. Undefined without events: no traffic is no figure. */
export function errorRatio(good: number, total: number): number | undefined {
  return total > 0 ? (total - good) / total : undefined
}

/** 1 − error ratio ÷ error budget: 1 = untouched, 0 = spent, negative = overspent (the policy document's formula). */
export const remainingRatio = (errorRatioOfWindow: number, { errorBudgetRatio }: Objective): number =>
  1 - errorRatioOfWindow / errorBudgetRatio

/** Error ratio ÷ error budget: at 1 the whole budget is spent in exactly one window. */
export const burnRate = (errorRatioOfLookback: number, { errorBudgetRatio }: Objective): number =>
  errorRatioOfLookback / errorBudgetRatio

/** How long everything may fail within a window: 216 minutes of 30 days at 99.5 %. In milliseconds. */
export const allowedDowntimeMs = ({ errorBudgetRatio }: Objective, windowMs: number): number =>
  errorBudgetRatio * windowMs

/**
 * Share of the window's budget that an incident costs under even traffic: its length × the share that failed ÷ what the
 * window allows. 8 minutes of full outage at 99.5 % over 30 days are 0.037.
 */
export const outageCostRatio = (
  durationMs: number,
  failedRatio: number,
  objective: Objective,
  windowMs: number,
): number => (durationMs * failedRatio) / allowedDowntimeMs(objective, windowMs)

/** Share of the window's budget that so many bad events cost, of `total` events in the window. */
export const eventsCostRatio = (bad: number, total: number, { errorBudgetRatio }: Objective): number =>
  bad / (total * errorBudgetRatio)

/**
 * Remaining ÷ burn rate × window, in milliseconds. 0 when the budget is spent; null when nothing burns, or the rate is
 * unknown. It treats the burn as constant and ignores old errors that will age out of a rolling window.
 */
export function exhaustsInMs(
  remaining: number,
  burnRateOfLastDay: number | null,
  windowMs: number,
): number | null {
  if (remaining <= 0) return 0
  if (burnRateOfLastDay === null || burnRateOfLastDay <= 0) return null
  return (remaining / burnRateOfLastDay) * windowMs
}

import { allowedDowntimeMs } from '../budgets/budget.ts'
import type { CostModel } from '../budgets/cost-model.ts'
import type { MeasuredReading } from '../budgets/reading.ts'
import type { Slo } from '../budgets/slo.ts'
import { windowAt } from '../budgets/slo-window.ts'
import { DAY_MS, MINUTE_MS } from '../kernel/time/duration.ts'
import { type Money, moneyOf, moneyWords, priced } from './money.ts'

/** A budget in money. A point is a hundredth of the whole budget. Null: not priced, or not known. */
export interface BudgetCost {
  readonly currency: string
  /** What the bad service of the window has cost so far. */
  readonly lost: number | null
  /** What a point costs when it is spent. */
  readonly perPoint: number | null
  readonly infrastructurePerMonth: number | null
  /** The infrastructure of one window for each point that is spent; null while nothing is. */
  readonly infrastructurePerPointSpent: number | null
  /** The same for each point that is left; null when none is. */
  readonly infrastructurePerPointLeft: number | null
}

/** A twelfth of 365.25 days. */
const MONTH_MS = 30.4375 * DAY_MS

/** Of one SLO by its latest reading; undefined where the service has no price. */
export function budgetCost(
  model: CostModel | undefined,
  slo: Slo,
  reading: MeasuredReading | undefined,
  now: number,
): BudgetCost | undefined {
  if (model === undefined) return undefined
  const { currency, infrastructurePerMonth } = model
  const spent = reading === undefined ? null : (1 - reading.remainingRatio) * 100
  const perPoint = pointOf(model, slo, reading, now)
  const ofWindow =
    infrastructurePerMonth === undefined
      ? null
      : infrastructurePerMonth * (windowAt(slo.window, now).lengthMs / MONTH_MS)
  const shared = (points: number | null): number | null =>
    ofWindow === null || points === null || points <= NO_POINTS
      ? null
      : priced(ofWindow, 1 / points, currency).amount
  return {
    currency,
    lost: lostOf(model, slo, reading, now)?.amount ?? null,
    perPoint: perPoint?.amount ?? null,
    infrastructurePerMonth: infrastructurePerMonth ?? null,
    infrastructurePerPointSpent: shared(spent),
    infrastructurePerPointLeft: shared(spent === null ? null : 100 - spent),
  }
}

/** Less is nothing but floating point. */
const NO_POINTS = 1e-7

/** Minutes in which nothing works that spend so much of the budget: 0.037 of 216 minutes are 8. */
export const badMinutesOf = (spentRatio: number, slo: Slo, now: number): number =>
  (spentRatio * allowedDowntimeMs(slo.objective, windowAt(slo.window, now).lengthMs)) / MINUTE_MS

function lostOf(model: CostModel, slo: Slo, reading: MeasuredReading | undefined, now: number): Money | null {
  if (reading === undefined) return null
  const { good, total, remainingRatio } = reading
  return moneyOf(model, {
    badMinutes: badMinutesOf(1 - remainingRatio, slo, now),
    failedRequests: good === null || total === null ? null : total - good,
  })
}

/** By requests a point is known once there is a window of them: as much as the window's traffic allows to fail. */
function pointOf(
  model: CostModel,
  slo: Slo,
  reading: MeasuredReading | undefined,
  now: number,
): Money | null {
  const total = reading?.young === undefined ? (reading?.total ?? null) : null
  const ofWindow = total === null ? null : total / windowAt(slo.window, now).elapsedRatio
  return moneyOf(model, {
    badMinutes: badMinutesOf(0.01, slo, now),
    failedRequests: ofWindow === null ? null : (ofWindow * slo.objective.errorBudgetRatio) / 100,
  })
}

/** What is known of it, a sentence each, without a full stop; empty where nothing is. */
export function budgetCostLines(cost: BudgetCost): readonly string[] {
  const words = (amount: number): string => moneyWords({ amount, currency: cost.currency })
  const { lost, perPoint, infrastructurePerMonth } = cost
  const { infrastructurePerPointSpent: ofSpent, infrastructurePerPointLeft: ofLeft } = cost
  const shares = [
    ...(ofSpent === null ? [] : [`${words(ofSpent)} for each point of budget spent`]),
    ...(ofLeft === null ? [] : [`${words(ofLeft)} for each point left`]),
  ]
  const window = shares.length === 0 ? '' : `; over the window ${shares.join(', ')}`
  return [
    ...(lost === null ? [] : [`Bad service has cost ${words(lost)} in this window`]),
    ...(perPoint === null ? [] : [`A point of budget costs ${words(perPoint)} when it is spent`]),
    ...(infrastructurePerMonth === null
      ? []
      : [`The infrastructure costs ${words(infrastructurePerMonth)} a month${window}`]),
  ]
}

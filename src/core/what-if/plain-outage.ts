import { allowedDowntimeMs, outageCostRatio } from '../budgets/budget.ts'
import { usualLengthMs } from '../budgets/burn-tables.ts'
import type { Objective } from '../budgets/objective.ts'
import type { SloWindow } from '../budgets/slo-window.ts'
import type { AskedOutage } from './what-if-question.ts'

/** What outages leave of a budget that was whole, by arithmetic alone: even traffic, and nothing else goes wrong. */
export interface PlainSimulation {
  /** How long everything may fail in the window, in milliseconds. */
  readonly allowedMs: number
  /** As long an outage in which everything fails, in milliseconds. */
  readonly lostMs: number
  /** Share of the window's budget. */
  readonly costRatio: number
  readonly afterRatio: number
}

/** Of outages at the same time the worst counts. 8 minutes of full outage at 99.5 % over 30 days cost 3.7 %. */
export function plainSimulation(
  objective: Objective,
  window: SloWindow,
  outages: readonly AskedOutage[],
): PlainSimulation {
  const windowMs = usualLengthMs(window)
  const lostMs = lostIn(outages)
  const costRatio = outageCostRatio(lostMs, 1, objective, windowMs)
  return { allowedMs: allowedDowntimeMs(objective, windowMs), lostMs, costRatio, afterRatio: 1 - costRatio }
}

function lostIn(outages: readonly AskedOutage[]): number {
  const edges = [
    ...new Set(outages.flatMap(({ startsInMs, durationMs }) => [startsInMs, startsInMs + durationMs])),
  ].toSorted((a, b) => a - b)
  return edges.slice(1).reduce((sum, end, index) => {
    const start = edges[index] ?? end
    const shares = outages
      .filter(({ startsInMs, durationMs }) => startsInMs <= start && end <= startsInMs + durationMs)
      .map(({ badRatio }) => badRatio)
    return sum + (end - start) * Math.max(0, ...shares)
  }, 0)
}

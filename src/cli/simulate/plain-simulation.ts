import { sloWindow, windowOf } from '../../config/services/window-shape.ts'
import type { Objective } from '../../core/budgets/objective.ts'
import { sharePercentText } from '../../core/budgets/percent.ts'
import { windowText } from '../../core/budgets/slo-window.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { outageText } from '../../core/status/slo-words.ts'
import { plainSimulation } from '../../core/what-if/plain-outage.ts'
import { outageWords } from '../../core/what-if/scenario-of.ts'
import type { Typed } from '../../core/what-if/typed-question.ts'
import type { AskedOutage } from '../../core/what-if/what-if-question.ts'

/** What outages leave of a whole budget, for people or as JSON with lengths in seconds. */
export function plainSimulationText(
  objective: Objective,
  typedWindow: string,
  outages: readonly AskedOutage[],
  isJson: boolean,
): Typed<string> {
  const read = sloWindow.safeParse(typedWindow)
  if (!read.success)
    return {
      ok: false,
      why: `found ${typedWindow}; allowed: a rolling window such as 30d, or week, month, quarter or year`,
    }
  const window = windowOf(read.data, 'UTC')
  const { allowedMs, lostMs, costRatio, afterRatio } = plainSimulation(objective, window, outages)
  if (isJson) {
    const json = {
      objective: Number(objective.percent),
      window: windowText(window),
      allowedSeconds: Math.round(allowedMs) / SECOND_MS,
      lostSeconds: Math.round(lostMs) / SECOND_MS,
      costRatio,
      afterRatio,
    }
    return { ok: true, value: JSON.stringify(json, null, 2) }
  }
  const lines = [
    ...outages.map((outage) => outageWords(outage)),
    '',
    `${objective.percent}% over ${windowText(window)} allows ${outageText(allowedMs / SECOND_MS)} of full outage.`,
    `That is ${outageText(lostMs / SECOND_MS)} of it: ${sharePercentText(costRatio)} of the budget.`,
    `Of a whole budget ${sharePercentText(afterRatio)} is left.`,
  ]
  return { ok: true, value: lines.join('\n') }
}

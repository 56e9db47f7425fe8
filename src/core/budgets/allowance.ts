import { DAY_MS } from '../kernel/time/duration.ts'
import { allowedDowntimeMs } from './budget.ts'
import { type BurnTable, usableRules, usualLengthMs } from './burn-tables.ts'
import type { BurnRule } from './burn-rule.ts'
import type { Objective } from './objective.ts'
import type { SloWindow } from './slo-window.ts'

/** What an objective allows: for how long everything may fail, in milliseconds. */
export interface Allowance {
  readonly perDayMs: number
  readonly perWindowMs: number
  /** Of 365 days. */
  readonly perYearMs: number
}

export interface RuleAllowance extends BurnRule {
  /** When a fresh budget is spent at the rule's factor. */
  readonly exhaustsInMs: number
  /** What is spent when the rule's long lookback has burned at its factor. */
  readonly spentRatio: number
}

const YEAR_MS = 365 * DAY_MS

/** A calendar window counts with its usual length. */
export const allowance = (objective: Objective, window: SloWindow): Allowance => ({
  perDayMs: allowedDowntimeMs(objective, DAY_MS),
  perWindowMs: allowedDowntimeMs(objective, usualLengthMs(window)),
  perYearMs: allowedDowntimeMs(objective, YEAR_MS),
})

/** The burn rules that an objective gets by a table, with what each of them means for its budget. */
export function ruleAllowances(
  table: BurnTable,
  window: SloWindow,
  objective: Objective,
): readonly RuleAllowance[] {
  const windowMs = usualLengthMs(window)
  return usableRules(table, window, objective).map((rule) => ({
    ...rule,
    exhaustsInMs: windowMs / rule.factor,
    spentRatio: (rule.factor * rule.longMs) / windowMs,
  }))
}

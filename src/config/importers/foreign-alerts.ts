import type { BurnSeverity } from '../../core/budgets/burn-rule.ts'
import { parseObjective } from '../../core/budgets/objective.ts'
import { rolling, type SloWindow } from '../../core/budgets/slo-window.ts'
import { formatDuration, parseDuration } from '../../core/kernel/time/duration.ts'
import { usableRules } from '../../core/budgets/burn-tables.ts'
import { burnTableOf } from '../settings/burn-alerts-reader.ts'
import type { BurnRowYaml, BurnTableYaml } from '../settings/burn-alerts-shape.ts'
import { windowOf } from '../services/window-shape.ts'
import type { SloYaml } from '../services/service-shape.ts'

/** The usual burn alerts without those of the severities that a spec switches off; undefined when it switches off none. */
export function alertsWithout(
  disabled: ReadonlySet<BurnSeverity>,
  window: string,
  objective: string,
): BurnTableYaml | undefined {
  if (disabled.size === 0) return undefined
  const parsed = parseObjective(objective)
  const lengthMs = parseDuration(window)
  if (disabled.size === 2 || parsed === undefined || lengthMs === undefined) return 'off'
  const left = usableRules('workbook', rolling(lengthMs), parsed)
    .filter(({ severity }) => !disabled.has(severity))
    .map(({ severity, longMs, shortMs, factor, budgetShare }): BurnRowYaml => {
      const long = formatDuration(longMs)
      return {
        name: `${severity}-${long}`,
        severity,
        long,
        ...(shortMs !== null && { short: formatDuration(shortMs) }),
        ...(budgetShare === undefined
          ? { factor }
          : { budget_percent: Number((budgetShare * 100).toFixed(6)) }),
      }
    })
  return left.length === 0 ? 'off' : left
}

/** Whether a rule can ever fire for that objective, within that window. */
export function canFire(row: BurnRowYaml, window: SloYaml['window'], objective: string): boolean {
  const parsed = parseObjective(objective)
  // Another check reports a wrong objective.
  if (parsed === undefined) return true
  const span: SloWindow = windowOf(window, 'UTC')
  return usableRules(burnTableOf([row]), span, parsed).length > 0
}

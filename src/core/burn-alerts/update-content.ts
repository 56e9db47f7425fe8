import type { BurnRule } from '../budgets/burn-rule.ts'
import { formatDuration, SECOND_MS } from '../kernel/time/duration.ts'
import type { BurnAlert } from './burn-alert.ts'
import type { BurnAlertUpdate } from './messages.ts'

/** The facts of a step of an alert. `rule` is null where the step is about the alert as a whole. */
export const updateContent = (
  event: BurnAlertUpdate['event'],
  { severity, startedAt, told }: BurnAlert,
  of: {
    readonly rule: BurnRule | null
    readonly burnRate: number | null
    readonly remainingRatio: number | null
  },
  now: number,
): BurnAlertUpdate => ({
  kind: 'burn-alert-update',
  event,
  serviceTitle: told.serviceTitle,
  sloTitle: told.sloTitle,
  severity,
  rule: of.rule?.name ?? told.rule,
  lookback: of.rule === null ? told.lookback : formatDuration(of.rule.longMs),
  burnRate: of.burnRate,
  peakBurnRate: told.peakBurnRate,
  remainingBeforeRatio: told.remainingBeforeRatio,
  remainingRatio: of.remainingRatio,
  young: told.young,
  lastedSeconds: Math.round((now - startedAt) / SECOND_MS),
})

import { type Registry } from 'prom-client'
import { BURN_LOOKBACKS, type BurnLookback } from '../../core/budgets/reading.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import type { ServiceReport, SloReport, StatusReport } from '../../core/status/status-report.ts'
import { metricsIn, SLO_LABELS } from './metric-makers.ts'

const LOOKBACKS = Object.entries(BURN_LOOKBACKS) as readonly [BurnLookback, number][]

/** What is exported of budgets, by the last report. */
export function budgetMetrics(registry: Registry): {
  record(report: StatusReport): void
  /** Another replica has the newer ones. */
  forget(): void
} {
  const { gauge, counter } = metricsIn(registry)
  const remaining = gauge(
    'error_budget_remaining_pct',
    'Error budget remaining over the window of the SLO, in percent; negative when overspent',
    SLO_LABELS,
  )
  const consumed = counter(
    'error_budget_consumed_total',
    'Error budget newly burned since the start, in whole budgets (1 = the budget of one window); never falls',
    SLO_LABELS,
  )
  const burnRate = gauge(
    'error_budget_burn_rate',
    'Burn rate over the window named: 1 spends exactly the budget in the window of the SLO',
    [...SLO_LABELS, 'window'],
  )
  const exhaustion = gauge(
    'error_budget_exhaustion_seconds',
    'In how many seconds nothing is left at the rate of the last day; 0 when it is spent, absent while it lasts',
    SLO_LABELS,
  )
  const fast = gauge('burn_rate_fast', 'Burn rate over 5 minutes', SLO_LABELS)
  const slow = gauge('burn_rate_slow', 'Burn rate over 1 hour', SLO_LABELS)
  const level = gauge('budgeteer_service_level_info', '1 for the level that the service is at', [
    'service',
    'level',
    'policy',
  ])
  const stale = gauge('budgeteer_service_budget_stale', '1 while the budget of the service is stale', [
    'service',
  ])
  const alerts = gauge(
    'budgeteer_burn_alert',
    '1 while a burn alert of the SLO goes on; absent while none does',
    [...SLO_LABELS, 'severity'],
  )
  let reportedAt: number | undefined

  const recordSlo = ({ service }: ServiceReport, slo: SloReport, elapsedMs: number) => {
    const labels = { service, slo: slo.slo }
    consumed.inc(labels, newlyBurned(slo, elapsedMs))
    if (slo.remainingRatio !== null) remaining.set(labels, slo.remainingRatio * 100)
    if (slo.exhaustsInSeconds !== null) exhaustion.set(labels, slo.exhaustsInSeconds)
    for (const [window] of LOOKBACKS) {
      const rate = slo.burnRates?.[window] ?? null
      if (rate === null) continue
      burnRate.set({ ...labels, window }, rate)
      if (window === '5m') fast.set(labels, rate)
      if (window === '1h') slow.set(labels, rate)
    }
  }

  // Emptied first, so that an SLO without a figure, a level that was left or a service that is gone shows no old value.
  const forget = (): void => {
    for (const gauge of [remaining, exhaustion, burnRate, fast, slow, level, stale, alerts]) gauge.reset()
  }
  const record = (report: StatusReport): void => {
    const at = Date.parse(report.at)
    const elapsedMs = reportedAt === undefined ? 0 : Math.max(0, at - reportedAt)
    reportedAt = Math.max(at, reportedAt ?? at)
    forget()
    for (const service of report.services) {
      level.set({ service: service.service, level: service.level, policy: service.policy.name }, 1)
      stale.set({ service: service.service }, service.stale ? 1 : 0)
      for (const slo of service.slos) recordSlo(service, slo, elapsedMs)
      for (const { slo, severity } of service.alerts)
        alerts.set({ service: service.service, slo, severity }, 1)
    }
  }
  return {
    record,
    forget: () => {
      reportedAt = undefined
      forget()
    },
  }
}

/**
 * Budget burned in the last `elapsedMs`, as a share of the whole window's budget: burn rate × time ÷ window, by the
 * shortest lookback that spans the time. Zero while nothing is known. What the rolling window forgets is not given back.
 */
export function newlyBurned(slo: Pick<SloReport, 'windowSeconds' | 'burnRates'>, elapsedMs: number): number {
  if (slo.burnRates === null) return 0
  const rates = slo.burnRates
  const spanning = LOOKBACKS.filter(([name]) => rates[name] !== null)
  const [name, lookbackMs] =
    spanning.find(([, lookback]) => lookback >= elapsedMs) ?? spanning[spanning.length - 1] ?? []
  if (name === undefined || lookbackMs === undefined) return 0
  return Math.max(0, ((rates[name] ?? 0) * Math.min(elapsedMs, lookbackMs)) / (slo.windowSeconds * SECOND_MS))
}

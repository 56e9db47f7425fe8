import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { BURN_LOOKBACKS, type BurnLookback } from '../../core/budgets/reading.ts'
import type { ServiceReport, SloReport, StatusReport } from '../../core/status/status-report.ts'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'

/** Everything that Budgeteer exports to Prometheus about the budgets and about itself. */
export interface Metrics {
  /** Call once after each poll: the gauges follow the report, the burn since the last report is added to the counter. */
  recordStatus(report: StatusReport): void
  recordPoll(durationMs: number, outcome: 'good' | 'failed'): void
  recordOutbox(counts: { readonly pending: number; readonly failed: number }): void
  /** `wouldHave` is what it would have been in a service in shadow. */
  recordGateDecision(decision: string, wouldHave?: string): void
  /** How long the oldest open request of each service has waited, in seconds. */
  recordPending(seconds: ReadonlyMap<string, number>): void
  /** After each reading of an edited configuration. */
  recordConfiguration(isTakenUp: boolean): void
  recordHttp(method: string, route: string, status: number, durationMs: number): void
  /** The exposition format, with its content type. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>
}

const LOOKBACKS = Object.entries(BURN_LOOKBACKS) as readonly [BurnLookback, number][]
const HTTP_BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
const POLL_BUCKETS_S = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

const SLO_LABELS = ['service', 'slo'] as const

/** Makers of metrics in a registry. */
const metricsIn = (registry: Registry) => ({
  gauge: <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] }),
  counter: <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter({ name, help, labelNames, registers: [registry] }),
})

/** A registry of its own, so that two bots in one process (the demo, tests) do not share figures. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const budgets = budgetMetrics(registry)
  const { gauge, counter } = metricsIn(registry)

  const pollFailures = counter('budgeteer_poll_failures_total', 'Polls that failed')
  const lastPoll = gauge(
    'budgeteer_last_successful_poll_timestamp_seconds',
    'When a poll last succeeded, Unix time',
  )
  const pending = gauge('budgeteer_outbox_pending', 'Messages owed and not yet sent')
  const failed = gauge('budgeteer_outbox_failed', 'Messages given up for good')
  const decisions = counter('budgeteer_gate_decisions_total', 'Answers of the gate', ['decision'])
  const shadowed = counter(
    'budgeteer_gate_shadow_decisions_total',
    'What the gate would have answered where it said yes because the service is in shadow',
    ['decision'],
  )
  const configurationGood = gauge(
    'budgeteer_configuration_good',
    '1 while the newest edit of the configuration is in force, 0 while it waits for a fix',
  )
  configurationGood.set(1)
  const approvalPending = gauge(
    'approval_pending_seconds',
    'Age of the oldest deploy request of the service that waits for approval; 0 when none does',
    ['service'],
  )
  const pollDuration = new Histogram({
    name: 'budgeteer_poll_duration_seconds',
    help: 'How long a poll of all SLOs took',
    buckets: POLL_BUCKETS_S,
    registers: [registry],
  })
  const http = new Histogram({
    name: 'budgeteer_http_request_duration_seconds',
    help: 'How long answers to HTTP requests took',
    labelNames: ['method', 'route', 'status'],
    buckets: HTTP_BUCKETS_S,
    registers: [registry],
  })
  for (const decision of ['approved', 'needs-approval', 'blocked'])
    for (const answers of [decisions, shadowed]) answers.inc({ decision }, 0)
  // Bound once for each combination: looking labels up costs more than counting.
  const httpSeries = new Map<string, ReturnType<typeof http.labels>>()

  return {
    recordStatus: budgets,
    recordPoll(durationMs, outcome) {
      pollDuration.observe(durationMs / 1_000)
      if (outcome === 'failed') pollFailures.inc()
      else lastPoll.setToCurrentTime()
    },
    recordOutbox(counts) {
      pending.set(counts.pending)
      failed.set(counts.failed)
    },
    recordConfiguration: (isTakenUp) => configurationGood.set(isTakenUp ? 1 : 0),
    recordGateDecision(decision, wouldHave) {
      decisions.inc({ decision })
      if (wouldHave !== undefined) shadowed.inc({ decision: wouldHave })
    },
    recordPending(seconds) {
      approvalPending.reset()
      for (const [service, age] of seconds) approvalPending.set({ service }, age)
    },
    recordHttp(method, route, status, durationMs) {
      const key = `${method} ${route} ${status}`
      let series = httpSeries.get(key)
      if (series === undefined) {
        series = http.labels(method, route, String(status))
        httpSeries.set(key, series)
      }
      series.observe(durationMs / 1_000)
    },
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}

function budgetMetrics(registry: Registry): (report: StatusReport) => void {
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
    for (const [window] of LOOKBACKS) {
      const rate = slo.burnRates?.[window] ?? null
      if (rate === null) continue
      burnRate.set({ ...labels, window }, rate)
      if (window === '5m') fast.set(labels, rate)
      if (window === '1h') slow.set(labels, rate)
    }
  }

  return (report) => {
    const at = Date.parse(report.at)
    const elapsedMs = reportedAt === undefined ? 0 : Math.max(0, at - reportedAt)
    reportedAt = Math.max(at, reportedAt ?? at)
    // Emptied first, so that an SLO without a figure, a level that was left or a service that is gone shows no old value.
    for (const gauge of [remaining, burnRate, fast, slow, level, stale, alerts]) gauge.reset()
    for (const service of report.services) {
      level.set({ service: service.service, level: service.level, policy: service.policy.name }, 1)
      stale.set({ service: service.service }, service.stale ? 1 : 0)
      for (const slo of service.slos) recordSlo(service, slo, elapsedMs)
      for (const { slo, severity } of service.alerts)
        alerts.set({ service: service.service, slo, severity }, 1)
    }
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

import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { DEPLOYMENT_EVENTS } from '../../core/rollouts/report-deployment.ts'
import type { StatusReport } from '../../core/status/status-report.ts'
import { budgetMetrics } from './budget-metrics.ts'
import { metricsIn } from './metric-makers.ts'

/** Everything that Budgeteer exports to Prometheus about the budgets and about itself. */
export interface Metrics {
  /** Call once after each poll: the gauges follow the report, the burn since the last report is added to the counter. */
  recordStatus(report: StatusReport): void
  recordPoll(durationMs: number, outcome: 'good' | 'failed'): void
  /** Another replica's poll succeeded. */
  recordPolled(): void
  /** Whether this replica does what is done once. When it no longer does, it has no figures of that to show. */
  recordLease(isHeld: boolean): void
  recordOutbox(counts: { readonly pending: number; readonly failed: number }): void
  /** `wouldHave` is what it would have been in a service in shadow. */
  recordGateDecision(decision: string, wouldHave?: string): void
  /** How long the oldest open request of each service has waited, in seconds. */
  recordPending(seconds: ReadonlyMap<string, number>): void
  /** How many incidents of each service go on; those of services that are left out are none. */
  recordIncidents(open: ReadonlyMap<string, number>): void
  /** A report of a pipeline that was not taken before. */
  recordDeployment(service: string, event: (typeof DEPLOYMENT_EVENTS)[number]): void
  recordReadiness(parts: readonly { readonly part: string; readonly ok: boolean }[]): void
  /** After each look at the audit log while the bot runs. */
  recordAudit(isIntact: boolean): void
  /** After each reading of an edited configuration. */
  recordConfiguration(isTakenUp: boolean): void
  recordHttp(method: string, route: string, status: number, durationMs: number): void
  /** The exposition format, with its content type. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>
}

const COUNTED_FROM_ZERO: readonly (typeof DEPLOYMENT_EVENTS)[number][] = ['started', 'failed', 'rolled_back']
const HTTP_BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
const POLL_BUCKETS_S = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

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
  const lease = gauge(
    'budgeteer_lease_held',
    '1 while this replica polls, sends and reminds, 0 while another does',
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
  const auditIntact = gauge(
    'budgeteer_audit_intact',
    '1 while the audit log is as this bot saw it written, 0 once it is not',
  )
  auditIntact.set(1)
  const approvalPending = gauge(
    'approval_pending_seconds',
    'Age of the oldest deploy request of the service that waits for approval; 0 when none does',
    ['service'],
  )
  const incidents = gauge('budgeteer_incidents_open', 'Incidents of the service that go on', ['service'])
  const deployments = counter(
    'budgeteer_deployments_total',
    'Reports of pipelines: deployments that started, reached a stage, finished, failed or were rolled back',
    ['service', 'event'],
  )
  const ready = gauge(
    'budgeteer_part_ready',
    '1 while the part of the bot is well, as /readyz says it; 0 while it is not',
    ['part'],
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
  const begun = new Set<string>()
  // Bound once for each combination: looking labels up costs more than counting.
  const httpSeries = new Map<string, ReturnType<typeof http.labels>>()

  return {
    recordStatus(report) {
      budgets.record(report)
      // From 0 on: an increase sees nothing of a series' first sample.
      for (const { service } of report.services) {
        if (begun.has(service)) continue
        begun.add(service)
        for (const event of COUNTED_FROM_ZERO) deployments.inc({ service, event }, 0)
      }
    },
    recordPoll(durationMs, outcome) {
      pollDuration.observe(durationMs / 1_000)
      if (outcome === 'failed') pollFailures.inc()
      else lastPoll.setToCurrentTime()
    },
    recordPolled: () => lastPoll.setToCurrentTime(),
    recordLease(isHeld) {
      lease.set(isHeld ? 1 : 0)
      if (isHeld) return
      budgets.forget()
      for (const figures of [pending, approvalPending, incidents]) figures.reset()
    },
    recordOutbox(counts) {
      pending.set(counts.pending)
      failed.set(counts.failed)
    },
    recordConfiguration: (isTakenUp) => configurationGood.set(isTakenUp ? 1 : 0),
    recordAudit: (isIntact) => auditIntact.set(isIntact ? 1 : 0),
    recordGateDecision(decision, wouldHave) {
      decisions.inc({ decision })
      if (wouldHave !== undefined) shadowed.inc({ decision: wouldHave })
    },
    recordPending(seconds) {
      approvalPending.reset()
      for (const [service, age] of seconds) approvalPending.set({ service }, age)
    },
    recordIncidents(open) {
      incidents.reset()
      for (const [service, count] of open) incidents.set({ service }, count)
    },
    recordDeployment: (service, event) => deployments.inc({ service, event }),
    recordReadiness(parts) {
      ready.reset()
      for (const { part, ok } of parts) ready.set({ part }, ok ? 1 : 0)
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

import { expect, test } from 'vitest'
import { newlyBurned } from '../../../src/adapters/http/budget-metrics.ts'
import { createMetrics } from '../../../src/adapters/http/metrics.ts'
import { NOW, REPORT } from './facts.ts'

const reportAt = (at: number, service = REPORT) => ({ at: new Date(at).toISOString(), services: [service] })
const value = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length))
}

const SERIES = '{service="checkout-api",slo="availability"}'
const CONSUMED = `error_budget_consumed_total${SERIES}`

test('the gauges follow the report', async () => {
  const metrics = createMetrics()
  metrics.recordStatus(reportAt(NOW))
  const { text, contentType } = await metrics.render()
  expect(contentType).toContain('text/plain')
  expect(value(text, `error_budget_remaining_pct${SERIES}`)).toBe(18)
  expect(value(text, `burn_rate_fast${SERIES}`)).toBe(14.4)
  expect(value(text, `burn_rate_slow${SERIES}`)).toBe(6)
  expect(value(text, 'error_budget_burn_rate{service="checkout-api",slo="availability",window="6h"}')).toBe(2)
  expect(
    value(text, 'error_budget_burn_rate{service="checkout-api",slo="availability",window="3d"}'),
  ).toBeUndefined()
  expect(
    value(text, 'budgeteer_service_level_info{service="checkout-api",level="CRITICAL",policy="default"}'),
  ).toBe(1)
  expect(text).not.toContain('error_budget_remaining_pct{service="checkout-api",slo="latency"}')
})

test('a level that was left and a service that is gone show no old value', async () => {
  const metrics = createMetrics()
  metrics.recordStatus(reportAt(NOW))
  metrics.recordStatus(reportAt(NOW + 60_000, { ...REPORT, level: 'HEALTHY' }))
  expect((await metrics.render()).text).not.toContain('level="CRITICAL"')
  metrics.recordStatus({ at: new Date(NOW + 120_000).toISOString(), services: [] })
  expect((await metrics.render()).text).not.toContain('error_budget_remaining_pct{')
})

test('what was consumed grows by burn rate × time ÷ window, and never falls', async () => {
  const metrics = createMetrics()
  metrics.recordStatus(reportAt(NOW))
  expect(value((await metrics.render()).text, CONSUMED)).toBe(0)
  metrics.recordStatus(reportAt(NOW + 60_000))
  const first = value((await metrics.render()).text, CONSUMED)
  expect(first).toBeCloseTo((14.4 * 60) / (30 * 86_400), 12)
  const recovered = { ...REPORT, slos: REPORT.slos.map((slo) => ({ ...slo, remainingRatio: 1 })) }
  metrics.recordStatus(reportAt(NOW + 30_000, recovered))
  expect(value((await metrics.render()).text, CONSUMED)).toBe(first)
})

const rates = { '5m': 14.4, '1h': 6, '6h': 2, '1d': 1, '3d': null }
const HOUR = 3_600_000
test.each([
  { what: 'a minute is measured over 5 minutes', elapsedMs: 60_000, burned: (14.4 * 60_000) / (720 * HOUR) },
  { what: 'half an hour over an hour', elapsedMs: HOUR / 2, burned: (6 * HOUR) / 2 / (720 * HOUR) },
  { what: 'a week over the longest lookback that is known', elapsedMs: 168 * HOUR, burned: 24 / 720 },
  { what: 'no time burns nothing', elapsedMs: 0, burned: 0 },
])('$what', ({ elapsedMs, burned }) => {
  expect(newlyBurned({ windowSeconds: 2_592_000, burnRates: rates }, elapsedMs)).toBeCloseTo(burned, 12)
})

test('with no burn rates nothing is added', () => {
  expect(newlyBurned({ windowSeconds: 2_592_000, burnRates: null }, 60_000)).toBe(0)
})

test('decisions of the gate, polls and the outbox', async () => {
  const metrics = createMetrics()
  for (const decision of ['approved', 'blocked', 'blocked']) metrics.recordGateDecision(decision)
  metrics.recordGateDecision('approved', 'blocked')
  metrics.recordPoll(250, 'good')
  metrics.recordPoll(900, 'failed')
  metrics.recordOutbox({ pending: 3, failed: 1 })
  const { text } = await metrics.render()
  expect(value(text, 'budgeteer_gate_decisions_total{decision="approved"}')).toBe(2)
  expect(value(text, 'budgeteer_gate_shadow_decisions_total{decision="blocked"}')).toBe(1)
  expect(value(text, 'budgeteer_gate_decisions_total{decision="blocked"}')).toBe(2)
  expect(value(text, 'budgeteer_gate_decisions_total{decision="needs-approval"}')).toBe(0)
  expect(value(text, 'budgeteer_poll_duration_seconds_count')).toBe(2)
  expect(value(text, 'budgeteer_poll_failures_total')).toBe(1)
  expect(value(text, 'budgeteer_outbox_pending')).toBe(3)
  expect(value(text, 'budgeteer_outbox_failed')).toBe(1)
  expect(text).toContain('process_resident_memory_bytes')
})

test('the seconds until a budget is spent are there while it will be', async () => {
  const metrics = createMetrics()
  const withSeconds = (exhaustsInSeconds: number | null) => ({
    ...REPORT,
    slos: REPORT.slos.map((slo) => ({ ...slo, exhaustsInSeconds })),
  })
  metrics.recordStatus(reportAt(NOW, withSeconds(86_400)))
  expect(value((await metrics.render()).text, `error_budget_exhaustion_seconds${SERIES}`)).toBe(86_400)
  metrics.recordStatus(reportAt(NOW + 60_000, withSeconds(null)))
  expect((await metrics.render()).text).not.toContain('error_budget_exhaustion_seconds{')
})

test('incidents that go on, deployments, and the parts that are well', async () => {
  const metrics = createMetrics()
  metrics.recordStatus(reportAt(NOW))
  const deployments = (event: string) =>
    `budgeteer_deployments_total{service="checkout-api",event="${event}"}`
  expect(value((await metrics.render()).text, deployments('started'))).toBe(0)
  metrics.recordDeployment('checkout-api', 'started')
  metrics.recordDeployment('checkout-api', 'stage')
  metrics.recordStatus(reportAt(NOW + 60_000))
  metrics.recordIncidents(new Map([['checkout-api', 2]]))
  metrics.recordReadiness([
    { part: 'slack', ok: false },
    { part: 'store', ok: true },
  ])
  const { text } = await metrics.render()
  expect(value(text, deployments('started'))).toBe(1)
  expect(value(text, deployments('stage'))).toBe(1)
  expect(value(text, deployments('failed'))).toBe(0)
  expect(value(text, 'budgeteer_incidents_open{service="checkout-api"}')).toBe(2)
  expect(value(text, 'budgeteer_part_ready{part="slack"}')).toBe(0)
  expect(value(text, 'budgeteer_part_ready{part="store"}')).toBe(1)
  metrics.recordIncidents(new Map())
  expect((await metrics.render()).text).not.toContain('budgeteer_incidents_open{')
})

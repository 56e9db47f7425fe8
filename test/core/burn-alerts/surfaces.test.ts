import { expect, test } from 'vitest'
import type { AlertReport, ServiceReport } from '../../../src/core/status/status-report.ts'
import { statusText } from '../../../src/cli/status/status-text.ts'
import { createMetrics } from '../../../src/adapters/http/metrics.ts'
import { overviewTable } from '../../../src/adapters/http/pages/overview/overview-table.ts'
import { pageView } from '../../../src/adapters/http/pages/page-view.ts'
import { serviceStatus } from '../../../src/adapters/slack/blocks/status.ts'
import { statusList } from '../../../src/adapters/slack/blocks/status-list.ts'

const ALERT: AlertReport = {
  slo: 'availability',
  severity: 'page',
  since: '2026-03-02T09:40:00.000Z',
  rules: ['1h-5m'],
  burnRate: 28.04,
  lookback: '1h',
}

const SERVICE: ServiceReport = {
  service: 'checkout-api',
  title: 'Checkout <API>',
  level: 'WARNING',
  levelTitle: 'Elevated caution',
  emoji: '⚠️',
  since: null,
  remainingRatio: 0.42,
  young: null,
  slo: 'availability',
  stale: false,
  knownAt: null,
  recovering: null,
  policy: { name: 'default', version: '1' },
  freezes: [],
  alerts: [ALERT],
  changes: [],
  slos: [],
}
const QUIET = { ...SERVICE, alerts: [] }
const report = (service: ServiceReport) => ({ at: '2026-03-02T10:00:00.000Z', services: [service] })
const catalog = { services: new Map(), policies: new Map() }

const shownInSlack = (service: ServiceReport): string =>
  JSON.stringify(serviceStatus('2026-03-02T10:00:00.000Z', service, { boundaries: [0], allows: [] }).blocks)

test('/budget status shows the alert with its service', () => {
  const shown = shownInSlack(SERVICE).replaceAll('\u00A0', ' ')
  expect(shown).toContain(':fire: *Burn alert* (page) since <!date^1772444400^')
  expect(shown).toContain('the budget of availability burns 28 times as fast as it allows (over 1 hour)')
  expect(shownInSlack(QUIET)).not.toContain('Burn alert')
})

test('in the list of many services it is a mark', () => {
  const services = [...Array.from({ length: 8 }, () => QUIET), SERVICE]
  const list = statusList({
    at: '2026-03-02T10:00:00.000Z',
    services,
    all: services,
    place: { only: '', page: 1 },
    boundariesOf: () => [0],
  })
  const lines = JSON.stringify(list.blocks.filter(({ type }) => type === 'section'))
  expect(lines.match(/:fire:\u00A0burning/g)).toHaveLength(1)
})

test('`budgeteer status` has a line for it', () => {
  expect(statusText(report(SERVICE), new Map(), 'UTC')).toContain(
    'page since 2026-03-02 09:40 UTC: the budget of availability burns 28 times as fast as it allows (over 1 hour)',
  )
  expect(statusText(report(QUIET), new Map(), 'UTC')).not.toContain('times as fast')
})

test('its row on the page of all services has a line for it', () => {
  const settings = { url: null, isPublic: true, timeZone: 'UTC', proxy: null }
  const view = pageView({ name: null, isSignedIn: false }, Date.parse('2026-03-02T10:00:00Z'), settings)
  const table = overviewTable([SERVICE], catalog, view).markup.replaceAll(/\s+/g, ' ')
  expect(table).toContain(
    '<b>Burn alert</b> the budget of availability burns 28 times as fast as it allows (over 1 hour)',
  )
})

test('a gauge is 1 as long as it goes on', async () => {
  const metrics = createMetrics()
  const series = 'budgeteer_burn_alert{service="checkout-api",slo="availability",severity="page"} 1'
  metrics.recordStatus(report(SERVICE))
  expect((await metrics.render()).text).toContain(series)
  metrics.recordStatus(report(QUIET))
  expect((await metrics.render()).text).not.toContain('budgeteer_burn_alert{')
})

import { describe, expect, test } from 'vitest'
import { fleetSentence } from '../../../src/core/status/fleet-sentence.ts'
import { isFrozen, standingOf, standingOfSlo } from '../../../src/core/status/standing.ts'
import type {
  AlertReport,
  FreezeReport,
  ServiceReport,
  SloReport,
} from '../../../src/core/status/status-report.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { service } from '../../support/platform.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'
import { REPORT } from '../../adapters/http/facts.ts'

const CATALOG = {
  services: new Map([['checkout', service('checkout')]]),
  policies: new Map([[shippedPolicy.name, shippedPolicy]]),
}
const [SLO] = REPORT.slos as readonly [SloReport]
const WELL: ServiceReport = {
  ...REPORT,
  service: 'checkout',
  title: 'Checkout',
  level: 'HEALTHY',
  slos: [{ ...SLO, exhaustsInSeconds: null }],
}
const freeze = (more: Partial<FreezeReport>): FreezeReport => ({
  kind: 'declared',
  id: 'f-1',
  reason: 'It is Friday',
  since: null,
  until: null,
  changes: null,
  inForce: true,
  ...more,
})
const alert = { slo: 'availability', severity: 'page' } as AlertReport

describe('a service', () => {
  test.each([
    ['at the best level', {}, 'good', false],
    ['at a worse level', { level: 'WARNING' }, 'fair', false],
    ['at a level that freezes', { level: 'CRITICAL' }, 'poor', true],
    ['at the worst level', { level: 'EMERGENCY' }, 'bad', true],
    ['that was never measured', { level: 'UNKNOWN' }, 'unknown', false],
    ['frozen by somebody', { freezes: [freeze({})] }, 'bad', true],
    ['with a correctness incident', { freezes: [freeze({ kind: 'correctness' })] }, 'bad', true],
    [
      'of which some changes are frozen',
      { freezes: [freeze({ kind: 'window', changes: ['x'] })] },
      'poor',
      true,
    ],
    ['whose freeze is yet to come', { freezes: [freeze({ kind: 'window', inForce: false })] }, 'good', false],
    ['outside of its hours', { freezes: [freeze({ kind: 'hours' })] }, 'good', false],
    ['that burns', { alerts: [alert] }, 'poor', false],
    ['that burns a little', { alerts: [{ ...alert, severity: 'ticket' as const }] }, 'fair', false],
    ['frozen in shadow', { level: 'EMERGENCY', enforcement: 'shadow' as const }, 'bad', false],
  ])('%s', (_how, more, standing, frozen) => {
    const report = { ...WELL, ...more }
    expect(standingOf(report, CATALOG)).toBe(standing)
    expect(isFrozen(report, CATALOG)).toBe(frozen)
  })

  test('that is governed by nothing any more is unknown', () => {
    expect(standingOf({ ...WELL, service: 'gone' }, CATALOG)).toBe('unknown')
  })
})

test.each([
  [0.9, 'good'],
  [0.42, 'fair'],
  [-0.1, 'bad'],
  [null, 'unknown'],
])('an SLO with %s of its budget is %s, whatever its service is', (remainingRatio, standing) => {
  expect(standingOfSlo({ ...SLO, remainingRatio }, shippedPolicy)).toBe(standing)
})

describe('the sentence', () => {
  const seconds = (ms: number) => ms / 1_000
  const lasting = (ms: number, title = 'Checkout') => ({
    ...WELL,
    title,
    slos: [{ ...SLO, exhaustsInSeconds: seconds(ms) }],
  })
  test.each([
    [[], 0, 'None of 0 services is frozen, no approval waits, no depletion is in sight.'],
    [[WELL], 1, 'None of 1 service is frozen, 1 approval waits, no depletion is in sight.'],
    [
      [WELL, { ...WELL, level: 'CRITICAL' }],
      3,
      '1 of 2 services is frozen, 3 approvals wait, no depletion is in sight.',
    ],
    [
      [lasting(5 * DAY_MS), lasting(3 * DAY_MS, 'Search')],
      0,
      'None of 2 services is frozen, no approval waits, the nearest depletion is on Thursday (Search).',
    ],
    [
      [lasting(5 * HOUR_MS)],
      0,
      'None of 1 service is frozen, no approval waits, the nearest depletion is in 5 hours (Checkout).',
    ],
    [
      [lasting(12 * DAY_MS), lasting(0)],
      0,
      'None of 2 services is frozen, 1 budget is spent, no approval waits, the nearest depletion is on 2026-03-14 (Checkout).',
    ],
    [[lasting(40 * DAY_MS)], 0, 'None of 1 service is frozen, no approval waits, no depletion is in sight.'],
  ])('of case %#', (services, waiting, sentence) => {
    const report = { at: '2026-03-02T10:00:00.000Z', services }
    expect(fleetSentence(report, CATALOG, waiting, 'UTC')).toBe(sentence)
  })

  test('names the weekday on the clock of the configuration', () => {
    const report = { at: '2026-03-02T10:00:00.000Z', services: [lasting(2 * DAY_MS + 13 * HOUR_MS)] }
    expect(fleetSentence(report, CATALOG, 0, 'America/New_York')).toContain('on Wednesday')
    expect(fleetSentence(report, CATALOG, 0, 'Europe/Berlin')).toContain('on Thursday')
  })
})

import { describe, expect, test } from 'vitest'
import { matchingServices } from '../../../src/core/status/matching-services.ts'
import type { ServiceReport } from '../../../src/core/status/status-report.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'
import { service as configured } from '../../support/platform.ts'

const service = (name: string, level: string, more: Partial<ServiceReport> = {}): ServiceReport => ({
  service: name,
  title: `The ${name}`,
  level,
  levelTitle: '',
  emoji: shippedPolicy.levels.find(({ name: own }) => own === level)?.emoji ?? '❔',
  since: null,
  remainingRatio: 0.5,
  young: null,
  slo: null,
  stale: false,
  knownAt: null,
  recovering: null,
  policy: { name: shippedPolicy.name, version: '1' },
  freezes: [],
  alerts: [],
  slos: [],
  changes: [],
  ...more,
})
const declared = {
  kind: 'declared',
  id: 'f_1',
  reason: 'r',
  since: null,
  until: null,
  changes: null,
  inForce: true,
} as const
const alert = {
  slo: 'a',
  severity: 'page',
  since: '2026-03-02T09:40:00.000Z',
  rules: ['fast'],
  burnRate: 28,
  lookback: '1h',
} as const

const SERVICES = [
  service('checkout', 'EMERGENCY'),
  service('payments', 'CRITICAL', { alerts: [alert] }),
  service('payouts', 'WARNING', { freezes: [declared] }),
  service('search', 'HEALTHY', { stale: true, freezes: [{ ...declared, inForce: false }] }),
  service('redis', 'HEALTHY', { freezes: [{ ...declared, kind: 'hours' }] }),
]
const CATALOG = {
  services: new Map(SERVICES.map(({ service: name }) => [name, configured(name)])),
  policies: new Map([[shippedPolicy.name, shippedPolicy]]),
}
const found = (word: string) => {
  const matching = matchingServices(word, SERVICES, CATALOG)
  return matching && [matching.by, ...matching.services.map(({ service: name }) => name)].join(' ')
}

describe('a word of /budget status', () => {
  test.each([
    ['CRITICAL', 'sign payments'],
    ['critical', 'sign payments'],
    ['🚨', 'sign checkout'],
    ['⚠️', 'sign payouts'],
    ['⚠', 'sign payouts'],
    ['red', 'sign checkout payments'],
    ['Yellow', 'sign payouts'],
    ['green', 'sign search redis'],
    ['orange', 'sign'],
    ['frozen', 'sign payouts'],
    ['burning', 'sign payments'],
    ['stale', 'sign search'],
    ['pay', 'name payments payouts'],
    ['The', 'name checkout payments payouts search redis'],
    ['THE PAY', 'name payments payouts'],
    ['edi', 'name redis'],
  ])('%s: %s', (word, names) => {
    expect(found(word)).toBe(names)
  })

  test.each(['nothing', 'constructor', 'toString', '<script>'])('%s is none', (word) => {
    expect(found(word)).toBeUndefined()
  })
})

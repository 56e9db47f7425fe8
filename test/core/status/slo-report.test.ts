import { describe, expect, test } from 'vitest'
import type { MeasuredReading, Reading } from '../../../src/core/budgets/reading.ts'
import type { MissingReason } from '../../../src/core/budgets/sli-source.ts'
import type { CompositeMethod, Service, Slo } from '../../../src/core/budgets/slo.ts'
import { type LatestReading, sloReport } from '../../../src/core/status/slo-report.ts'
import { service, slo } from '../../support/platform.ts'

const AT = Date.UTC(2026, 2, 15, 12)

const measured = (one: Slo, errorRatio: number, more: Partial<MeasuredReading> = {}): MeasuredReading => ({
  kind: 'measured',
  service: one.service,
  slo: one.name,
  at: AT,
  good: null,
  total: null,
  errorRatio,
  remainingRatio: 1 - errorRatio / one.objective.errorBudgetRatio,
  burnRates: { '5m': 0, '1h': 0, '6h': 0, '1d': 0, '3d': 0 },
  spentLastDayRatio: 0,
  exhaustsInMs: null,
  coverage: 1,
  ...more,
})
const missing = (one: Slo, reason: MissingReason): Reading => ({
  kind: 'missing',
  service: one.service,
  slo: one.name,
  at: AT,
  reason,
  detail: 'so it was set',
})

const latestOf =
  (...readings: readonly Reading[]): LatestReading =>
  (one) =>
    readings.find((reading) => reading.service === one.service && reading.slo === one.name)

const SHOP: Service = { ...service('shop'), journey: 'People buy things.' }
const [cart, pay] = [slo('cart', '99.5'), slo('payments', '99.9')]
const journey = (method: CompositeMethod): Slo => ({
  ...slo('shop', '99'),
  sli: {
    kind: 'composite',
    method,
    parts: [
      { slo: cart, weight: 3 },
      { slo: pay, weight: 1 },
    ],
  },
})

test('maintenance, the source’s warning and the rationale stand beside the figures', () => {
  const one = { ...slo('shop', '99'), rationale: 'It is what they asked for.' }
  const reading = measured(one, 0.005, { excludedMs: 7_200_000, warning: 'a store was away' })
  expect(sloReport(one, SHOP, latestOf(reading), AT)).toMatchObject({
    remainingRatio: 0.5,
    excludedSeconds: 7_200,
    warning: 'a store was away',
    rationale: 'It is what they asked for.',
    journey: 'People buy things.',
  })
})

test('an SLO’s own journey comes before that of its service', () => {
  const one = { ...slo('shop', '99'), journey: 'People pay.' }
  expect(sloReport(one, SHOP, latestOf(), AT).journey).toBe('People pay.')
})

test('what is not configured is left out', () => {
  const report = sloReport(slo('cart', '99'), service('cart'), latestOf(measured(cart, 0)), AT)
  for (const key of ['excludedSeconds', 'warning', 'rationale', 'journey', 'agreement', 'method', 'parts'])
    expect(report).not.toHaveProperty(key)
})

test('an SLA has its own budget, in tenths of a second', () => {
  const agreement = slo('shop', '99.9').objective
  const one = { ...slo('shop', '99.95'), agreement }
  expect(sloReport(one, SHOP, latestOf(measured(one, 0.00025)), AT).agreement).toEqual({
    objective: 99.9,
    remainingRatio: expect.closeTo(0.75) as number,
    allowedSeconds: 2592,
    leftSeconds: 1944,
    objectiveAllowedSeconds: 1296,
    objectiveLeftSeconds: 648,
    headroomSeconds: 1296,
  })
})

describe('the parts of a composite', () => {
  const partsOf = (method: CompositeMethod, ...readings: readonly Reading[]) =>
    sloReport(journey(method), SHOP, latestOf(...readings), AT)

  test('say what they contribute: 3 × 0.1 % and 0.1 %', () => {
    const report = partsOf('weighted', measured(cart, 0.001), measured(pay, 0.001))
    expect(report).toMatchObject({
      method: 'weighted',
      parts: [
        { service: 'cart', slo: 'availability', weight: 3, successRatio: 0.999, spentShare: 0.75 },
        { service: 'payments', slo: 'availability', weight: 1, successRatio: 0.999, spentShare: 0.25 },
      ],
    })
  })

  test('without traffic one is left out, and the other has it all', () => {
    expect(partsOf('weighted', measured(cart, 0.001), missing(pay, 'no_traffic')).parts).toMatchObject([
      { spentShare: 1 },
      { successRatio: null, spentShare: null, missing: 'no_traffic' },
    ])
  })

  test('while one is missing the shares are unknown', () => {
    const { parts } = partsOf('product', measured(cart, 0.001), missing(pay, 'source_timeout'))
    expect(parts).toMatchObject([
      { successRatio: 0.999, spentShare: null },
      { successRatio: null, spentShare: null, missing: 'source_timeout' },
    ])
    expect(parts?.[0]).not.toHaveProperty('weight')
  })
})

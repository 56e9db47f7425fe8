import { expect, test } from 'vitest'
import type { CostModel } from '../../../src/core/budgets/cost-model.ts'
import { parseObjective } from '../../../src/core/budgets/objective.ts'
import type { MeasuredReading } from '../../../src/core/budgets/reading.ts'
import { rolling } from '../../../src/core/budgets/slo-window.ts'
import type { Slo } from '../../../src/core/budgets/slo.ts'
import { budgetCost, budgetCostLines } from '../../../src/core/cost/budget-cost.ts'
import { DAY_MS } from '../../../src/core/kernel/time/duration.ts'

const NOW = Date.parse('2025-10-23T12:00:00Z')

const slo: Slo = {
  service: 'shop',
  name: 'orders',
  title: 'Orders',
  objective: parseObjective('99.5') ?? { percent: '99.5', errorBudgetRatio: 0.005 },
  window: rolling(30 * DAY_MS),
  sli: { kind: 'pushed' },
}

const reading = (
  remainingRatio: number,
  counts: { good: number; total: number } | null,
): MeasuredReading => ({
  kind: 'measured',
  service: 'shop',
  slo: 'orders',
  at: NOW,
  good: counts?.good ?? null,
  total: counts?.total ?? null,
  errorRatio: (1 - remainingRatio) * 0.005,
  remainingRatio,
  burnRates: { '5m': null, '1h': null, '6h': null, '1d': null, '3d': null },
  spentLastDayRatio: null,
  exhaustsInMs: null,
  coverage: 1,
})

const lines = (model: CostModel, at: MeasuredReading | undefined): readonly string[] => {
  const cost = budgetCost(model, slo, at, NOW)
  return cost === undefined ? [] : budgetCostLines(cost)
}

// 99.5 % of 30 days allow 216 minutes: a point are 2.16.
const MINUTES = { currency: 'EUR', perBadMinute: 100 }
const MACHINES = { currency: 'EUR', infrastructurePerMonth: 9_131.25 }

test.each([
  {
    what: 'minutes, a quarter spent',
    model: MINUTES,
    at: reading(0.75, null),
    said: [
      'Bad service has cost EUR 5,400 in this window',
      'A point of budget costs EUR 216 when it is spent',
    ],
  },
  {
    what: 'requests, 2,500 of a million failed',
    model: { currency: 'EUR', perFailedRequest: 0.05 },
    at: reading(0.5, { good: 997_500, total: 1_000_000 }),
    said: [
      'Bad service has cost EUR 125 in this window',
      'A point of budget costs EUR 2.50 when it is spent',
    ],
  },
  {
    what: 'requests that nobody counts',
    model: { currency: 'EUR', perFailedRequest: 0.05 },
    at: reading(0.5, null),
    said: [],
  },
  {
    what: 'the infrastructure of 30 days over the points',
    model: MACHINES,
    at: reading(0.75, null),
    said: [
      'The infrastructure costs EUR 9,131 a month; over the window EUR 360 for each point of budget spent, EUR 120 for each point left',
    ],
  },
  {
    what: 'nothing spent',
    model: MACHINES,
    at: reading(1, null),
    said: ['The infrastructure costs EUR 9,131 a month; over the window EUR 90 for each point left'],
  },
  {
    what: 'more spent than there was',
    model: MACHINES,
    at: reading(-0.25, null),
    said: [
      'The infrastructure costs EUR 9,131 a month; over the window EUR 72 for each point of budget spent',
    ],
  },
  {
    what: 'no reading',
    model: { ...MINUTES, infrastructurePerMonth: 9_000 },
    at: undefined,
    said: ['A point of budget costs EUR 216 when it is spent', 'The infrastructure costs EUR 9,000 a month'],
  },
])('$what', ({ model, at, said }) => {
  expect(lines(model, at)).toEqual(said)
})

test('a service without a price has no cost', () => {
  expect(budgetCost(undefined, slo, reading(0.5, null), NOW)).toBeUndefined()
})

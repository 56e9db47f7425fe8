import { describe, expect, test } from 'vitest'
import {
  allowedDowntimeMs,
  burnRate,
  errorRatio,
  eventsCostRatio,
  exhaustsInMs,
  outageCostRatio,
  remainingRatio,
} from '../../../src/core/budgets/budget.ts'
import { type Objective, parseObjective } from '../../../src/core/budgets/objective.ts'
import { percentText, sharePercentText } from '../../../src/core/budgets/percent.ts'
import { levelFor } from '../../../src/core/policy/condition.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/core/kernel/time/duration.ts'
import { shippedPolicy } from '../../support/shipped-policy.ts'

function objective(percent: string): Objective {
  const parsed = parseObjective(percent)
  if (parsed === undefined) throw new Error(`${percent} is no objective`)
  return parsed
}

const MONTH_MS = 30 * DAY_MS

test.each([
  { percent: '99.0', days: 30, minutes: 432 },
  { percent: '99.5', days: 30, minutes: 216 },
  { percent: '99.5', days: 1, minutes: 7.2 },
  { percent: '99.9', days: 30, minutes: 43.2 },
  { percent: '99.95', days: 30, minutes: 21.6 },
  { percent: '99.99', days: 30, minutes: 4.32 },
  { percent: '99.99', days: 365, minutes: 52.56 },
  { percent: '99.9', days: 365.25, minutes: 525.96 },
  { percent: '95', days: 30, minutes: 36 * 60 },
])('$percent % over $days days allows $minutes minutes', ({ percent, days, minutes }) => {
  expect(allowedDowntimeMs(objective(percent), days * DAY_MS) / MINUTE_MS).toBeCloseTo(minutes, 9)
})

test.each([
  { percent: '99.0', hours: '7.20' },
  { percent: '99.9', hours: '0.72' },
  { percent: '99.99', hours: '0.07' },
  { percent: '99.5', hours: '3.60' },
])('$percent % over 30 days are $hours hours', ({ percent, hours }) => {
  expect((allowedDowntimeMs(objective(percent), MONTH_MS) / HOUR_MS).toFixed(2)).toBe(hours)
})

test('an SLO of 99.95 % keeps 21.6 minutes a month away from an SLA of 99.9 %', () => {
  const minutes = (percent: string): number => allowedDowntimeMs(objective(percent), MONTH_MS) / MINUTE_MS
  expect(minutes('99.9') - minutes('99.95')).toBeCloseTo(21.6, 9)
})

test.each([
  { what: 'a failover of 30 seconds', ms: 30 * SECOND_MS, cost: '11.6%' },
  { what: 'a full restart of a minute', ms: MINUTE_MS, cost: '23.1%' },
  { what: 'a full restart of two', ms: 2 * MINUTE_MS, cost: '46.3%' },
])('at 99.99 % $what costs $cost of a month, if nothing answers meanwhile', ({ ms, cost }) => {
  expect(sharePercentText(outageCostRatio(ms, 1, objective('99.99'), MONTH_MS))).toBe(cost)
})

// The document's own message has 4 and 6 %: neither follows from its inputs, and the arithmetic wins.
test.each([
  { what: '18 minutes in which 12 % failed', ms: 18 * MINUTE_MS, failed: 0.12, cost: '1%' },
  { what: '8 minutes in which everything failed', ms: 8 * MINUTE_MS, failed: 1, cost: '3.7%' },
])('at 99.5 % $what cost $cost of a month', ({ ms, failed, cost }) => {
  expect(sharePercentText(outageCostRatio(ms, failed, objective('99.5'), MONTH_MS))).toBe(cost)
})

test('two batches at 99.9 % have used 125 % of what they may; the playbook’s code would have shown 0 % left', () => {
  const used = eventsCostRatio(150 + 100, 200_000, objective('99.9'))
  expect(used).toBeCloseTo(1.25, 12)
  expect(percentText(1 - used)).toBe('-25%')
})

test('95 % of 30 nightly runs are one and a half that may fail', () => {
  expect(30 * objective('95').errorBudgetRatio).toBeCloseTo(1.5, 12)
  expect(eventsCostRatio(1, 30, objective('95'))).toBeCloseTo(2 / 3, 12)
})

test.each([
  { objectivePercent: '99.5', good: 99_700, total: 100_000, left: '40%', level: 'WARNING' },
  { objectivePercent: '99.5', good: 99_800, total: 100_000, left: '60%', level: 'HEALTHY' },
  { objectivePercent: '99.5', good: 99_750, total: 100_000, left: '50%', level: 'WARNING' },
  { objectivePercent: '99.5', good: 99_650, total: 100_000, left: '30%', level: 'WARNING' },
  { objectivePercent: '99.5', good: 99_550, total: 100_000, left: '10%', level: 'CRITICAL' },
  { objectivePercent: '99.5', good: 99_500, total: 100_000, left: '0%', level: 'EMERGENCY' },
  { objectivePercent: '99.5', good: 100_000, total: 100_000, left: '100%', level: 'HEALTHY' },
  // Two pushed batches: 150 and 100 bad of 200,000 are 125 % of what 99.9 % allows.
  { objectivePercent: '99.9', good: 99_850 + 99_900, total: 200_000, left: '-25%', level: 'EMERGENCY' },
])('$good of $total good at $objectivePercent % leaves $left: $level', (row) => {
  const bad = errorRatio(row.good, row.total) ?? Number.NaN
  const remaining = remainingRatio(bad, objective(row.objectivePercent))
  expect(percentText(remaining)).toBe(row.left)
  expect(levelFor(shippedPolicy, { remainingRatio: remaining }).name).toBe(row.level)
})

test('the exact boundaries of many counts are met exactly', () => {
  const levels = Array.from({ length: 400 }, (_, index) => {
    const total = (index + 1) * 400
    const bad = errorRatio(total - (index + 1), total) ?? Number.NaN
    return levelFor(shippedPolicy, { remainingRatio: remainingRatio(bad, objective('99.5')) }).name
  })
  expect(new Set(levels)).toEqual(new Set(['WARNING']))
})

test.each([
  { minutes: 8, cost: '3.7%' },
  { minutes: 30, cost: '13.9%' },
  { minutes: 120, cost: '55.6%' },
])('an outage of $minutes minutes costs $cost of a month at 99.5 %', ({ minutes, cost }) => {
  expect(sharePercentText(outageCostRatio(minutes * MINUTE_MS, 1, objective('99.5'), MONTH_MS))).toBe(cost)
})

describe('95 % faster than 300 ms, 1,000 requests a minute', () => {
  const requests = 1_000 * 60 * 24 * 30
  const latency = objective('95')

  test('43.2 million requests a month, 2.16 million of them may be slow', () => {
    expect(requests).toBe(43_200_000)
    expect(requests * latency.errorBudgetRatio).toBeCloseTo(2_160_000, 6)
  })

  test.each([
    { what: '10 minutes at 10 % slow', ms: 10 * MINUTE_MS, slow: 0.1, cost: '0.05%' },
    { what: '1 hour at 50 % slow', ms: HOUR_MS, slow: 0.5, cost: '1.4%' },
    { what: '1 day at 10 % slow', ms: DAY_MS, slow: 0.1, cost: '6.7%' },
  ])('$what costs $cost, by time and by count', ({ ms, slow, cost }) => {
    const slowRequests = (ms / MINUTE_MS) * 1_000 * slow
    expect(sharePercentText(outageCostRatio(ms, slow, latency, MONTH_MS))).toBe(cost)
    expect(sharePercentText(eventsCostRatio(slowRequests, requests, latency))).toBe(cost)
  })
})

test.each([
  { rate: 14.4, days: 2.0833, lookback: '1 h', ms: HOUR_MS, spends: '2%' },
  { rate: 6, days: 5, lookback: '6 h', ms: 6 * HOUR_MS, spends: '5%' },
  { rate: 1, days: 30, lookback: '3 days', ms: 3 * DAY_MS, spends: '10%' },
])(
  'burning at $rate exhausts a month in $days days; $lookback spend $spends',
  ({ rate, days, ms, spends }) => {
    const slo = objective('99.5')
    expect(burnRate(rate * 0.005, slo)).toBeCloseTo(rate, 12)
    expect((exhaustsInMs(1, rate, MONTH_MS) ?? 0) / DAY_MS).toBeCloseTo(days, 3)
    expect(sharePercentText((rate * ms) / MONTH_MS)).toBe(spends)
  },
)

test.each([
  { given: 'a spent budget', remaining: 0, rate: 3, then: 0 },
  { given: 'an overspent budget that no longer burns', remaining: -0.2, rate: 0, then: 0 },
  { given: 'a budget that does not burn', remaining: 0.4, rate: 0, then: null },
  { given: 'an unknown burn rate', remaining: 0.4, rate: null, then: null },
  { given: 'half a budget at twice the pace', remaining: 0.5, rate: 2, then: MONTH_MS / 4 },
])('$given exhausts in $then ms', ({ remaining, rate, then }) => {
  expect(exhaustsInMs(remaining, rate, MONTH_MS)).toBe(then)
})

test('no traffic is no figure', () => {
  expect(errorRatio(0, 0)).toBeUndefined()
})

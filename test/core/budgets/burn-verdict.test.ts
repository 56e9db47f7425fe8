import { describe, expect, test } from 'vitest'
import type { BurnRule } from '../../../src/core/budgets/burn-rule.ts'
import { type BurnVerdict, judgedRules } from '../../../src/core/budgets/burn-verdict.ts'
import type { MeasuredReading } from '../../../src/core/budgets/reading.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'

const RULE: BurnRule = {
  name: '1h-5m',
  severity: 'page',
  longMs: HOUR_MS,
  shortMs: 5 * MINUTE_MS,
  factor: 14.4,
}

const reading = (long: number | null, short: number | null): MeasuredReading => ({
  kind: 'measured',
  service: 's',
  slo: 'a',
  at: 0,
  good: null,
  total: null,
  errorRatio: 0,
  remainingRatio: 1,
  burnRates: { '5m': short, '1h': long, '6h': null, '1d': null, '3d': null },
  spentLastDayRatio: null,
  exhaustsInMs: null,
  coverage: 1,
})

describe('a rule over two lookbacks', () => {
  test.each<[string, number | null, number | null, BurnVerdict]>([
    ['both are above', 14.5, 20, 'firing'],
    ['the long one is at the factor', 14.4, 20, 'quiet'],
    ['the long one is at it but for binary noise', 14.4 + 5e-10, 20, 'quiet'],
    ['the long one is above it by more than that', 14.4 + 2e-9, 20, 'firing'],
    ['the short one is at the factor', 20, 14.4, 'quiet'],
    ['the burning is over: the short one is quiet', 20, 0, 'quiet'],
    ['it has just begun: the long one is quiet', 3, 200, 'quiet'],
    ['the short one is unknown', 20, null, 'unknown'],
    ['the long one is unknown', null, 20, 'unknown'],
    ['the short one is quiet, whatever the long one', null, 3, 'quiet'],
    ['the long one is quiet, whatever the short one', 3, null, 'quiet'],
    ['both are unknown', null, null, 'unknown'],
  ])('%s: %s and %s is %s', (_what, long, short, verdict) => {
    expect(judgedRules([RULE], reading(long, short))[0]?.verdict).toBe(verdict)
  })
})

test('a rule with a single lookback looks at that alone', () => {
  const single = { ...RULE, shortMs: null }
  expect(judgedRules([single], reading(14.5, 0))[0]?.verdict).toBe('firing')
  expect(judgedRules([single], reading(14.4, 200))[0]?.verdict).toBe('quiet')
})

test('a missing reading says nothing', () => {
  const missing = { kind: 'missing', service: 's', slo: 'a', at: 0, reason: 'no_data', detail: '' } as const
  expect(judgedRules([RULE], missing)[0]?.verdict).toBe('unknown')
  expect(judgedRules([RULE], undefined)[0]?.verdict).toBe('unknown')
})

test('figures over further lookbacks count where they were asked for', () => {
  const rule = { ...RULE, longMs: 2 * HOUR_MS, shortMs: 30 * MINUTE_MS, factor: 3 }
  const over = new Map([
    [2 * HOUR_MS, { burnRate: 4, spentRatio: null }],
    [30 * MINUTE_MS, { burnRate: 5, spentRatio: null }],
  ])
  const [judged] = judgedRules([rule], { ...reading(0, 0), over })
  expect(judged).toMatchObject({ verdict: 'firing', longRate: 4, shortRate: 5 })
})

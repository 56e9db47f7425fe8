import { expect, test } from 'vitest'
import { isWorthRange } from '../../../../src/adapters/prometheus/history/range-worth.ts'
import { DAY_MS, HOUR_MS } from '../../../../src/core/kernel/time/duration.ts'

const hourly = { from: 0, strideMs: HOUR_MS, count: 720 }

test.each([
  ['an increase', 'sum(increase(x[5m]))', true],
  ['a subquery over days', 'sum_over_time((x > bool 1)[30d:1m])', true],
  ['a subquery over the hour between two looks', 'sum_over_time((x > bool 1)[59m:1m])', true],
  ['a subquery of five minutes in each hour', 'sum_over_time((x > bool 1)[5m:1m])', false],
  ['the time of the newest sample', 'max(timestamp(x))', false],
  ['the times of a window in a few steps', 'min(min_over_time(timestamp(x)[30d:6h]))', true],
  ['the times of an hour', 'max(max_over_time(timestamp(x)[1h:1m]))', false],
])('%s: %s by a range is %s', (_, promql, isWorth) => {
  expect(isWorthRange(promql, hourly)).toBe(isWorth)
})

test('what is too short for an hourly look may be worth a range of five minutes', () => {
  const promql = 'sum_over_time((x > bool 1)[5m:1m])'
  expect(isWorthRange(promql, { from: 0, strideMs: DAY_MS / 288, count: 288 })).toBe(true)
})

import { expect, test } from 'vitest'
import { worthwhile } from '../../../../src/adapters/prometheus/history/range-worth.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src/core/kernel/time/duration.ts'

const hourly = { from: 0, strideMs: HOUR_MS, count: 2_000 }

test.each([
  ['an increase', 'sum(increase(x[5m]))', 2_000],
  ['a subquery over days', 'sum_over_time((x > bool 1)[30d:1m])', 2_000],
  ['a subquery over the hour between two looks', 'sum_over_time((x > bool 1)[59m:1m])', 2_000],
  ['a subquery of five minutes in each hour', 'sum_over_time((x > bool 1)[5m:1m])', undefined],
  ['the time of the newest sample', 'max(timestamp(x))', 6],
  ['the times of a window, as long as it', 'min(min_over_time(timestamp(x)[30d:6h]))', 720],
  ['the times of an hour', 'max(max_over_time(timestamp(x)[1h:1m]))', undefined],
])('%s, hour by hour: of %s so many by a range: %s', (_, promql, count) => {
  expect(worthwhile(promql, hourly)?.count).toBe(count)
})

test('what is too short for an hourly look may be worth a range of five minutes', () => {
  const each5m = { from: 0, strideMs: 5 * MINUTE_MS, count: DAY_MS / (5 * MINUTE_MS) }
  expect(worthwhile('sum_over_time((x > bool 1)[5m:1m])', each5m)).toEqual(each5m)
  expect(worthwhile('max(max_over_time(timestamp(x)[1h:1m]))', each5m)?.count).toBe(12)
})

test('one time is no range', () => {
  expect(worthwhile('sum(increase(x[5m]))', { ...hourly, count: 1 })).toBeUndefined()
})

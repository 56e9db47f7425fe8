import { describe, expect, test } from 'vitest'
import { fixture, read, refusals, slosOf, told } from './reading.ts'

/** Every field of v1alpha. */
const ALPHA = await fixture('openslo-v1alpha.yaml')

describe('v1alpha', () => {
  test('is read', () => {
    expect(slosOf(read(ALPHA))['box-office/sold']).toEqual({
      name: 'sold',
      title: 'Sold: Sold',
      journey: 'd',
      objective: 99.5,
      window: { calendar: 'month', time_zone: 'UTC' },
      sli: { events: { good: 'sales_total{result="good"}', total: 'sales_total' } },
    })
  })

  test('has thresholds', () => {
    const text = ALPHA.replace(/ratioMetrics:[^]*/, 'op: lte\n').replace(
      '  timeWindows:',
      '  indicator: { thresholdMetric: { source: prometheus, queryType: promql, query: queue_length } }\n  timeWindows:',
    )
    expect(refusals(read(text))).toEqual([])
    expect(slosOf(read(text))['box-office/sold']?.sli).toEqual({
      quality: { gauge: 'queue_length', at_most: 1 },
    })
  })

  test.each([
    [
      'slices, whose length it cannot say',
      'Occurrences',
      'Timeslices',
      '11 spec.objectives[0].timeSliceWindow: missing; how long is a slice? allowed: a duration such as 5m',
    ],
    [
      'another unit',
      'Month',
      'Fortnight',
      '8 spec.timeWindows[0].unit: found "Fortnight"; allowed: Second, Minute, Hour, Day, Week, Month, Quarter, Year',
    ],
    [
      'a count of 0',
      'count: 1',
      'count: 0',
      '8 spec.timeWindows[0].count: found 0; allowed: a whole number above 0',
    ],
    [
      'another source',
      'source: prometheus',
      'source: datadog',
      '16 spec.objectives[0].ratioMetrics.good.source: Budgeteer asks in PromQL; a source datadog does not answer it',
    ],
  ])('refuses %s', (_, from, to, reason) => {
    expect(refusals(read(ALPHA.replace(from, to)))).toEqual([reason])
  })

  const silent = ALPHA.replace('        incremental: true\n', '')

  test('takes what is named as a counter for one, and says so', () => {
    expect(told(read(silent))).toContain(
      'doubtful 14 spec.objectives[0].ratioMetrics.incremental: missing; taken for true, because the names are those of counters',
    )
    expect(slosOf(read(silent))['box-office/sold']?.sli).toEqual({
      events: { good: 'sales_total{result="good"}', total: 'sales_total' },
    })
  })

  test('refuses what is not named as one, and is not said to be', () => {
    expect(refusals(read(silent.replaceAll('sales_total', 'sales')))).toEqual([
      '14 spec.objectives[0].ratioMetrics.incremental: missing; say true for counters that only rise, false for numbers that go up and down',
    ])
  })

  test('asks nothing of queries that look back themselves, as Sloth writes them', () => {
    const metric = (selector: string): string =>
      `{ source: prometheus, queryType: promql, query: 'sum(rate(${selector}[{{.window}}]))' }`
    const reading = read(`apiVersion: openslo/v1alpha
kind: SLO
metadata: { name: checkout-availability, displayName: Checkout answers }
spec:
  service: checkout
  budgetingMethod: Occurrences
  objectives:
    - target: 0.999
      ratioMetrics:
        good: ${metric('requests_total{code!~"5.."}')}
        total: ${metric('requests_total')}
  timeWindows: [{ count: 30, unit: Day }]
`)
    expect(refusals(reading)).toEqual([])
    expect(slosOf(reading)['checkout/checkout-availability']).toEqual({
      name: 'checkout-availability',
      title: 'Checkout answers',
      objective: 99.9,
      window: '30d',
      sli: {
        events: {
          good: 'sum(increase(requests_total{code!~"5.."}[$window]))',
          total: 'sum(increase(requests_total[$window]))',
        },
      },
    })
  })
})

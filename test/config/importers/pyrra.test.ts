import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { changed, fixture, leaves, read, refusals, slosOf, told } from './reading.ts'

/** Every field of `pyrra.dev/v1alpha1` but the indicator. */
const WHOLE = await fixture('pyrra.yaml')

test('a spec with every field is read', () => {
  expect(slosOf(read(WHOLE))).toEqual({
    'seats/seat-map': {
      name: 'seat-map',
      title: 'People see which seats are free.',
      objective: 99.9,
      window: '28d',
      sli: { events: { bad: 'seat_requests_total{code=~"5.."}', total: 'seat_requests_total' } },
    },
  })
  expect(told(read(WHOLE))).toEqual([
    'not-carried 20 status: written by Pyrra’s own controller',
    'not-carried 5 metadata.namespace: Budgeteer has no namespaces; names are distinct within a service',
    'not-carried 6 metadata.labels.pyrra.dev/team: for the labels of recording rules and alerts, which Budgeteer does not need',
    'not-carried 6 metadata.labels.release: for the labels of recording rules and alerts, which Budgeteer does not need',
    'not-carried 7 metadata.annotations: for Kubernetes and the alerts of Pyrra',
    'not-carried 17 spec.alerting.name: for Prometheus alerts; Budgeteer announces in its own words',
    'not-carried 17 spec.alerting.absentName: for Prometheus alerts; Budgeteer announces in its own words',
    'not-carried 17 spec.alerting.absent: what happens when data is missing is the policy’s `on_missing_budget`',
    'not-carried 18 spec.partial_response_strategy: for the ruler of Thanos; Budgeteer tells of partial answers itself',
    'not-carried 19 spec.performanceOverAccuracy: how Pyrra writes its rules; Budgeteer asks over the whole window',
    'doubtful 16 spec.indicator.ratio.grouping: not carried: one SLO for each set of labels is not supported yet; all groups are measured as one',
  ])
})

test('each value is carried or reported', () => {
  const places = read(WHOLE).findings.map(({ path }) => path)
  const passedOver = leaves(parse(WHOLE)).filter(
    (leaf) =>
      !places.some((place) => leaf === place || leaf.startsWith(`${place}.`) || leaf.startsWith(`${place}[`)),
  )
  expect(passedOver).toEqual(['apiVersion', 'kind'])
})

const SPEC = {
  apiVersion: 'pyrra.dev/v1alpha1',
  kind: 'ServiceLevelObjective',
  metadata: { name: 'seat-map' },
  spec: {
    target: '99.9',
    window: '2w',
    indicator: { ratio: { errors: { metric: 'e_total' }, total: { metric: 't_total' } } },
  },
}
const INDICATOR = ['spec', 'indicator']
const SECONDS = 'http_request_duration_seconds'

describe('an indicator of kind', () => {
  test.each<[string, object, object]>([
    [
      'latency, of one histogram',
      {
        latency: {
          success: { metric: `${SECONDS}_bucket{job="seats",le="0.25",code!~"5.."}` },
          total: { metric: `${SECONDS}_count{code!~"5..",job="seats"}` },
        },
      },
      { latency: { histogram: `${SECONDS}{code!~"5..",job="seats"}`, threshold: 0.25 } },
    ],
    [
      'latency, of buckets and requests that differ in their labels',
      {
        latency: {
          success: { metric: `${SECONDS}_bucket{job="seats",code!~"5..",le="0.25"}` },
          total: { metric: `${SECONDS}_count{job="seats"}` },
        },
      },
      {
        events: {
          good: `${SECONDS}_bucket{job="seats",code!~"5..",le="0.25"}`,
          total: `${SECONDS}_count{job="seats"}`,
        },
      },
    ],
    [
      'latency, of a bound that servers write in several ways',
      {
        latency: {
          success: { metric: `${SECONDS}_bucket{job="seats",code!~"5..",le="1"}` },
          total: { metric: `${SECONDS}_count{job="seats"}` },
        },
      },
      {
        events: {
          good: `${SECONDS}_bucket{job="seats",code!~"5..",le=~"1|1\\\\.0"}`,
          total: `${SECONDS}_count{job="seats"}`,
        },
      },
    ],
    [
      'latencyNative',
      { latencyNative: { latency: '250ms', total: { metric: `${SECONDS}{job="seats"}` }, grouping: [] } },
      { latency: { histogram: `${SECONDS}{job="seats"}`, threshold: 0.25, native: true } },
    ],
    [
      'bool_gauge',
      { bool_gauge: { metric: 'probe_success{job="seats"}' } },
      {
        events: {
          good: 'sum(sum_over_time(probe_success{job="seats"}[$window]))',
          total: 'sum(count_over_time(probe_success{job="seats"}[$window]))',
        },
      },
    ],
  ])('%s', (_, indicator, sli) => {
    const reading = read(changed(SPEC, INDICATOR, indicator))
    expect(refusals(reading)).toEqual([])
    expect(slosOf(reading)['seat-map/seat-map']?.sli).toEqual(sli)
  })
})

describe('carried:', () => {
  test('a service that is said from outside, where no label names one', () => {
    expect(
      Object.keys(slosOf(read(changed(SPEC, ['kind'], 'ServiceLevelObjective'), { service: 'shop' }))),
    ).toEqual(['shop/seat-map'])
  })

  test.each([
    ['disabled alerts', { disabled: true }],
    ['no burn rates', { burnrates: false }],
  ])('%s, as burn alerts that are off', (_, alerting) => {
    const slo = slosOf(read(changed(SPEC, ['spec', 'alerting'], alerting)))['seat-map/seat-map']
    expect(slo?.burn_alerts).toBe('off')
  })

  test('a year of 365 days', () => {
    const slo = slosOf(read(changed(SPEC, ['spec', 'window'], '1y')))['seat-map/seat-map']
    expect(slo?.window).toBe('365d')
  })

  test('the objects of a list', () => {
    const second = { ...SPEC, metadata: { name: 'prices' } }
    const list = {
      apiVersion: 'pyrra.dev/v1alpha1',
      kind: 'ServiceLevelObjectiveList',
      items: [SPEC, second],
    }
    expect(Object.keys(slosOf(read(JSON.stringify(list))))).toEqual(['prices/prices', 'seat-map/seat-map'])
  })
})

describe('refused, with the reason:', () => {
  const errors = [...INDICATOR, 'ratio', 'errors']
  test.each<[string, readonly (string | number)[], unknown, string]>([
    [
      'another version',
      ['apiVersion'],
      'pyrra.dev/v1',
      '1 apiVersion: the version pyrra.dev/v1 is not read; Budgeteer reads pyrra.dev/v1alpha1',
    ],
    [
      'another kind',
      ['kind'],
      'Objective',
      '2 kind: found kind "Objective"; Pyrra has ServiceLevelObjective',
    ],
    [
      'no target',
      ['spec', 'target'],
      undefined,
      '5 spec.target: missing; allowed: a percentage such as "99.5"',
    ],
    [
      'a target of 100',
      ['spec', 'target'],
      '100',
      '6 spec.target: found 100, which leaves no error budget to spend; allowed: a percentage above 0 and below 100, such as 99.5',
    ],
    [
      'a ratio for a target',
      ['spec', 'target'],
      '0.999',
      '6 spec.target: found 0.999, which reads as 0.999 %; write 99.9 for that ratio',
    ],
    [
      'a target in words',
      ['spec', 'target'],
      'three nines',
      '6 spec.target: found "three nines"; allowed: a number in decimal digits',
    ],
    ['no window', ['spec', 'window'], undefined, '5 spec.window: missing; allowed: a duration such as 28d'],
    [
      'a window in words',
      ['spec', 'window'],
      'month',
      '7 spec.window: found "month"; allowed: a duration such as 28d',
    ],
    [
      'a window of a day',
      ['spec', 'window'],
      '1d',
      '7 spec.window: found 1d; allowed: at least 3d, the longest burn rate’s lookback',
    ],
    [
      'no indicator',
      INDICATOR,
      undefined,
      '5 spec.indicator: missing; allowed: one of ratio, latency, latencyNative, bool_gauge',
    ],
    [
      'an empty indicator',
      INDICATOR,
      {},
      '8 spec.indicator: missing; allowed: one of ratio, latency, latencyNative, bool_gauge',
    ],
    [
      'two indicators',
      [...INDICATOR, 'bool_gauge'],
      { metric: 'up' },
      '8 spec.indicator: found ratio and bool_gauge; allowed: one of ratio, latency, latencyNative, bool_gauge',
    ],
    [
      'no errors',
      errors,
      undefined,
      '9 spec.indicator.ratio.errors: missing; allowed: a mapping with metric',
    ],
    [
      'an expression',
      [...errors, 'metric'],
      'sum(e_total)',
      '11 spec.indicator.ratio.errors.metric: neither Pyrra nor Budgeteer reads it; allowed: a selector such as http_requests_total{job="api"}',
    ],
    [
      'a latency without its bucket',
      INDICATOR,
      { latency: { success: { metric: 'h_bucket' }, total: { metric: 'h_count' } } },
      '10 spec.indicator.latency.success: it has no le, so each request would count once for every bucket; allowed: a bucket such as x_bucket{le="0.5"}',
    ],
    [
      'errors that are the total',
      [...errors, 'metric'],
      't_total',
      '8 spec.indicator: the same as total, so that every event would be bad; count the bad ones alone',
    ],
    [
      'a native histogram without its latency',
      INDICATOR,
      { latencyNative: { total: { metric: 'h' } } },
      '9 spec.indicator.latencyNative.latency: missing; allowed: a text',
    ],
    [
      'a latency that is none',
      INDICATOR,
      { latencyNative: { latency: 'fast', total: { metric: 'h' } } },
      '10 spec.indicator.latencyNative.latency: found "fast"; allowed: a duration such as 200ms',
    ],
  ])('%s', (_, path, value, reason) => {
    const reading = read(changed(SPEC, path, value))
    expect(refusals(reading)).toEqual([reason])
    expect(reading.services).toEqual([])
  })
})

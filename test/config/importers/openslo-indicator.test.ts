import { describe, expect, test } from 'vitest'
import { OBJECTIVE, query, SPEC } from './openslo-spec.ts'
import { changed, read, refusals, slosOf } from './reading.ts'

const INDICATOR = ['spec', 'indicator', 'spec']
const RATIO = [...INDICATOR, 'ratioMetric']

describe('an indicator of', () => {
  test.each<[string, object, object]>([
    [
      'good and total counters',
      { counter: true, good: query('sum(g)'), total: query('sum (t{a="b"})') },
      { events: { good: 'g', total: 't{a="b"}' } },
    ],
    [
      'queries with the window',
      { good: query('sum(increase(g[{{.window}}]))'), total: query('sum(increase(t[{{.window}}]))') },
      { events: { good: 'sum(increase(g[$window]))', total: 'sum(increase(t[$window]))' } },
    ],
    [
      'numbers that go up and down',
      { counter: false, bad: query('b'), total: query('x + y') },
      { events: { bad: 'sum(sum_over_time(b[$window]))', total: 'sum(sum_over_time((x + y)[$window:1m]))' } },
    ],
    [
      'a stored success ratio',
      { raw: query('ratio{a="b"}'), rawType: 'success' },
      { ratio: { expr: 'avg(avg_over_time(ratio{a="b"}[$window]))' } },
    ],
    [
      'a stored failure ratio',
      { raw: query('1 - ratio'), rawType: 'failure' },
      { ratio: { expr: '1 - (avg(avg_over_time((1 - ratio)[$window:1m])))' } },
    ],
  ])('%s', (_, ratioMetric, sli) => {
    const reading = read(changed(SPEC, INDICATOR, { ratioMetric }))
    expect(refusals(reading)).toEqual([])
    expect(slosOf(reading)['box-office/sold']?.sli).toEqual(sli)
  })

  test.each([
    ['lte', { quality: { gauge: 'histogram_quantile(0.9, rate(x[5m]))', at_most: 0.25 } }],
    ['gte', { quality: { gauge: 'histogram_quantile(0.9, rate(x[5m]))', at_least: 0.25 } }],
  ])('a threshold, %s', (op, sli) => {
    const spec = {
      ...SPEC.spec,
      indicator: {
        metadata: { name: 'x' },
        spec: { thresholdMetric: query('histogram_quantile(0.9, rate(x[5m]))') },
      },
    }
    const reading = read(changed({ ...SPEC, spec }, OBJECTIVE, { op, value: 0.25, target: 0.99 }))
    expect(refusals(reading)).toEqual([])
    expect(slosOf(reading)['box-office/sold']?.sli).toEqual(sli)
  })

  test.each([
    ['lt', '<'],
    ['gt', '>'],
  ])('a strict threshold, %s', (op, operator) => {
    const spec = {
      ...SPEC.spec,
      indicator: { metadata: { name: 'x' }, spec: { thresholdMetric: query('queue') } },
    }
    const reading = read(changed({ ...SPEC, spec }, OBJECTIVE, { op, value: 5, target: 0.99 }))
    expect(slosOf(reading)['box-office/sold']?.sli).toEqual({
      ratio: { expr: `avg(avg_over_time(((queue) ${operator} bool 5)[$window:1m]))` },
    })
  })
})

describe('refused, with the reason:', () => {
  test.each<[string, readonly (string | number)[], unknown, string]>([
    [
      'an indicator twice',
      ['spec', 'indicatorRef'],
      'sales',
      '7 spec.indicator: an SLO has either indicator or indicatorRef',
    ],
    [
      'an indicator that is not there',
      ['spec', 'indicator'],
      undefined,
      '5 spec.indicator: an SLO has either indicator or indicatorRef',
    ],
    [
      'neither ratio nor threshold',
      INDICATOR,
      {},
      '10 spec.indicator.spec: an indicator has exactly one of ratioMetric, thresholdMetric',
    ],
    [
      'a threshold without its value',
      INDICATOR,
      { thresholdMetric: query('x') },
      '11 spec.indicator.spec.thresholdMetric: its objective says neither op nor value to hold it against',
    ],
    [
      'good beside bad',
      [...RATIO, 'bad'],
      query('b'),
      '11 spec.indicator.spec.ratioMetric: a ratio has total and exactly one of good, bad; or raw alone',
    ],
    [
      'good without total',
      [...RATIO, 'total'],
      undefined,
      '11 spec.indicator.spec.ratioMetric: a ratio has total and exactly one of good, bad; or raw alone',
    ],
    [
      'raw beside good',
      [...RATIO, 'raw'],
      query('r'),
      '23 spec.indicator.spec.ratioMetric.raw: raw cannot stand beside good, bad or total',
    ],
    [
      'raw without its type',
      RATIO,
      { raw: query('r') },
      '11 spec.indicator.spec.ratioMetric.rawType: found nothing; allowed: success, failure',
    ],
    [
      'counters that are not said to be some',
      RATIO,
      { good: query('good_requests'), total: query('all_total') },
      '11 spec.indicator.spec.ratioMetric.counter: missing; say true for counters that only rise, false for numbers that go up and down',
    ],
    [
      'a data source that speaks no PromQL',
      [...RATIO, 'good'],
      query('q', { type: 'Datadog' }),
      '15 spec.indicator.spec.ratioMetric.good.metricSource.type: Budgeteer asks in PromQL; a data source of type Datadog does not answer it',
    ],
    [
      'a data source without a query',
      [...RATIO, 'good', 'metricSource', 'spec'],
      { sql: 'select 1' },
      '16 spec.indicator.spec.ratioMetric.good.metricSource.spec.query: missing; allowed: a PromQL query',
    ],
    [
      'an expression of counters without a window',
      [...RATIO, 'good'],
      query('a + b'),
      '7 spec.indicator: neither a selector such as http_requests_total{job="api"} nor an expression over [$window]',
    ],
    [
      'another template',
      [...RATIO, 'good'],
      query('a{b="{{ .x }}"}'),
      '17 spec.indicator.spec.ratioMetric.good.metricSource.spec.query: the template {{ .x }} cannot be filled in; only {{.window}} can',
    ],
  ])('%s', (_, path, value, reason) => {
    const reading = read(changed(SPEC, path, value))
    expect(refusals(reading)).toEqual([reason])
    expect(reading.services).toEqual([])
  })

  test('an indicator that no document has', () => {
    const { indicator: _, ...spec } = SPEC.spec
    const reading = read(changed({ ...SPEC, spec }, ['spec', 'indicatorRef'], 'sales'))
    expect(refusals(reading)).toEqual(['13 spec.indicatorRef: no SLI of these files is called sales'])
  })
})

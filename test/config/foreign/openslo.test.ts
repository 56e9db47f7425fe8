import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { changed, fixture, leaves, read, refusals, slosOf, told } from './reading.ts'

/** Every kind and every field of OpenSLO v1, composites aside. */
const WHOLE = await fixture('openslo.yaml')

test('documents of every kind with every field are read', () => {
  const reading = read(WHOLE, { sources: ['numbers', 'main'] })
  const sli = {
    events: { source: 'numbers', bad: 'sales_total{result="bad"}', total: 'sales_total' },
  }
  const common = {
    journey: 'People get the ticket they paid for.',
    window: { calendar: 'quarter', time_zone: 'Europe/Berlin' },
    sli,
  }
  const slow = { name: 'slow', severity: 'ticket', long: '1d', factor: 2 }
  expect(slosOf(reading)).toEqual({
    'box-office/sold-all-of-them': {
      ...common,
      name: 'sold-all-of-them',
      title: 'Tickets sold: All of them',
      objective: 99.5,
      budgeting: { timeslices: { slice: '5m', target: 95 } },
      burn_alerts: [{ name: 'fast', severity: 'page', long: '1h', factor: 14.4 }, slow],
    },
    'box-office/sold-most-of-them': {
      ...common,
      name: 'sold-most-of-them',
      title: 'Tickets sold: Most of them',
      objective: 90,
      budgeting: { timeslices: { slice: '1h', target: 100 } },
      burn_alerts: [slow],
    },
  })
  expect(reading.services[0]).toMatchObject({ title: 'Box office', journey: 'Sells tickets.' })
  expect(told(reading).filter((line) => !line.startsWith('not-carried'))).toEqual([
    'doubtful 74 spec.alertPolicies[1].spec.conditions[0].spec.condition.op: Budgeteer fires above the threshold, not at it',
    'doubtful 64 spec.alertPolicies: fast is not carried: at 90 % it could never fire',
  ])
  expect(JSON.stringify(reading.findings)).not.toContain('hunter2')
})

test('each value is carried or told of', () => {
  const { findings } = read(WHOLE)
  const documents = parseAllDocuments(WHOLE).map((document) => document.toJS() as unknown)
  const places = findings.map(({ path }) => path.replaceAll(/\[slow\]/g, '[1]'))
  const whole = new Set(
    findings.filter(({ path }) => path === '').map(({ message }) => message.split(':')[0]),
  )
  const passedOver = documents.flatMap((document) => {
    const kind = (document as { kind: string }).kind
    if (whole.has(kind)) return []
    return leaves(document)
      .filter(
        (leaf) =>
          !places.some(
            (place) => leaf === place || leaf.startsWith(`${place}.`) || leaf.startsWith(`${place}[`),
          ),
      )
      .map((leaf) => `${kind} ${leaf}`)
  })
  expect(passedOver.filter((leaf) => !/ (apiVersion|kind)$|\.kind$|metadata\.name$/.test(leaf))).toEqual([])
})

const query = (promql: string, more: object = {}): object => ({
  metricSource: { type: 'Prometheus', spec: { query: promql }, ...more },
})
const SPEC = {
  apiVersion: 'openslo/v1',
  kind: 'SLO',
  metadata: { name: 'sold' },
  spec: {
    service: 'box-office',
    indicator: {
      metadata: { name: 'sales' },
      spec: { ratioMetric: { counter: true, good: query('good_total'), total: query('all_total') } },
    },
    timeWindow: [{ duration: '28d', isRolling: true }],
    budgetingMethod: 'Occurrences',
    objectives: [{ target: 0.995 }],
  },
}
const INDICATOR = ['spec', 'indicator', 'spec']
const RATIO = [...INDICATOR, 'ratioMetric']
const OBJECTIVE = ['spec', 'objectives', 0]

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

describe('a window of', () => {
  const calendar = (startTime: string): object => ({ calendar: { startTime, timeZone: 'UTC' } })
  test.each<[string, object, unknown]>([
    ['4w that rolls', { duration: '4w', isRolling: true }, '4w'],
    [
      'a calendar week',
      { duration: '1w', ...calendar('2024-01-01 00:00:00') },
      { calendar: 'week', time_zone: 'UTC' },
    ],
    [
      'a calendar month',
      { duration: '1M', ...calendar('2024-02-01 00:00:00') },
      { calendar: 'month', time_zone: 'UTC' },
    ],
    [
      'a quarter',
      { duration: '3M', ...calendar('2024-07-01 00:00:00') },
      { calendar: 'quarter', time_zone: 'UTC' },
    ],
    [
      'a year',
      { duration: '1Y', ...calendar('2024-01-01 00:00:00') },
      { calendar: 'year', time_zone: 'UTC' },
    ],
  ])('%s', (_, window, ours) => {
    const reading = read(changed(SPEC, ['spec', 'timeWindow'], [window]))
    expect(refusals(reading)).toEqual([])
    expect(slosOf(reading)['box-office/sold']?.window).toEqual(ours)
  })

  test.each<[string, object, string]>([
    [
      '1m, which is a minute',
      { duration: '1m', isRolling: true },
      '1m counts minutes in OpenSLO, where M is a month; write 30d for a month that rolls',
    ],
    [
      '1m by the calendar',
      { duration: '1m', ...calendar('2024-01-01 00:00:00') },
      '1m counts minutes in OpenSLO, where M is a month; a calendar month is 1M',
    ],
    [
      'a month that rolls',
      { duration: '1M', isRolling: true },
      'a rolling window of 1M has no fixed length: write days such as 30d, or a calendar window',
    ],
    [
      'two months',
      { duration: '2M', ...calendar('2024-01-01 00:00:00') },
      'a calendar window of 2M; allowed: one week, month, quarter or year',
    ],
    [
      'a month from the 21st',
      { duration: '1M', ...calendar('2020-01-21 12:30:00') },
      'found "2020-01-21 12:30:00"; Budgeteer’s month begins on the first of a month, at 00:00:00',
    ],
    [
      'a week from a Tuesday',
      { duration: '1w', ...calendar('2024-01-02 00:00:00') },
      'found "2024-01-02 00:00:00"; Budgeteer’s week begins on a Monday, at 00:00:00',
    ],
    [
      'a day that there is not',
      { duration: '1M', ...calendar('2024-13-01 00:00:00') },
      'found "2024-13-01 00:00:00"; Budgeteer’s month begins on the first of a month, at 00:00:00',
    ],
    [
      'no zone',
      { duration: '1M', calendar: { startTime: '2024-01-01 00:00:00' } },
      'missing; allowed: a text',
    ],
    [
      'a zone that there is not',
      { duration: '1M', calendar: { startTime: '2024-01-01 00:00:00', timeZone: 'Mars/Base' } },
      'found "Mars/Base"; allowed: a time zone such as UTC or Europe/Berlin',
    ],
    [
      'both',
      { duration: '1M', isRolling: true, ...calendar('2024-01-01 00:00:00') },
      'a window either rolls or has a calendar; take one away',
    ],
    [
      'neither',
      { duration: '30d', isRolling: false },
      'a window that does not roll needs calendar: startTime and timeZone',
    ],
    [
      'a text',
      { duration: 'long', isRolling: true },
      'found "long"; allowed: a duration such as 30d, 4w or 1M',
    ],
    [
      'a day',
      { duration: '1d', isRolling: true },
      'found 1d; allowed: at least 3d, the longest burn rate’s lookback',
    ],
  ])('%s is refused', (_, window, reason) => {
    const reading = read(changed(SPEC, ['spec', 'timeWindow'], [window]))
    expect(refusals(reading)).toHaveLength(1)
    expect(refusals(reading)[0]).toMatch(/^\d+ spec\.timeWindow/)
    expect(refusals(reading)[0]?.endsWith(`: ${reason}`)).toBe(true)
  })
})

describe('refused, with the reason:', () => {
  test.each<[string, readonly (string | number)[], unknown, string]>([
    [
      'another version',
      ['apiVersion'],
      'openslo/v2alpha',
      '1 apiVersion: the version openslo/v2alpha is not read; Budgeteer reads openslo/v1 and openslo/v1alpha',
    ],
    [
      'another kind',
      ['kind'],
      'Budget',
      '2 kind: found kind "Budget"; OpenSLO has SLO, SLI, Service, DataSource, AlertPolicy, AlertCondition, AlertNotificationTarget',
    ],
    ['no service', ['spec', 'service'], undefined, '5 spec.service: missing; allowed: a text'],
    [
      'no window',
      ['spec', 'timeWindow'],
      undefined,
      '5 spec.timeWindow: missing; OpenSLO defines no default: write the window that is meant',
    ],
    [
      'no budgeting method',
      ['spec', 'budgetingMethod'],
      undefined,
      '5 spec.budgetingMethod: missing; allowed: a text',
    ],
    [
      'another budgeting method',
      ['spec', 'budgetingMethod'],
      'Slices',
      '26 spec.budgetingMethod: found "Slices"; allowed: Occurrences, Timeslices, RatioTimeslices',
    ],
    [
      'slices without a length',
      ['spec', 'budgetingMethod'],
      'Timeslices',
      '28 spec.objectives[0].timeSliceWindow: missing; how long is a slice? allowed: a duration such as 5m',
    ],
    [
      'no objectives',
      ['spec', 'objectives'],
      [],
      '27 spec.objectives: an empty list; allowed: at least one objective',
    ],
    [
      'an indicator of an objective beside its own',
      [...OBJECTIVE, 'indicatorRef'],
      'sales',
      '29 spec.objectives[0].indicatorRef: either the SLO has an indicator or each of its objectives; take one away',
    ],
    [
      'no target',
      OBJECTIVE,
      { displayName: 'x' },
      '28 spec.objectives[0].target: missing; allowed: a ratio such as 0.995, or targetPercent',
    ],
    [
      'two targets',
      [...OBJECTIVE, 'targetPercent'],
      99,
      '28 spec.objectives[0].target: an objective has either target or targetPercent; take one away',
    ],
    [
      'a target of 1',
      [...OBJECTIVE, 'target'],
      1,
      '28 spec.objectives[0].target: found 100, which leaves no error budget to spend; allowed: a percentage above 0 and below 100, such as 99.5',
    ],
    [
      'a percentage for a target',
      [...OBJECTIVE, 'target'],
      99.5,
      '28 spec.objectives[0].target: found 99.5; allowed: a ratio from 0 up to, not including, 1',
    ],
    [
      'a target of 0',
      [...OBJECTIVE, 'target'],
      0,
      '28 spec.objectives[0].target: found 0; allowed: a percentage above 0 and below 100, such as 99.5',
    ],
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
      [...RATIO, 'counter'],
      undefined,
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

  test('a second document of the same kind and name', () => {
    const reading = read(`${JSON.stringify(SPEC)}\n---\n${JSON.stringify(SPEC)}`)
    expect(refusals(reading)).toEqual([
      '3 metadata.name: another SLO is called sold, at spec.yaml:1; names are distinct',
    ])
  })
})

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
    [
      'no word on counters',
      '        incremental: true\n',
      '',
      '14 spec.objectives[0].ratioMetrics.incremental: missing; say true for counters that only rise',
    ],
  ])('refuses %s', (_, from, to, reason) => {
    expect(refusals(read(ALPHA.replace(from, to)))).toEqual([reason])
  })
})

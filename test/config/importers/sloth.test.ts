import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { changed, fixture, leaves, read, refusals, slosOf, told } from './reading.ts'

/** Every field of `prometheus/v1`. */
const PLAIN = await fixture('sloth.yaml')

const KUBERNETES = await fixture('sloth-kubernetes.yaml')

const PAGES_ALONE = [
  { name: 'page-1h', severity: 'page', long: '1h', short: '5m', budget_percent: 2 },
  { name: 'page-6h', severity: 'page', long: '6h', short: '30m', budget_percent: 5 },
]

test('a spec with every field of prometheus/v1 is read', () => {
  expect(slosOf(read(PLAIN))).toEqual({
    'ticket-shop/orders': {
      name: 'orders',
      title: 'Orders that are taken.',
      objective: 99.95,
      window: '30d',
      sli: {
        events: {
          bad: 'sum(increase(orders_total{job="shop",result=~"failed|rate(x)"}[$window]))',
          total: 'sum(increase(orders_total{job="shop"}[$window]))',
        },
      },
      burn_alerts: PAGES_ALONE,
    },
    'ticket-shop/seats': {
      name: 'seats',
      title: 'seats',
      objective: 99,
      window: '30d',
      sli: { ratio: { expr: '1 - (seats:errors:ratio_rate$window)' } },
      burn_alerts: 'off',
    },
  })
  expect(told(read(PLAIN))).toEqual([
    'not-carried 3 labels: for the labels of recording rules and alerts, which Budgeteer does not need',
    'not-carried 4 slo_plugins: plugins change how Sloth writes its rules; Budgeteer does not run their code',
    'not-carried 9 slos[orders].labels: for the labels of recording rules and alerts, which Budgeteer does not need',
    'not-carried 10 slos[orders].infoLabels: for the labels of recording rules and alerts, which Budgeteer does not need',
    'not-carried 11 slos[orders].interval: how often Prometheus evaluates Sloth’s rules',
    'not-carried 12 slos[orders].plugins: plugins change how Sloth writes its rules; Budgeteer does not run their code',
    'not-carried 19 slos[orders].alerting.name: for Prometheus alerts; Budgeteer announces in its own words',
    'not-carried 20 slos[orders].alerting.labels: for Prometheus alerts; Budgeteer announces in its own words',
    'not-carried 21 slos[orders].alerting.annotations: for Prometheus alerts; Budgeteer announces in its own words',
    'not-carried 22 slos[orders].alerting.page_alert.labels: for Prometheus alerts; Budgeteer announces in its own words',
    'not-carried 22 slos[orders].alerting.page_alert.annotations: for Prometheus alerts; Budgeteer announces in its own words',
    'not-carried 23 slos[orders].alerting.ticket_alert.labels: for Prometheus alerts; Budgeteer announces in its own words',
    'not-carried 23 slos[orders].alerting.ticket_alert.annotations: for Prometheus alerts; Budgeteer announces in its own words',
    'assumed 6 slos[orders]: window: 30d, Sloth’s default period; say another with `window`',
    'assumed 24 slos[seats]: window: 30d, Sloth’s default period; say another with `window`',
  ])
})

test('the custom resource of Kubernetes says the same in its own spelling', () => {
  const { 'ticket-shop/orders': orders, 'ticket-shop/seats': seats } = slosOf(read(KUBERNETES))
  expect(orders).toMatchObject({
    objective: 99.95,
    sli: {
      events: {
        bad: 'sum(increase(orders_total{result="failed"}[$window])) or vector(0)',
        total: 'sum(increase(orders_total[$window]))',
      },
    },
    burn_alerts: PAGES_ALONE,
  })
  expect(seats).toEqual({
    name: 'seats',
    title: 'seats',
    objective: 99,
    window: '30d',
    sli: { ratio: { expr: '1 - (seats:errors:ratio_rate$window)' } },
  })
})

test.each([
  ['prometheus/v1', PLAIN],
  ['Kubernetes', KUBERNETES],
])('each value of a spec of %s is carried or told of', (_, text) => {
  const reading = read(text)
  const places = reading.findings.map(({ path }) => path)
  const named = leaves(parse(text)).map((path) =>
    path.replace(/slos\[0\]/, 'slos[orders]').replace(/slos\[1\]/, 'slos[seats]'),
  )
  const passedOver = named.filter(
    (leaf) =>
      !places.some(
        (place) =>
          place !== '' && (leaf === place || leaf.startsWith(`${place}.`) || leaf.startsWith(`${place}[`)),
      ),
  )
  expect(passedOver).toEqual(text === PLAIN ? ['version'] : ['apiVersion', 'kind'])
})

test('the period that Sloth was run with is the window of all', () => {
  const { services, findings } = read(PLAIN, { window: '28d', source: 'main' })
  expect(services[0]?.slos.map(({ slo }) => slo.window)).toEqual(['28d', '28d'])
  expect(findings.find(({ outcome }) => outcome === 'assumed')?.message).toBe('window: 28d, as told')
  expect(services[0]?.slos[0]?.slo.sli).toMatchObject({ events: { source: 'main' } })
})

const SPEC = {
  version: 'prometheus/v1',
  service: 'shop',
  slos: [
    {
      name: 'orders',
      objective: 99.5,
      sli: {
        events: { error_query: 'sum(rate(e[{{.window}}]))', total_query: 'sum(rate(t[{{.window}}]))' },
      },
      alerting: { name: 'A' },
    },
  ],
}
const ERROR = ['slos', 0, 'sli', 'events', 'error_query']

describe('refused, with the reason:', () => {
  test.each<[string, readonly (string | number)[], unknown, string]>([
    [
      'a version of the future',
      ['version'],
      'prometheus/v2',
      '1 version: the version prometheus/v2 is not read; Budgeteer reads prometheus/v1',
    ],
    [
      'a name from a template',
      ['service'],
      'shop-{{ env }}',
      '2 service: the template shop-{{ env }} cannot be filled in',
    ],
    ['no SLOs', ['slos'], undefined, '1 slos: missing; allowed: a list of SLOs'],
    ['an empty list of SLOs', ['slos'], [], '3 slos: an empty list; allowed: at least one SLO'],
    ['an SLO that is a text', ['slos', 0], 'orders', '4 slos[0]: found "orders"; allowed: a mapping'],
    [
      'no objective',
      ['slos', 0, 'objective'],
      undefined,
      '4 slos[orders].objective: missing; allowed: a percentage such as 99.9',
    ],
    [
      'an objective of 100 %',
      ['slos', 0, 'objective'],
      100,
      '5 slos[orders].objective: found 100, which leaves no error budget to spend; allowed: a percentage above 0 and below 100, such as 99.5',
    ],
    [
      'an objective of 0',
      ['slos', 0, 'objective'],
      0,
      '5 slos[orders].objective: found 0; allowed: a percentage above 0 and below 100, such as 99.5',
    ],
    [
      'a ratio for a percentage',
      ['slos', 0, 'objective'],
      0.999,
      '5 slos[orders].objective: found 0.999, which reads as 0.999 %; write 99.9 for that ratio',
    ],
    [
      'an objective in words',
      ['slos', 0, 'objective'],
      'high',
      '5 slos[orders].objective: found "high"; allowed: a number in decimal digits',
    ],
    ['no SLI', ['slos', 0, 'sli'], undefined, '4 slos[orders].sli: missing; allowed: one of events, raw'],
    ['an empty SLI', ['slos', 0, 'sli'], {}, '6 slos[orders].sli: missing; allowed: one of events, raw'],
    [
      'two SLIs',
      ['slos', 0, 'sli', 'raw'],
      { error_ratio_query: 'x[{{.window}}]' },
      '6 slos[orders].sli: found events and raw; allowed: one of events, raw',
    ],
    [
      'a plugin',
      ['slos', 0, 'sli'],
      { plugin: { id: 'x', options: {} } },
      '7 slos[orders].sli.plugin: a plugin is code that Sloth runs; write the queries that it answers with into events or raw',
    ],
    ['no error query', ERROR, undefined, '7 slos[orders].sli.events.error_query: missing; allowed: a text'],
    [
      'a query without the window',
      ERROR,
      'sum(rate(e[5m]))',
      '8 slos[orders].sli.events.error_query: the query has no lookback; write [{{.window}}] where it belongs',
    ],
    [
      'a fixed lookback beside the window',
      ERROR,
      'sum(rate(e[{{.window}}])) + sum(rate(f[5m]))',
      '6 slos[orders].sli: the lookback [5m] is fixed; write [$window]',
    ],
    [
      'another template',
      ERROR,
      'sum(rate(e{job="{{ .service }}"}[{{.window}}]))',
      '8 slos[orders].sli.events.error_query: the template {{ .service }} cannot be filled in; only {{.window}} can',
    ],
    [
      'a bracket too few',
      ERROR,
      'sum(rate(e[{{.window}}])',
      '6 slos[orders].sli: the bracket ( has no partner',
    ],
    [
      'errors that are the total',
      ERROR,
      'sum (rate(t[{{.window}}]))',
      '6 slos[orders].sli: the same as total, so that every event would be bad; count the bad ones alone',
    ],
    [
      'a ratio for each cluster',
      ['slos', 0, 'sli'],
      {
        raw: {
          error_ratio_query:
            'sum by (cluster) (rate(e[{{.window}}])) / sum by (cluster) (rate(t[{{.window}}]))',
        },
      },
      '8 slos[orders].sli.raw.error_ratio_query: by (cluster) has a ratio for each, which is not one number; write an SLO for each of them, or take it away',
    ],
  ])('%s', (_, path, value, reason) => {
    const reading = read(changed(SPEC, path, value))
    expect(refusals(reading)).toEqual([reason])
    expect(reading.services).toEqual([])
  })

  test('the second of two SLOs of one name, wherever it stands', () => {
    const reading = read([stringify(SPEC), stringify(SPEC)].join('---\n'))
    expect(refusals(reading)).toEqual([
      '16 slos[orders].name: the service shop has another SLO called orders, at spec.yaml:4; names are distinct',
    ])
    expect(Object.keys(slosOf(reading))).toEqual(['shop/orders'])
  })
})

test('an unknown key is not lost silently', () => {
  expect(told(read(changed(SPEC, ['slos', 0, 'colour'], 'red')))).toContain(
    'not-carried 12 slos[orders].colour: no field of Sloth that Budgeteer knows',
  )
})

test('queries that are more than sums of rates stay as they are', () => {
  const error = 'sum(rate(e[{{.window}}])) * 2'
  const { 'shop/orders': slo } = slosOf(read(changed(SPEC, ERROR, error)))
  expect(slo?.sli).toEqual({
    events: { bad: 'sum(rate(e[$window])) * 2', total: 'sum(rate(t[$window]))' },
  })
})

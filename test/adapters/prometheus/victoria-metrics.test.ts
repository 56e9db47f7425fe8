import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SliMeasurement, SliSample } from '../../../src/core/budgets/sli-source.ts'
import type { Sli } from '../../../src/core/budgets/slo.ts'
import { prometheusSource, type PrometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { overEach } from '../../support/questions.ts'
import {
  hasVictoriaMetrics,
  type RunningVictoriaMetrics,
  startVictoriaMetrics,
} from '../../support/victoria-metrics-server.ts'
import { recordedHistory, AT as RECORDED_AT, slothSeries } from './recorded/recorded-history.ts'
import { restlessClock, sloOf } from './slos.ts'
import { AT, thirtyDays } from './thirty-days.ts'

const MONTH = 30 * DAY_MS
const LOOKBACKS = [MONTH, HOUR_MS]
const source = 'main'

/** OpenMetrics counts in seconds, the format that VictoriaMetrics reads in milliseconds. */
const inMilliseconds = (openMetrics: string): string =>
  openMetrics
    .replace('# EOF\n', '')
    .replaceAll(/ ([\d.]+)$/gm, (_, seconds: string) => ` ${Math.round(Number(seconds) * 1_000)}`)

const events = (parts: { good?: string; bad?: string; total: string }): Sli => ({
  kind: 'events',
  source,
  ...parts,
})
const ofCheckout = 'http_requests_total{service="checkout"}'

/** What is measured, and the same as somebody would type it by hand. */
const ROWS: readonly { name: string; sli: Sli; good: string; total: string }[] = [
  {
    name: 'good events',
    sli: events({ good: 'http_requests_total{service="checkout",code!~"5.."}', total: ofCheckout }),
    good: 'sum(increase(http_requests_total{service="checkout",code!~"5.."}[$w]))',
    total: `sum(increase(${ofCheckout}[$w]))`,
  },
  {
    name: 'bad events as an expression of its own',
    sli: events({
      bad: 'sum(increase(http_requests_total{service="checkout",code="500"}[$window])) # the 5xx',
      total: `sum(increase(${ofCheckout}[$window]))`,
    }),
    good: `sum(increase(${ofCheckout}[$w])) - sum(increase(http_requests_total{service="checkout",code="500"}[$w]))`,
    total: `sum(increase(${ofCheckout}[$w]))`,
  },
  {
    name: 'counters that were reset',
    sli: events({ bad: 'orders_errors_total', total: 'orders_total' }),
    good: 'sum(increase(orders_total[$w])) - sum(increase(orders_errors_total[$w]))',
    total: 'sum(increase(orders_total[$w]))',
  },
  {
    name: 'a day without scrapes',
    sli: events({ good: 'search_good_total', total: 'search_total' }),
    good: 'sum(increase(search_good_total[$w]))',
    total: 'sum(increase(search_total[$w]))',
  },
  {
    name: 'latency, a bound that one instance writes 1 and the other 1.0',
    sli: { kind: 'latency', source, histogram: 'request_seconds{instance=~"a|b"}', threshold: 1 },
    good: 'sum(increase(request_seconds_bucket{le=~"1|1.0"}[$w]))',
    total: 'sum(increase(request_seconds_count[$w]))',
  },
  {
    name: 'errors whose series begin with them, which its increase counts by itself',
    sli: events({ bad: 'born_total{code="500"}', total: 'born_total' }),
    good: 'sum(increase(born_total{code="200"}[$w]))',
    total: 'sum(increase(born_total[$w]))',
  },
  {
    name: 'a bad series that never appeared',
    sli: events({ bad: 'billing_total{code="500"}', total: 'billing_total' }),
    good: 'sum(increase(billing_total[$w]))',
    total: 'sum(increase(billing_total[$w]))',
  },
]

/** What has no counts to compare with. */
const OTHERS: readonly { name: string; sli: Sli; due: object }[] = [
  {
    name: 'a success ratio',
    sli: {
      kind: 'ratio',
      source,
      expr: 'sum(increase(search_good_total[$window])) / sum(increase(search_total[$window]))',
    },
    due: { kind: 'success-ratio', ratio: expect.closeTo(0.9, 9) as number },
  },
  {
    name: 'a scalar',
    sli: { kind: 'ratio', source, expr: '1 - 0.5' },
    due: { kind: 'success-ratio', ratio: 0.5 },
  },
  {
    name: 'a recorded remaining budget',
    sli: { kind: 'remaining', source, unit: 'percent', expr: 'budget_remaining_percent{service="checkout"}' },
    due: { kind: 'remaining', remainingRatio: 0.42 },
  },
  {
    name: 'a total that never appeared',
    sli: events({ bad: 'nothing_errors_total', total: 'nothing_total' }),
    due: { kind: 'missing', reason: 'no_data' },
  },
  {
    name: 'two series where one number is due',
    sli: { kind: 'ratio', source, expr: `increase(${ofCheckout}[$window])` },
    due: { kind: 'missing', reason: 'query_failed', detail: expect.stringContaining('2 series') as string },
  },
  {
    name: 'an open bracket, in the words of the server',
    sli: { kind: 'ratio', source, expr: 'sum(increase(orders_total[$window])' },
    due: { kind: 'missing', reason: 'query_failed' },
  },
  {
    name: 'a function that does not exist',
    sli: { kind: 'ratio', source, expr: 'sum(incrase(orders_total[$window]))' },
    due: { kind: 'missing', reason: 'query_failed', detail: expect.stringContaining('incrase') as string },
  },
]

/** A target with ten requests a minute, and five errors of the last half hour, each in a series of its own. */
function born(): string {
  const series = (labels: string, minutes: number, value: (minute: number) => number): string[] =>
    Array.from({ length: minutes }, (_, n) => minutes - 1 - n).map(
      (ago) =>
        `born_total{job="api",instance="a",${labels}} ${value(minutes - ago)} ${(AT - ago * MINUTE_MS) / 1_000}\n`,
    )
  const failed = [1, 2, 3, 4, 5].flatMap((n) => series(`code="500",path="/${n}"`, 6 * n, () => 1))
  return [...series('code="200",path="/"', 120, (minute) => 10 * minute), ...failed].join('')
}

describe.skipIf(!hasVictoriaMetrics())('against a real VictoriaMetrics (needs victoria-metrics)', () => {
  let server: RunningVictoriaMetrics
  let subject: PrometheusSource
  let measured: ReadonlyMap<string, SliMeasurement>
  const slos = [...ROWS, ...OTHERS].map(({ name, sli }) => sloOf(name, sli))

  beforeAll(async () => {
    const recorded = slothSeries({
      service: 'recorded',
      slo: 'a',
      version: 'budgeteer-1',
      objective: 99.9,
      period: { days: 30, name: '30d' },
      ratios: { '1h': 0.002, period: 0.0005 },
    })
    server = await startVictoriaMetrics(
      inMilliseconds(thirtyDays() + recordedHistory(recorded)) + inMilliseconds(born()),
    )
    subject = prometheusSource(
      [
        {
          name: source,
          // As behind vmauth or a cluster's select node, the API hangs below a path.
          url: `${server.url}/prometheus`,
          timeoutMs: 20_000,
          concurrency: 4,
          retries: 0,
          auth: { kind: 'none' },
        },
      ],
      restlessClock(),
    )
    measured = await subject.measure(overEach(slos, LOOKBACKS), AT)
  })
  afterAll(async () => {
    await subject.close()
    await server.stop()
  })

  async function byHand(promql: string): Promise<number> {
    const query = new URLSearchParams({ query: promql, time: String(AT / 1_000) })
    const answer = (await (await fetch(`${server.url}/api/v1/query?${query.toString()}`)).json()) as {
      data: { result: { value: [number, string] }[] }
    }
    return Number(answer.data.result[0]?.value[1])
  }

  const sampleOf = (name: string, lookbackMs: number): SliSample | undefined =>
    measured.get(`checkout/${name}`)?.samples.get(lookbackMs)

  test.each(ROWS)('$name: equal to the query by hand', async ({ name, good, total }) => {
    for (const [lookbackMs, text] of [
      [MONTH, '30d'],
      [HOUR_MS, '1h'],
    ] as const) {
      const due = {
        good: await byHand(good.replaceAll('$w', text)),
        total: await byHand(total.replaceAll('$w', text)),
      }
      const sample = sampleOf(name, lookbackMs)
      if (sample?.kind !== 'counts') throw new Error(`${text}: ${JSON.stringify(sample)}`)
      expect(Math.abs(sample.good / sample.total - due.good / due.total)).toBeLessThan(1e-9)
      expect(sample.total).toBeCloseTo(due.total, 6)
    }
  })

  test.each(OTHERS)('$name', ({ name, due }) => {
    expect(sampleOf(name, MONTH)).toMatchObject(due)
  })

  test('a ratio without traffic is left out, where Prometheus says that it is not a number', async () => {
    const expr = 'sum(increase(idle_good_total[$window])) / sum(increase(idle_total[$window]))'
    const idle = sloOf('idle', { kind: 'ratio', source, expr })
    const found = await subject.measure(overEach([idle], [HOUR_MS]), AT)
    expect(found.get('checkout/idle')?.samples.get(HOUR_MS)).toMatchObject({
      kind: 'missing',
      reason: 'no_data',
    })
  })

  test('how far the data reaches is known', () => {
    expect(measured.get('checkout/good events')?.coverage).toBeGreaterThan(0.99)
  })

  test('the check names it', async () => {
    const check = await subject.check(source, slos.slice(0, 1))
    expect(check).toMatchObject({ reachable: true })
    expect(Math.abs(check?.clockSkewMs ?? Infinity)).toBeLessThan(2_000)
  })

  test('recorded series are found and read', async () => {
    const answer = await subject.discover(source, 'service', RECORDED_AT)
    if (answer?.kind !== 'found') throw new Error(answer?.detail)
    expect(answer.slos.map(({ service, name }) => `${service}/${name}`)).toEqual(['recorded/a'])
    const [sample] = [
      ...(await subject.measure(overEach(answer.slos, [MONTH, HOUR_MS]), RECORDED_AT)).values(),
    ]
    expect(sample?.samples.get(MONTH)).toEqual({ kind: 'success-ratio', ratio: 0.9995 })
    expect(sample?.samples.get(HOUR_MS)).toEqual({ kind: 'success-ratio', ratio: 0.998 })
  })

  test('batches work as on Prometheus: one bad expression fails alone', () => {
    const wrong = slos.filter(({ name }) => sampleOf(name, MONTH)?.kind === 'missing')
    expect(wrong.map(({ name }) => name).sort()).toEqual(
      OTHERS.filter(({ due }) => 'reason' in due)
        .map(({ name }) => name)
        .sort(),
    )
  })
})

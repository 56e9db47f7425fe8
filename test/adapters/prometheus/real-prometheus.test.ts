import { overEach } from '../../support/questions.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SliMeasurement, SliSample } from '../../../src/core/budgets/sli-source.ts'
import type { Sli } from '../../../src/core/budgets/slo.ts'
import type { PrometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { prometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import type { RunningPrometheus } from '../../support/prometheus-server.ts'
import { hasPrometheus, startPrometheus } from '../../support/prometheus-server.ts'
import { restlessClock, sloOf } from './slos.ts'
import { AT, EDGES, thirtyDays } from './thirty-days.ts'

const MONTH = 30 * DAY_MS
const LOOKBACKS = [MONTH, HOUR_MS]
const source = 'main'

const events = (parts: { good?: string; bad?: string; total: string }): Sli => ({
  kind: 'events',
  source,
  ...parts,
})
const ratio = (expr: string): Sli => ({ kind: 'ratio', source, expr })
const ofCheckout = 'http_requests_total{service="checkout"}'

interface Row {
  readonly name: string
  readonly sli: Sli
  readonly month: SliSample | MissingLike
  readonly hour: SliSample | MissingLike
  readonly coverage?: number
}

interface MissingLike {
  readonly kind: 'missing'
  readonly reason: string
  readonly detail: unknown
}

const counts = (good: number, total: number): SliSample => ({ kind: 'counts', good, total })
const missing = (reason: string, detail = ''): MissingLike => ({
  kind: 'missing',
  reason,
  detail: expect.stringContaining(detail),
})

// 8,627 steps with 5 errors and 12 with 55: 43,795.
const MONTH_ERRORS = 43_795 * EDGES

const rows: readonly Row[] = [
  {
    name: 'good events, with a burst in the last hour',
    sli: events({ good: 'http_requests_total{service="checkout",code!~"5.."}', total: ofCheckout }),
    month: counts(8_596_800, 8_596_800 + MONTH_ERRORS),
    hour: counts(11_940, 12_600),
    coverage: 1,
  },
  {
    name: 'bad events as an expression of its own',
    sli: events({
      bad: 'sum(increase(http_requests_total{service="checkout",code="500"}[$window])) # the 5xx',
      total: `sum(increase(${ofCheckout}[$window]))`,
    }),
    month: counts(8_596_800, 8_596_800 + MONTH_ERRORS),
    hour: counts(11_940, 12_600),
    coverage: 1,
  },
  {
    name: 'counters that were reset in the middle',
    sli: events({ bad: 'orders_errors_total', total: 'orders_total' }),
    // The errors began again at 0, so that one step of the 8,639 is lost; the total at 100, which is one whole step.
    month: counts(864_000 - 8_638 * EDGES, 864_000),
    hour: counts(1_188, 1_200),
    coverage: 1,
  },
  {
    name: 'a day without scrapes, whose events are counted by the next one',
    sli: events({ good: 'search_good_total', total: 'search_total' }),
    month: counts(77_760, 86_400),
    hour: counts(108, 120),
    coverage: 1,
  },
  {
    name: 'a service that began three days ago',
    sli: events({ good: 'signup_good_total', total: 'signup_total' }),
    // 863 steps seen from 0 on, and half a step more at the end.
    month: counts(9 * 863.5, 10 * 863.5),
    hour: counts(108, 120),
    coverage: 0.1,
  },
  {
    name: 'a bad series that never appeared counts 0',
    sli: events({ bad: 'billing_total{code="500"}', total: 'billing_total' }),
    month: counts(86_400, 86_400),
    hour: counts(120, 120),
  },
  {
    name: 'a good series that never appeared is missing',
    sli: events({ good: 'billing_total{code="204"}', total: 'billing_total' }),
    month: missing('no_data', 'good: no series'),
    hour: missing('no_data', 'good: no series'),
  },
  {
    name: 'a total that never appeared is missing',
    sli: events({ bad: 'nothing_errors_total', total: 'nothing_total' }),
    month: missing('no_data', 'total: no series'),
    hour: missing('no_data', 'total: no series'),
  },
  {
    name: 'a counter that stands still is no traffic',
    sli: events({ good: 'idle_good_total', total: 'idle_total' }),
    month: missing('no_traffic', '0 events'),
    hour: missing('no_traffic', '0 events'),
  },
  {
    name: 'good above the total is refused, not made to fit',
    sli: events({ good: 'search_total', total: 'search_good_total' }),
    month: missing('query_failed', 'of a total of 77760'),
    hour: missing('query_failed', 'of a total of 108'),
  },
  {
    name: 'latency under 300 ms',
    sli: { kind: 'latency', source, histogram: 'request_seconds', threshold: 0.3 },
    month: counts(980 * 8640, 1000 * 8640),
    hour: counts(980 * 12, 1000 * 12),
    coverage: 1,
  },
  {
    name: 'latency under 1 s, which one instance writes 1 and the other 1.0',
    sli: { kind: 'latency', source, histogram: 'request_seconds{instance=~"a|b"}', threshold: 1 },
    month: counts(998 * 8640, 1000 * 8640),
    hour: counts(998 * 12, 1000 * 12),
  },
  {
    name: 'latency at a bound that the histogram has not',
    sli: { kind: 'latency', source, histogram: 'request_seconds', threshold: 0.25 },
    month: missing('no_data', 'no bucket le="0.25"'),
    hour: missing('no_data', 'no bucket le="0.25"'),
  },
  {
    name: 'a success ratio over each lookback',
    sli: ratio('sum(increase(search_good_total[$window])) / sum(increase(search_total[$window]))'),
    month: { kind: 'success-ratio', ratio: 0.9 },
    hour: { kind: 'success-ratio', ratio: 0.9 },
    coverage: 1,
  },
  {
    name: 'a ratio without traffic is not a number',
    sli: ratio('sum(increase(idle_good_total[$window])) / sum(increase(idle_total[$window]))'),
    month: missing('not_a_number', 'ratio: NaN'),
    hour: missing('not_a_number', 'ratio: NaN'),
  },
  {
    name: 'a scalar is a ratio too, for the one window that it may speak of',
    sli: ratio('1 - 0.5'),
    month: { kind: 'success-ratio', ratio: 0.5 },
    hour: missing('no_data', 'no expression with $window'),
  },
  {
    name: 'a percentage in place of a ratio is refused',
    sli: ratio('budget_remaining_percent'),
    month: missing('query_failed', 'ratio: 42 is not between 0 and 1'),
    hour: missing('no_data'),
  },
  {
    name: 'a recorded remaining budget in percent, with its burn rate',
    sli: {
      kind: 'remaining',
      source,
      unit: 'percent',
      expr: 'budget_remaining_percent{service="checkout"}',
      burnRate: 'burn_rate{service="checkout",window="$window"}',
    },
    month: { kind: 'remaining', remainingRatio: 0.42 },
    hour: { kind: 'burn-rate', burnRate: 2.5 },
  },
  {
    name: 'a recorded remaining budget as a ratio, overspent, without a burn rate',
    sli: { kind: 'remaining', source, unit: 'ratio', expr: 'budget_remaining_ratio' },
    month: { kind: 'remaining', remainingRatio: -0.25 },
    hour: missing('no_data', 'burn rate over 1h'),
  },
  {
    name: 'two series where one number is due',
    sli: ratio(`increase(${ofCheckout}[$window])`),
    month: missing('query_failed', 'the query returned 2 series; wrap it in sum()'),
    hour: missing('query_failed', 'the query returned 2 series; wrap it in sum()'),
  },
  {
    name: 'a function that does not exist, in the words of the server',
    sli: ratio('sum(incrase(orders_total[$window]))'),
    month: missing('query_failed', 'unknown function with name "incrase"'),
    hour: missing('query_failed', 'unknown function with name "incrase"'),
  },
  {
    name: 'an open bracket, in the words of the server',
    sli: ratio('sum(increase(orders_total[$window])'),
    month: missing('query_failed', 'unclosed left parenthesis'),
    hour: missing('query_failed', 'unclosed left parenthesis'),
  },
  {
    name: 'two metrics that become one, in the words of the server',
    sli: ratio('increase({__name__=~"orders_(errors_)?total"}[$window])'),
    month: missing('query_failed', 'vector cannot contain metrics with the same labelset'),
    hour: missing('query_failed', 'vector cannot contain metrics with the same labelset'),
  },
  {
    name: 'text that is neither selector nor expression with $window',
    sli: events({ good: 'sum(rate(orders_total[5m]))', total: 'orders_total' }),
    month: missing('query_failed', 'neither a plain selector nor an expression with $window'),
    hour: missing('query_failed', 'neither a plain selector nor an expression with $window'),
  },
]

describe.skipIf(!hasPrometheus())('against a real Prometheus (needs prometheus and promtool)', () => {
  let server: RunningPrometheus
  let subject: PrometheusSource
  let measured: ReadonlyMap<string, SliMeasurement>
  const slos = rows.map(({ name, sli }) => sloOf(name, sli))

  beforeAll(async () => {
    server = await startPrometheus({ openMetrics: thirtyDays() })
    subject = prometheusSource(
      [
        {
          name: source,
          url: server.url,
          timeoutMs: 20_000,
          concurrency: 4,
          retries: 1,
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

  test.each(rows)('$name', ({ name, month, hour, coverage }) => {
    const measurement = measured.get(`checkout/${name}`)
    expectSample(measurement?.samples.get(MONTH), month)
    expectSample(measurement?.samples.get(HOUR_MS), hour)
    if (coverage === undefined) return
    // The beginning is looked for at 120 points, so that up to a 120th of the window goes unseen.
    expect(measurement?.coverage).toBeLessThanOrEqual(coverage)
    expect(measurement?.coverage).toBeGreaterThanOrEqual(coverage - 1 / 120)
  })

  test('a second poll, when the bad expressions are known, says the same', async () => {
    expect(await subject.measure(overEach(slos, LOOKBACKS), AT)).toEqual(measured)
  })

  test('every figure is of the one evaluation time: an hour earlier the burst had not begun', async () => {
    const [burst] = slos
    if (burst === undefined) throw new Error('no row')
    const earlier = await subject.measure(overEach([burst], [HOUR_MS]), AT - HOUR_MS)
    expectSample(earlier.get(`checkout/${burst.name}`)?.samples.get(HOUR_MS), counts(11_940, 12_000))
  })

  test('the check names the version and the retention, and finds the clocks agree', async () => {
    const check = await subject.check(source, slos.slice(0, 1))
    expect(check).toMatchObject({ name: source, url: server.url, reachable: true, retention: '60d' })
    expect(check?.version).toMatch(/^\d+\.\d+/)
    expect(Math.abs(check?.clockSkewMs ?? Infinity)).toBeLessThan(1_000)
    expect(check?.slos[0]?.queries.map(({ role }) => role)).toEqual(['good', 'total'])
  })
})

function expectSample(found: SliSample | undefined, due: SliSample | MissingLike): void {
  const figures = (sample: object | undefined): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(sample ?? {}).map(([key, value]) => [
        key,
        typeof value === 'number' ? Number(value.toPrecision(9)) : (value as unknown),
      ]),
    )
  expect(figures(found)).toEqual(figures(due))
}

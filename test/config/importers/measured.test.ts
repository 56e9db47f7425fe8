import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readForeign } from '../../../src/config/importers/foreign-services.ts'
import type { PrometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { prometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { errorRatioByHand } from '../../adapters/prometheus/by-hand.ts'
import { restlessClock } from '../../adapters/prometheus/slos.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../../support/prometheus-server.ts'
import { overEach } from '../../support/questions.ts'
import { AROUND } from './reading.ts'

const AT = Date.parse('2026-01-08T00:02:30Z')
const WEEK_MS = 7 * 86_400_000
const SAMPLES = 2016

/** A week of samples, one in five minutes. */
function history(): string {
  const series: Readonly<Record<string, readonly [type: string, (k: number) => number]>> = {
    'seats_total{code="200"}': ['counter', (k) => 37 * k],
    'seats_total{code="500"}': ['counter', (k) => Math.floor(k / 7)],
    'doors_total{code="200"}': ['counter', (k) => 11 * k],
    'seat_seconds_bucket{le="0.25"}': ['histogram', (k) => 9 * k],
    'seat_seconds_bucket{le="1.0"}': ['histogram', (k) => 9 * k + Math.floor(k / 2)],
    'seat_seconds_bucket{le="+Inf"}': ['histogram', (k) => 10 * k],
    seat_seconds_count: ['histogram', (k) => 10 * k],
    seat_seconds_sum: ['histogram', (k) => k],
    probe_success: ['gauge', (k) => (k % 50 === 0 ? 0 : 1)],
    queue: ['gauge', (k) => k % 20],
    'calls_total{cluster="a",code="200"}': ['counter', (k) => 7 * k],
    'calls_total{cluster="a",code="500"}': ['counter', (k) => Math.floor(k / 9)],
    'calls_total{cluster="b",code="200"}': ['counter', (k) => 3 * k],
    'calls_total{cluster="b",code="500"}': ['counter', (k) => Math.floor(k / 2)],
  }
  const declared = new Set<string>()
  const lines = Object.entries(series).flatMap(([name, [type, valueAt]]) => {
    const family = name.replace(/(_total|_bucket|_count|_sum)?(\{.*)?$/, '')
    const head = declared.has(family) ? [] : [`# TYPE ${family} ${type}`]
    declared.add(family)
    const samples = Array.from({ length: SAMPLES }, (_, k) => {
      const at = (AT - 150_000) / 1_000 - (SAMPLES - 1 - k) * 300
      return `${name} ${valueAt(k)} ${at}`
    })
    return [...head, ...samples]
  })
  return `${lines.join('\n')}\n# EOF\n`
}

const sloth = (name: string, sli: string): string =>
  `version: prometheus/v1\nservice: seats\nslos: [{ name: ${name}, objective: 99, sli: ${sli}, alerting: {} }]`
const pyrra = (name: string, indicator: string): string =>
  `apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: { name: ${name}, labels: { pyrra.dev/service: seats } }
spec: { target: '99', window: 7d, indicator: ${indicator} }`
const openslo = (name: string, indicator: string, objective: string): string =>
  `apiVersion: openslo/v1
kind: SLO
metadata: { name: ${name} }
spec:
  service: seats
  indicator: { metadata: { name: x }, spec: ${indicator} }
  timeWindow: [{ duration: 1w, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [${objective}]`

const alpha = (name: string, good: string, total: string): string =>
  `apiVersion: openslo/v1alpha
kind: SLO
metadata: { name: ${name} }
spec:
  service: seats
  objectives:
    - target: 0.9
      ratioMetrics:
        good: { source: prometheus, query: '${good}' }
        total: { source: prometheus, query: '${total}' }
  timeWindows: [{ count: 7, unit: Day }]`

/** A spec, and the error ratio as its own tool defines it; $w is the window. */
const rows: readonly (readonly [name: string, spec: string, byHand: string])[] = [
  [
    'sloth-events',
    sloth(
      'sloth-events',
      `{ events: { error_query: 'sum(rate(seats_total{code=~"5.."}[{{.window}}]))', total_query: 'sum(rate(seats_total[{{.window}}]))' } }`,
    ),
    'sum(rate(seats_total{code=~"5.."}[$w])) / sum(rate(seats_total[$w]))',
  ],
  [
    'sloth-raw',
    sloth(
      'sloth-raw',
      `{ raw: { error_ratio_query: 'sum(rate(seats_total{code=~"5.."}[{{.window}}])) / sum(rate(seats_total[{{.window}}]))' } }`,
    ),
    'sum(rate(seats_total{code=~"5.."}[$w])) / sum(rate(seats_total[$w]))',
  ],
  [
    'pyrra-ratio',
    pyrra(
      'pyrra-ratio',
      `{ ratio: { errors: { metric: 'seats_total{code=~"5.."}' }, total: { metric: seats_total } } }`,
    ),
    'sum(increase(seats_total{code=~"5.."}[$w])) / sum(increase(seats_total[$w]))',
  ],
  [
    'pyrra-without-errors',
    pyrra(
      'pyrra-without-errors',
      `{ ratio: { errors: { metric: 'doors_total{code=~"5.."}' }, total: { metric: doors_total } } }`,
    ),
    'vector(0)',
  ],
  [
    'pyrra-latency',
    pyrra(
      'pyrra-latency',
      `{ latency: { success: { metric: 'seat_seconds_bucket{le="0.25"}' }, total: { metric: seat_seconds_count } } }`,
    ),
    '1 - sum(increase(seat_seconds_bucket{le="0.25"}[$w])) / sum(increase(seat_seconds_count[$w]))',
  ],
  [
    'pyrra-bound',
    pyrra(
      'pyrra-bound',
      `{ latency: { success: { metric: 'seat_seconds_bucket{job="",le="1"}' }, total: { metric: seat_seconds_count } } }`,
    ),
    '1 - sum(increase(seat_seconds_bucket{le="1.0"}[$w])) / sum(increase(seat_seconds_count[$w]))',
  ],
  [
    'pyrra-gauge',
    pyrra('pyrra-gauge', '{ bool_gauge: { metric: probe_success } }'),
    '1 - sum(sum_over_time(probe_success[$w])) / sum(count_over_time(probe_success[$w]))',
  ],
  [
    'openslo-bad',
    openslo(
      'openslo-bad',
      `{ ratioMetric: { counter: true, bad: { metricSource: { type: Prometheus, spec: { query: 'sum(seats_total{code="500"})' } } }, total: { metricSource: { type: Prometheus, spec: { query: seats_total } } } } }`,
      '{ target: 0.99 }',
    ),
    'sum(increase(seats_total{code="500"}[$w])) / sum(increase(seats_total[$w]))',
  ],
  [
    'openslo-gauges',
    openslo(
      'openslo-gauges',
      `{ ratioMetric: { counter: false, good: { metricSource: { type: Prometheus, spec: { query: probe_success } } }, total: { metricSource: { type: Prometheus, spec: { query: 'probe_success >= bool 0' } } } } }`,
      '{ target: 0.9 }',
    ),
    '1 - sum(sum_over_time(probe_success[$w])) / sum_over_time((probe_success >= bool 0)[$w:1m])',
  ],
  [
    'sloth-trimmed',
    sloth(
      'sloth-trimmed',
      `{ events: { error_query: 'sum(rate(seats_total{code=~"5.."}[{{- .window -}}]))', total_query: 'sum(rate(seats_total[{{- .window }}]))' } }`,
    ),
    'sum(rate(seats_total{code=~"5.."}[$w])) / sum(rate(seats_total[$w]))',
  ],
  [
    'sloth-clusters',
    sloth(
      'sloth-clusters',
      `{ events: { error_query: 'sum by (cluster) (rate(calls_total{code="500"}[{{.window}}]))', total_query: 'sum(rate(calls_total[{{.window}}])) by (cluster)' } }`,
    ),
    'sum(increase(calls_total{code="500"}[$w])) / sum(increase(calls_total[$w]))',
  ],
  [
    'alpha-as-sloth',
    alpha(
      'alpha-as-sloth',
      'sum(rate(seats_total{code!~"5.."}[{{.window}}]))',
      'sum(rate(seats_total[{{.window}}]))',
    ),
    '1 - sum(rate(seats_total{code!~"5.."}[$w])) / sum(rate(seats_total[$w]))',
  ],
  [
    'alpha-counters',
    alpha('alpha-counters', 'seats_total{code!~"5.."}', 'seats_total'),
    '1 - sum(increase(seats_total{code!~"5.."}[$w])) / sum(increase(seats_total[$w]))',
  ],
  [
    'pyrra-offset',
    pyrra(
      'pyrra-offset',
      `{ ratio: { errors: { metric: 'seats_total{code=~"5.."} offset 1h' }, total: { metric: seats_total offset 1h } } }`,
    ),
    'sum(increase(seats_total{code=~"5.."}[$w] offset 1h)) / sum(increase(seats_total[$w] offset 1h))',
  ],
  [
    'pyrra-names',
    pyrra(
      'pyrra-names',
      `{ ratio: { errors: { metric: '{__name__="seats_total", code=~"5.."}' }, total: { metric: '{__name__="seats_total",}' } } }`,
    ),
    'sum(increase({__name__="seats_total",code=~"5.."}[$w])) / sum(increase({__name__="seats_total"}[$w]))',
  ],
  [
    'openslo-rates',
    openslo(
      'openslo-rates',
      `{ ratioMetric: { counter: false, good: { metricSource: { type: Prometheus, spec: { query: 'sum(rate(seats_total{code="200"}[15m]))' } } }, total: { metricSource: { type: Prometheus, spec: { query: 'sum(rate(seats_total[15m]))' } } } } }`,
      '{ target: 0.99 }',
    ),
    '1 - sum_over_time((sum(rate(seats_total{code="200"}[15m])))[$w:1m]) / sum_over_time((sum(rate(seats_total[15m])))[$w:1m])',
  ],
  [
    'openslo-above-rates',
    openslo(
      'openslo-above-rates',
      '{ thresholdMetric: { metricSource: { type: Prometheus, spec: { query: "max_over_time(queue[15m])" } } } }',
      '{ op: lt, value: 15, target: 0.5 }',
    ),
    '1 - avg_over_time((max_over_time(queue[15m]) < bool 15)[$w:1m])',
  ],
  [
    'openslo-above',
    openslo(
      'openslo-above',
      '{ thresholdMetric: { metricSource: { type: Prometheus, spec: { query: queue } } } }',
      '{ op: lt, value: 15, target: 0.5 }',
    ),
    '1 - avg_over_time((queue < bool 15)[$w:1m])',
  ],
]

const isRunning = hasPrometheus()

describe.skipIf(!isRunning)('an imported SLO is measured as its own tool counts', () => {
  let prometheus: RunningPrometheus
  let subject: PrometheusSource
  beforeAll(async () => {
    prometheus = await startPrometheus({ openMetrics: history() })
    subject = prometheusSource(
      [
        {
          name: 'main',
          url: prometheus.url,
          timeoutMs: 20_000,
          concurrency: 4,
          retries: 1,
          auth: { kind: 'none' },
        },
      ],
      restlessClock(),
    )
  })
  afterAll(async () => {
    await subject.close()
    await prometheus.stop()
  })

  test.each(rows)('%s', async (name, text, byHand) => {
    const options = { source: 'main', window: '7d' }
    const { services, findings } = readForeign([{ path: 'spec.yaml', text }], options, AROUND)
    expect(findings.filter(({ outcome }) => outcome === 'refused')).toEqual([])
    const slos = services.flatMap((service) => service.slos.map(({ checked }) => checked))
    const measured = (await subject.measure(overEach(slos, [WEEK_MS]), AT)).get(`seats/${name}`)
    const sample = measured?.samples.get(WEEK_MS)
    const ratio =
      sample?.kind === 'counts'
        ? 1 - sample.good / sample.total
        : sample?.kind === 'success-ratio'
          ? 1 - sample.ratio
          : sample
    const expected = await errorRatioByHand(prometheus.url, byHand, WEEK_MS, AT)
    expect(ratio).toBeTypeOf('number')
    expect(Math.abs(Number(ratio) - Number(expected))).toBeLessThan(1e-9)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SliMeasurement, SliSample } from '../../../src/core/budgets/sli-source.ts'
import type { Slo } from '../../../src/core/budgets/slo.ts'
import type { PrometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { prometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import type { RunningPrometheus } from '../../support/prometheus-server.ts'
import { hasPrometheus, startPrometheus } from '../../support/prometheus-server.ts'
import { overEach } from '../../support/questions.ts'
import { type NativeSample, writeHistograms } from '../../support/remote-write.ts'
import { errorRatioByHand } from './by-hand.ts'
import { restlessClock, sloOf } from './slos.ts'

const AT = Date.parse('2026-02-12T10:02:30Z')
const STEP_MS = 5 * MINUTE_MS
const SAMPLES = (30 * DAY_MS) / STEP_MS
const SPANS = [30 * DAY_MS, 28 * DAY_MS, 7 * DAY_MS, 3 * DAY_MS, DAY_MS, 6 * HOUR_MS, HOUR_MS]

/** Of 100 requests a step 60 take up to 125 ms, 30 up to 250 ms, 8 up to 500 ms, and 2, or 52 in a bad hour, longer. */
function history(resetAt: number, from: number): NativeSample[] {
  let buckets = [0, 0, 0, 0]
  const samples: NativeSample[] = []
  for (let k = from; k < SAMPLES; k += 1) {
    if (k === resetAt) buckets = [0, 0, 0, 0]
    const isBad = k % 500 < 12 || k > SAMPLES - 4
    const step = [isBad ? 10 : 60, 30, 8, isBad ? 52 : 2]
    buckets = buckets.map((count, index) => count + (step[index] ?? 0))
    const at = AT - 30 * DAY_MS + STEP_MS / 2 + k * STEP_MS
    samples.push({ at, sum: k, buckets, firstBucket: -3 })
  }
  return samples
}

describe.skipIf(!hasPrometheus())('native histograms (need prometheus and promtool)', () => {
  let server: RunningPrometheus
  let subject: PrometheusSource
  let measured: ReadonlyMap<string, SliMeasurement>
  const sli = { kind: 'latency', source: 'main', histogram: 'seconds{job="api"}', isNative: true } as const
  const slos: readonly Slo[] = [
    sloOf('at a bound', { ...sli, threshold: 0.25 }),
    sloOf('between two bounds', { ...sli, threshold: 0.2 }),
    {
      ...sloOf('by good hours', { ...sli, threshold: 0.25 }),
      budgeting: { kind: 'timeslices', sliceMs: HOUR_MS, target: 0.8 },
    },
    sloOf('nobody', { ...sli, histogram: 'nobody', threshold: 0.25 }),
  ]
  const sampleOf = (name: string, spanMs: number): SliSample | undefined =>
    measured.get(`checkout/${name}`)?.samples.get(spanMs)

  beforeAll(async () => {
    server = await startPrometheus({
      flags: ['--enable-feature=native-histograms', '--web.enable-remote-write-receiver'],
    })
    const series = [
      { labels: { __name__: 'seconds', job: 'api', pod: 'a' }, samples: history(4_000, 0) },
      { labels: { __name__: 'seconds', job: 'api', pod: 'b' }, samples: history(0, 2_000) },
    ]
    const bySteps = 500
    for (let from = 0; from < SAMPLES; from += bySteps) {
      const until = AT - 30 * DAY_MS + (from + bySteps) * STEP_MS
      const since = until - bySteps * STEP_MS
      await writeHistograms(
        server.url,
        series.map(({ labels, samples }) => ({
          labels,
          samples: samples.filter(({ at }) => at >= since && at < until),
        })),
      )
    }
    subject = prometheusSource(
      [
        {
          name: 'main',
          url: server.url,
          timeoutMs: 30_000,
          concurrency: 2,
          retries: 0,
          auth: { kind: 'none' },
        },
      ],
      restlessClock(),
    )
    measured = await subject.measure(overEach(slos, SPANS), AT)
  })
  afterAll(async () => {
    await subject.close()
    await server.stop()
  })

  test.each([
    ['at a bound', '1 - histogram_fraction(0, 0.25, sum(increase(seconds{job="api"}[$w])))'],
    ['between two bounds', '1 - histogram_fraction(0, 0.2, sum(rate(seconds{job="api"}[$w])))'],
    [
      'by good hours',
      '1 - avg_over_time((histogram_fraction(0, 0.25, sum(increase(seconds{job="api"}[1h]))) >= bool 0.8)[$s:1h])',
    ],
  ])('%s equals what is typed by hand', async (name, byHand) => {
    for (const spanMs of SPANS) {
      const due = await errorRatioByHand(server.url, byHand, spanMs, AT)
      const sample = sampleOf(name, spanMs)
      if (sample?.kind !== 'counts') throw new Error(JSON.stringify(sample))
      expect(Math.abs((sample.total - sample.good) / sample.total - (due ?? Number.NaN))).toBeLessThan(1e-9)
    }
  })

  test('at a bound of its buckets it counts exactly: the last hour had 3 bad steps of 11', () => {
    const sample = sampleOf('at a bound', HOUR_MS)
    if (sample?.kind !== 'counts') throw new Error(JSON.stringify(sample))
    expect(1 - sample.good / sample.total).toBeCloseTo((3 * 60 + 8 * 10) / (11 * 100), 9)
  })

  test('one that does not exist is missing', () => {
    expect(sampleOf('nobody', HOUR_MS)).toMatchObject({ kind: 'missing', reason: 'no_data' })
  })

  test('its coverage is found', () => {
    expect(measured.get('checkout/at a bound')?.coverage).toBe(1)
  })
})

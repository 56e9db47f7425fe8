import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sloKey } from '../../../../src/core/budgets/slo.ts'
import { windowText } from '../../../../src/core/budgets/slo-window.ts'
import type { DiscoveryAnswer } from '../../../../src/adapters/prometheus/server.ts'
import { prometheusSource, type PrometheusSource } from '../../../../src/adapters/prometheus/source.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src/core/kernel/time/duration.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../../../support/prometheus-server.ts'
import { restlessClock } from '../slos.ts'
import { AT, type Labels, recordedHistory, type RecordedSeries, slothSeries } from './recorded-history.ts'

const thirty = { days: 30, name: '30d' }
const ratios = { '5m': 0.001, '1h': 0.002, period: 0.0005 }
const sloth = { version: 'v0.12.0', objective: 99.9, period: thirty, ratios }

/** What Pyrra's generic rules and its burn rates say of one objective. */
function pyrraSeries(slo: string, objective: number, seconds: number, more: Labels = {}): RecordedSeries[] {
  const labels = { slo, ...more }
  return [
    { name: 'pyrra_objective', labels, value: objective },
    { name: 'pyrra_window', labels, value: seconds },
    { name: 'pyrra_availability', labels, value: 0.9995 },
    { name: 'http_requests:burnrate5m', labels: { ...labels, job: 'api' }, value: 0.01 },
    { name: 'http_requests:burnrate1h4m', labels: { ...labels, job: 'api' }, value: 0.02 },
    { name: 'http_requests:burnrate4d', labels: { ...labels, job: 'api' }, value: 0.03 },
  ]
}

const HISTORY: readonly RecordedSeries[] = [
  ...slothSeries({ ...sloth, service: 'checkout', slo: 'availability' }),
  ...slothSeries({
    ...sloth,
    service: 'checkout',
    slo: 'latency',
    objective: 99,
    period: { days: 28, name: '4w' },
  }),
  ...slothSeries({ ...sloth, service: 'perfect', slo: 'all', objective: 100 }),
  ...slothSeries({ service: 'windowless', slo: 'a', version: 'v0.12.0', objective: 99, ratios }),
  ...slothSeries({ ...sloth, service: 'hasty', slo: 'a', period: { days: 1, name: '1d' } }),
  ...slothSeries({ ...sloth, service: 'torn', slo: 'a' }),
  {
    name: 'slo:objective:ratio',
    labels: { sloth_id: 'torn-a', sloth_service: 'torn', sloth_slo: 'a', env: 'b' },
    value: 0.5,
  },
  ...slothSeries({ ...sloth, service: 'two words', slo: 'a' }),
  ...slothSeries({ ...sloth, service: 'both', slo: 'same' }),
  ...pyrraSeries('same', 0.99, (28 * DAY_MS) / 1000, { service: 'both' }),
  ...pyrraSeries('api-errors', 0.9950000000000001, (30 * DAY_MS) / 1000, { service: 'api' }),
  ...pyrraSeries('lonely', 0.9, (28 * DAY_MS) / 1000),
  ...pyrraSeries('cloned', 0.9, (28 * DAY_MS) / 1000, { service: 'one' }),
  ...pyrraSeries('cloned', 0.9, (28 * DAY_MS) / 1000, { service: 'two' }),
  { name: 'up', labels: { job: 'api' }, value: 1 },
]

describe.skipIf(!hasPrometheus())('SLOs found on a real Prometheus (needs prometheus and promtool)', () => {
  let server: RunningPrometheus
  let source: PrometheusSource
  let answer: DiscoveryAnswer | undefined

  beforeAll(async () => {
    server = await startPrometheus({ openMetrics: recordedHistory(HISTORY) })
    source = prometheusSource(
      [
        {
          name: 'main',
          url: server.url,
          timeoutMs: 20_000,
          concurrency: 4,
          retries: 0,
          auth: { kind: 'none' },
        },
      ],
      restlessClock(),
    )
    answer = await source.discover('main', 'service', AT)
  })
  afterAll(async () => {
    await source.close()
    await server.stop()
  })

  const found = (): Extract<DiscoveryAnswer, { kind: 'found' }> => {
    if (answer?.kind !== 'found') throw new Error(answer?.detail ?? 'no answer')
    return answer
  }

  test('each that is whole is followed, with the objective as it was written', () => {
    expect(
      found().slos.map((slo) => [
        sloKey(slo),
        slo.objective.percent,
        windowText(slo.window),
        slo.sli.kind === 'recorded' && slo.sli.by,
      ]),
    ).toEqual([
      ['api/api-errors', '99.5', '30d', 'pyrra'],
      ['checkout/availability', '99.9', '30d', 'sloth'],
      ['checkout/latency', '99', '28d', 'sloth'],
      ['lonely/lonely', '90', '28d', 'pyrra'],
    ])
  })

  test('what the tools let pass is refused with its reason', () => {
    const twice = (names: string): string =>
      `2 SLOs are recorded under this name (${names}), and their series cannot be told apart`
    expect(found().refused.map(({ slo, reason }) => [slo, reason])).toEqual([
      ['both/same', twice('both/same by pyrra, both/same by sloth')],
      ['hasty/a', 'its window is 1d; it must be at least 3d'],
      ['one/cloned', twice('one/cloned by pyrra, two/cloned by pyrra')],
      ['perfect/all', 'its objective is 100 %, which leaves no error budget to spend'],
      ['torn/a', 'it is recorded with several objectives: 50, 99.9'],
      ['two words/a', '"two words" is no name of letters, digits, dots, - and _'],
      ['two/cloned', twice('one/cloned by pyrra, two/cloned by pyrra')],
      ['windowless/a', 'no series says its window (slo:time_period:days)'],
    ])
  })

  test('what is found can be measured: Pyrra’s burn rates are error ratios, an hour is its 64 minutes, four days are not three', async () => {
    const lookbacksMs = [30 * DAY_MS, 5 * MINUTE_MS, HOUR_MS, 3 * DAY_MS]
    const slos = found().slos.filter(({ service }) => ['api', 'checkout'].includes(service))
    const measured = await source.measure(
      slos.map((slo) => ({ slo, lookbacksMs })),
      AT,
    )
    const ratiosOf = (key: string): unknown[] =>
      lookbacksMs.map((ms) => {
        const sample = measured.get(key)?.samples.get(ms)
        return sample?.kind === 'success-ratio' ? Number(sample.ratio.toFixed(9)) : sample?.kind
      })
    expect(ratiosOf('api/api-errors')).toEqual([0.9995, 0.99, 0.98, 'missing'])
    expect(ratiosOf('checkout/availability')).toEqual([0.9995, 0.999, 0.998, 'missing'])
  })

  test('it is known whose rules they are', async () => {
    const writers = await source.recordedBy('main', AT)
    expect(writers?.get('checkout', 'availability')).toBe('sloth')
    expect(writers?.get('api', 'api-errors')).toBeUndefined()
  })

  test('a missing source says why', async () => {
    const away = prometheusSource(
      [
        {
          name: 'main',
          url: 'http://127.0.0.1:9',
          timeoutMs: 500,
          concurrency: 1,
          retries: 0,
          auth: { kind: 'none' },
        },
      ],
      restlessClock(),
    )
    expect(await away.discover('main', 'service', AT)).toMatchObject({
      kind: 'failed',
      reason: 'source_unreachable',
    })
    await away.close()
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prometheusHistory } from '../../../../src/adapters/prometheus/history/history-source.ts'
import { prometheusSource, type PrometheusSource } from '../../../../src/adapters/prometheus/source.ts'
import { looksOf } from '../../../../src/core/backtest/steps.ts'
import { readingOf } from '../../../../src/core/budgets/reading-of.ts'
import type { Reading } from '../../../../src/core/budgets/reading.ts'
import { type Sli, type Slo, sloKey } from '../../../../src/core/budgets/slo.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../src/core/kernel/time/duration.ts'
import { freePort } from '../../../support/free-port.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../../../support/prometheus-server.ts'
import { restlessClock, sloOf } from '../slos.ts'

const UNTIL = Date.parse('2026-02-10T00:00:00Z')
const STEPS = { from: UNTIL - 30 * HOUR_MS, until: UNTIL, stepMs: HOUR_MS }

function history(): string {
  const lines: string[] = []
  for (const [pod, from, until] of [
    ['a', UNTIL - 60 * HOUR_MS, UNTIL],
    ['b', UNTIL - 60 * HOUR_MS, UNTIL - 10 * HOUR_MS],
    ['c', UNTIL - 20 * HOUR_MS, UNTIL],
  ] as const)
    for (const code of ['200', '500'])
      for (let at = from, k = 0; at <= until; at += MINUTE_MS, k += 1)
        lines.push(
          `requests_total{code="${code}",pod="${pod}"} ${k * (code === '200' ? 99 : 1)} ${at / SECOND_MS}`,
        )
  return `${lines.join('\n')}\n# EOF\n`
}

const events = (bad: string, total: string): Sli => ({ kind: 'events', source: 'main', bad, total })
const DAY_OF_MINUTES =
  'avg_over_time((sum(rate(requests_total{code="200"}[5m])) / sum(rate(requests_total[5m])))[1d:1m])'
const SLOS: readonly Slo[] = [
  sloOf('counters', events('requests_total{code="500"}', 'requests_total'), DAY_MS),
  sloOf(
    'steps',
    {
      kind: 'ratio',
      source: 'main',
      expr: DAY_OF_MINUTES.replace('1d', '$window'),
    },
    DAY_MS,
  ),
  sloOf(
    'a number',
    {
      kind: 'ratio',
      source: 'main',
      expr: 'scalar(sum(rate(requests_total{code="200"}[$window])) / sum(rate(requests_total[$window])))',
    },
    DAY_MS,
  ),
  sloOf(
    'several series at times',
    events(
      'sum by (pod) (increase(requests_total{code="500",pod!="a"}[$window]))',
      'sum(increase(requests_total[$window]))',
    ),
    DAY_MS,
  ),
  sloOf(
    'a mistake',
    events('sum(increase(requests_total[$window])', 'sum(increase(requests_total[$window]))'),
    DAY_MS,
  ),
  sloOf('nothing', events('never_total{code="500"}', 'never_total'), DAY_MS),
]

async function looks(source: PrometheusSource): Promise<readonly (readonly Reading[])[]> {
  const all: Reading[][] = []
  const lookbacksMs = [DAY_MS, HOUR_MS, 5 * MINUTE_MS]
  for (const at of looksOf(STEPS)) {
    const told = await source.measure(
      SLOS.map((slo) => ({ slo, lookbacksMs })),
      at,
    )
    all.push(SLOS.map((slo) => readingOf(slo, told.get(sloKey(slo)) ?? { samples: new Map() }, at)))
  }
  await source.close()
  return all
}

const option = (url: string) => ({
  name: 'main',
  url,
  timeoutMs: 60_000,
  concurrency: 2,
  retries: 0,
  auth: { kind: 'none' as const },
})

describe.skipIf(!hasPrometheus())('history on a real Prometheus (needs prometheus and promtool)', () => {
  let server: RunningPrometheus
  let strict: RunningPrometheus
  let polled: readonly (readonly Reading[])[]
  beforeAll(async () => {
    const openMetrics = history()
    server = await startPrometheus({ openMetrics, retention: '10y' })
    // Enough for one time of a day of minutes, too little for a range of them.
    strict = await startPrometheus({ openMetrics, retention: '10y', flags: ['--query.max-samples=12000'] })
    polled = await looks(prometheusSource([option(server.url)], restlessClock()))
  })
  afterAll(async () => {
    await server.stop()
    await strict.stop()
  })

  test('is what polls at the same times read, be it a figure or a failure', async () => {
    const past = await looks(prometheusHistory([option(server.url)], restlessClock(), STEPS))
    expect(past).toEqual(polled)
    const reasons = new Set(past.flat().map((one) => (one.kind === 'missing' ? one.reason : one.kind)))
    expect([...reasons].toSorted()).toEqual(['measured', 'no_data', 'query_failed'])
  })

  test('is the same from a server that finds the ranges too much', async () => {
    const range = new URLSearchParams({
      query: DAY_OF_MINUTES,
      start: String(STEPS.from / SECOND_MS),
      end: String(STEPS.until / SECOND_MS),
      step: String(STEPS.stepMs / SECOND_MS),
    })
    const refused = await fetch(`${strict.url}/api/v1/query_range?${range.toString()}`)
    expect(refused.status).toBe(422)
    const past = await looks(prometheusHistory([option(strict.url)], restlessClock(), STEPS))
    expect(past.map((readings) => readings[0])).toEqual(polled.map((readings) => readings[0]))
    expect(past.map((readings) => readings[1])).toEqual(polled.map((readings) => readings[1]))
  })

  test('says how far it has come', async () => {
    const told: string[] = []
    const source = prometheusHistory([option(server.url)], restlessClock(), STEPS, {
      onRanges: (done, of) => told.push(`${done} of ${of}`),
    })
    await looks(source)
    expect(told.some((one) => /^(\d+) of \1$/.test(one))).toBe(true)
  })
})

test('a server out of reach ends it, as it says nothing of the past', async () => {
  const source = prometheusHistory([option(`http://127.0.0.1:${await freePort()}`)], restlessClock(), STEPS)
  await expect(source.measure([{ slo: SLOS[0] as Slo, lookbacksMs: [DAY_MS] }], UNTIL)).rejects.toThrow(
    /^the history cannot be read: http:\/\/127\.0\.0\.1:\d+: ECONNREFUSED/,
  )
  await source.close()
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SliMeasurement } from '../../../src/core/budgets/sli-source.ts'
import type { Budgeting, Sli } from '../../../src/core/budgets/slo.ts'
import type { PrometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { prometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import type { RunningPrometheus } from '../../support/prometheus-server.ts'
import { hasPrometheus, startPrometheus } from '../../support/prometheus-server.ts'
import { overEach } from '../../support/questions.ts'
import { type WrittenSeries, writeSeries } from '../../support/remote-write.ts'
import { errorRatioByHand } from './by-hand.ts'
import { restlessClock, sloOf } from './slos.ts'

const AT = Date.parse('2026-02-12T10:02:30Z')
const SPANS = [5 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS]
const source = 'main'

/** A sample a minute for a day, with an end at each of `endings` minutes and a new beginning ten minutes later. */
function series(
  labels: Readonly<Record<string, string>>,
  endings: readonly number[],
  value: (minute: number, at: number) => number,
): WrittenSeries {
  const samples: { at: number; value: number | 'stale' }[] = []
  for (let minute = 0; minute < 1_440; minute += 1) {
    const at = AT - DAY_MS + (minute + 0.5) * MINUTE_MS
    const ended = endings.find((ending) => minute >= ending && minute < ending + 10)
    if (ended === undefined) samples.push({ at, value: value(minute, at / 1_000) })
    else if (ended === minute) samples.push({ at, value: 'stale' })
  }
  return { labels, samples }
}

const accurate: Sli = {
  kind: 'quality',
  source,
  gauge: 'accuracy',
  bound: 'at-least',
  limit: 0.9,
  by: 'time',
  everyMs: MINUTE_MS,
}
const ROWS: readonly { name: string; sli: Sli; budgeting?: Budgeting; byHand: string; leastMs?: number }[] = [
  {
    name: 'a gauge that ends does not count from that very moment',
    sli: accurate,
    byHand: '1 - sum(sum_over_time((accuracy >= bool 0.9)[$s:1m])) / sum(count_over_time(accuracy[$s:1m]))',
  },
  {
    name: 'data whose gauge ends grows old',
    sli: {
      kind: 'freshness',
      source,
      gauge: 'updated_seconds',
      maxAgeMs: 5 * MINUTE_MS,
      everyMs: MINUTE_MS,
      goneAfterMs: DAY_MS,
    },
    byHand:
      '1 - sum(sum_over_time((time() - last_over_time(updated_seconds[1d]) <= bool 300)[$s:1m])) / sum(count_over_time(last_over_time(updated_seconds[1d])[$s:1m]))',
  },
  {
    name: 'counters that end and go on',
    sli: { kind: 'events', source, good: 'good_total', total: 'all_total' },
    byHand: '1 - sum(increase(good_total[$w])) / sum(increase(all_total[$w]))',
  },
  {
    name: 'counters that end and go on, in slices',
    sli: { kind: 'events', source, good: 'good_total', total: 'all_total' },
    budgeting: { kind: 'ratio-timeslices', sliceMs: 5 * MINUTE_MS },
    leastMs: 5 * MINUTE_MS,
    byHand: '1 - avg_over_time((sum(increase(good_total[5m])) / (sum(increase(all_total[5m])) > 0))[$s:5m])',
  },
]

describe.skipIf(!hasPrometheus())('series with an end (needs prometheus and promtool)', () => {
  let server: RunningPrometheus
  let subject: PrometheusSource
  let measured: ReadonlyMap<string, SliMeasurement>

  beforeAll(async () => {
    server = await startPrometheus({ flags: ['--web.enable-remote-write-receiver'] })
    const endings = [100, 700, 1_435]
    await writeSeries(server.url, [
      series({ __name__: 'accuracy', model: 'a' }, endings, (minute) => (minute % 9 === 0 ? 0.8 : 0.95)),
      series({ __name__: 'accuracy', model: 'b' }, [], (minute) => (minute % 5 === 0 ? 0.8 : 0.95)),
      series({ __name__: 'updated_seconds' }, endings, (_, at) => at - 30),
      series({ __name__: 'good_total' }, [700], (minute) => 9 * (minute > 1_400 ? minute - 1_400 : minute)),
      series({ __name__: 'all_total' }, [700], (minute) => 10 * (minute > 1_400 ? minute - 1_400 : minute)),
      series({ __name__: 'runs_total', job: 'x' }, endings, (minute) => Math.floor(minute / 200)),
      series({ __name__: 'failed_total', job: 'x' }, endings, (minute) => Math.floor(minute / 500)),
    ])
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
    const runs: Sli = {
      kind: 'batch',
      source,
      runs: { of: 'counters', all: 'runs_total', failed: 'failed_total' },
    }
    const slos = [
      ...ROWS.map(({ name, sli, budgeting }) => ({ ...sloOf(name, sli), ...(budgeting && { budgeting }) })),
      sloOf('runs', runs),
    ]
    measured = await subject.measure(overEach(slos, SPANS), AT)
  })
  afterAll(async () => {
    await subject.close()
    await server.stop()
  })

  test.each(ROWS)('$name', async ({ name, byHand, leastMs = 0 }) => {
    for (const spanMs of SPANS) {
      const due = await errorRatioByHand(server.url, byHand, Math.max(spanMs, leastMs), AT)
      const sample = measured.get(`checkout/${name}`)?.samples.get(spanMs)
      if (sample?.kind !== 'counts') throw new Error(JSON.stringify(sample))
      expect(Math.abs(1 - sample.good / sample.total - (due ?? Number.NaN))).toBeLessThan(1e-9)
    }
  })

  test('runs during which a series had ended are counted when it goes on', () => {
    // 7 steps of 200 minutes, 2 of 500.
    expect(measured.get('checkout/runs')?.samples.get(DAY_MS)).toEqual({ kind: 'counts', good: 5, total: 7 })
  })
})

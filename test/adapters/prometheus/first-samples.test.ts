import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prometheusSource, type PrometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { questionOf, readingOf } from '../../../src/core/budgets/reading-of.ts'
import type { Reading } from '../../../src/core/budgets/reading.ts'
import type { Sli, Slo } from '../../../src/core/budgets/slo.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/core/kernel/time/duration.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../../support/prometheus-server.ts'
import { type WrittenSeries, writeSeries } from '../../support/remote-write.ts'
import { restlessClock, sloOf } from './slos.ts'

const AT = Date.parse('2026-02-12T10:02:30Z')
const BEGAN_AGO_MS = 36 * HOUR_MS
const source = 'main'

/** A sample in 30 seconds, from so long ago until so long ago; a series that ends before now is marked as ended. */
function written(
  metric: string,
  labels: Readonly<Record<string, string>>,
  value: (minutes: number) => number,
  { fromAgoMs = BEGAN_AGO_MS, untilAgoMs = 0, at = AT } = {},
): WrittenSeries {
  const samples: { at: number; value: number | 'stale' }[] = []
  for (let ago = fromAgoMs; ago > untilAgoMs; ago -= 30 * SECOND_MS)
    samples.push({ at: at - ago, value: value((fromAgoMs - ago) / MINUTE_MS) })
  if (untilAgoMs > 0) samples.push({ at: at - untilAgoMs, value: 'stale' })
  return { labels: { __name__: `${metric}_total`, job: 'api', ...labels }, samples }
}

const ok = (metric: string, instance: string, more = {}): WrittenSeries =>
  written(metric, { instance, code: '200', path: '/' }, (minutes) => Math.round(10 * minutes), more)
const fifty = Array.from({ length: 50 }, (_, n) => n)

const WRITTEN: readonly WrittenSeries[] = [
  // Of a target that goes on, an error each in a series of its own, over the last five hours.
  ok('born', 'a'),
  ...fifty.map((n) =>
    written('born', { instance: 'a', code: '500', path: `/${n}` }, () => 1, {
      fromAgoMs: (n + 1) * 6 * MINUTE_MS,
    }),
  ),
  // Restarted three hours ago, with two errors that it had before and one that it had not.
  ok('restarted', 'a', { untilAgoMs: 3 * HOUR_MS }),
  written('restarted', { instance: 'a', code: '500', path: '/old' }, () => 700, {
    untilAgoMs: 3 * HOUR_MS,
  }),
  ok('restarted', 'a', { fromAgoMs: 3 * HOUR_MS - 30 * SECOND_MS }),
  written('restarted', { instance: 'a', code: '500', path: '/new' }, () => 300, {
    fromAgoMs: 3 * HOUR_MS - 30 * SECOND_MS,
  }),
  // A pod beside another one; its counters begin high.
  ok('pods', 'a'),
  ok('pods', 'b', { fromAgoMs: 2 * HOUR_MS }),
  written('pods', { instance: 'b', code: '500', path: '/' }, () => 400, { fromAgoMs: 2 * HOUR_MS }),
  // All series of a target get a label more.
  ok('relabelled', 'a', { untilAgoMs: 2 * HOUR_MS }),
  written('relabelled', { instance: 'a', code: '500', path: '/' }, () => 9_000, { untilAgoMs: 2 * HOUR_MS }),
  ...['200', '500'].map((code) =>
    written('relabelled', { instance: 'a', code, path: '/', zone: 'x' }, () => 9_000, {
      fromAgoMs: 2 * HOUR_MS,
    }),
  ),
  // The first error was a moment ago.
  ok('fresh', 'a'),
  ok('paused', 'a'),
  // What scrapes fail to bring for a while goes on where it was.
  ok('away', 'a', { untilAgoMs: 2 * HOUR_MS }),
  ok('away', 'a', { fromAgoMs: HOUR_MS }),
]

const events = (metric: string, part: 'good' | 'bad'): Sli =>
  part === 'bad'
    ? { kind: 'events', source, bad: `${metric}_total{code="500"}`, total: `${metric}_total` }
    : { kind: 'events', source, good: `${metric}_total{code!="500"}`, total: `${metric}_total` }
const byExpression = (metric: string): Sli => ({
  kind: 'events',
  source,
  bad: `sum(increase(${metric}_total{code="500"}[$window])) or vector(0)`,
  total: `sum(increase(${metric}_total[$window]))`,
})
const byRatio = (metric: string): Sli => ({
  kind: 'ratio',
  source,
  expr: `1 - (sum(increase(${metric}_total{code="500"}[$window])) or vector(0)) / sum(increase(${metric}_total[$window]))`,
})

describe.skipIf(!hasPrometheus())('first samples of new series (needs prometheus and promtool)', () => {
  let server: RunningPrometheus
  let subject: PrometheusSource

  beforeAll(async () => {
    server = await startPrometheus({ flags: ['--web.enable-remote-write-receiver'] })
    await writeSeries(
      server.url,
      WRITTEN.toSorted((a, b) => (a.samples[0]?.at ?? 0) - (b.samples[0]?.at ?? 0)),
    )
    const options = { name: source, url: server.url, timeoutMs: 30_000, concurrency: 2, retries: 0 }
    subject = prometheusSource([{ ...options, auth: { kind: 'none' } }], restlessClock())
  })
  afterAll(async () => {
    await subject.close()
    await server.stop()
  })

  async function reading(slo: Slo, at = AT): Promise<Reading & { kind: 'measured' }> {
    const measured = await subject.measure([questionOf(slo, at)], at)
    const found = readingOf(slo, measured.get(`checkout/${slo.name}`) ?? { samples: new Map() }, at)
    if (found.kind !== 'measured') throw new Error(JSON.stringify(found))
    return found
  }
  const badOf = ({ good, total }: Reading & { kind: 'measured' }): number => (total ?? 0) - (good ?? 0)
  const day = (name: string, sli: Sli): Slo => sloOf(name, sli, DAY_MS)

  test.each(['good', 'bad'] as const)(
    'fifty errors, each in a series that begins at 1, by %s',
    async (part) => {
      const found = await reading(day(`born ${part}`, events('born', part)))
      expect(badOf(found)).toBeCloseTo(50, 3)
      expect(found.warning).toBeUndefined()
      // An hour has ten of them, in 600 requests.
      expect((found.burnRates['1h'] ?? 0) * 0.005).toBeCloseTo(10 / 610, 3)
    },
  )

  test.each([
    ['a target that was restarted', 'restarted', 300],
    ['a new pod', 'pods', 400],
    ['a label that all series get', 'relabelled', 9_000],
  ])('%s: what its counters begin with is no error, and the reading says so', async (_, metric, events_) => {
    const bad = await reading(day(metric, events(metric, 'bad')))
    expect(badOf(bad)).toBeCloseTo(0, 3)
    expect(bad.warning).toContain(`up to ${events_} bad events may be missing`)
    expect(badOf(await reading(day(`${metric} by good`, events(metric, 'good'))))).toBeLessThan(1)
  })

  test('a target that was out of reach goes on where it was', async () => {
    const found = await reading(day('away', events('away', 'good')))
    expect(badOf(found)).toBeCloseTo(0, 3)
    expect(found.warning).toBeUndefined()
  })

  test.each([
    ['an expression', byExpression('born'), 50],
    ['a ratio', byRatio('born'), 50],
  ])('%s counts none of them, and the reading says how many there may be', async (_, sli, most) => {
    const found = await reading(day(`told by ${sli.kind}`, sli))
    expect(found.errorRatio).toBeCloseTo(0, 6)
    expect(found.warning).toContain(`up to ${most} bad events may be missing`)
  })

  test('slices count none of them either', async () => {
    const slo: Slo = {
      ...day('slices', events('born', 'bad')),
      budgeting: { kind: 'timeslices', sliceMs: MINUTE_MS, target: 0.99 },
    }
    expect((await reading(slo)).warning).toContain('up to 50 bad events may be missing')
  })

  test.each([
    ['at the next poll, and stays', 'fresh', [4, 5, 6, 7, 12, 19]],
    ['after a pause of the polls', 'paused', [14, 15]],
  ])('an error of just now is in every lookback %s', async (_, metric, polls) => {
    const slo = day(metric, events(metric, 'bad'))
    expect(badOf(await reading(slo))).toBeCloseTo(0, 3)
    const later = AT + 20 * MINUTE_MS
    await writeSeries(server.url, [
      written(
        metric,
        { instance: 'a', code: '200', path: '/' },
        (minutes) => 10 * (BEGAN_AGO_MS / MINUTE_MS + minutes),
        { fromAgoMs: 20 * MINUTE_MS, at: later },
      ),
      written(metric, { instance: 'a', code: '500', path: '/' }, () => 5, {
        fromAgoMs: 17.5 * MINUTE_MS,
        at: later,
      }),
    ])
    // It was born at minute 2.5; each poll remembers the one before.
    for (const minutes of polls) {
      const found = await reading(slo, AT + minutes * MINUTE_MS)
      expect(badOf(found), `after ${minutes} minutes`).toBeCloseTo(5, 3)
      expect(found.burnRates['6h'] ?? 0, `after ${minutes} minutes`).toBeGreaterThan(0)
    }
  })
})

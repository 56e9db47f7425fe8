import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PrometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { prometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { questionOf, readingOf } from '../../../src/core/budgets/reading-of.ts'
import type { Reading } from '../../../src/core/budgets/reading.ts'
import type { Sli, Slo } from '../../../src/core/budgets/slo.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import type { RunningPrometheus } from '../../support/prometheus-server.ts'
import { hasPrometheus, startPrometheus } from '../../support/prometheus-server.ts'
import { type WrittenSeries, writeSeries } from '../../support/remote-write.ts'
import { restlessClock, sloOf } from './slos.ts'

const AT = Date.parse('2026-02-12T10:02:30Z')
const source = 'main'

/** Samples every so often for so long, the newest one `agoMs` before `AT`; ended with a marker, as by a scrape that fails. */
function until(
  labels: Readonly<Record<string, string>>,
  agoMs: number,
  { everyMs = MINUTE_MS, lastsMs = 6 * HOUR_MS, isMarked = false, value = (n: number) => n } = {},
): WrittenSeries {
  const count = Math.floor(lastsMs / everyMs) + 1
  const samples: { at: number; value: number | 'stale' }[] = Array.from({ length: count }, (_, n) => ({
    at: AT - agoMs - (count - 1 - n) * everyMs,
    value: value(n),
  }))
  if (isMarked) samples.push({ at: AT - agoMs + 15_000, value: 'stale' })
  return { labels, samples }
}

const events = (name: string): Sli => ({
  kind: 'events',
  source,
  bad: `${name}{code="500"}`,
  total: name,
})
const sliced = (name: string): Slo => ({
  ...sloOf(`slices of ${name}`, events(name)),
  budgeting: { kind: 'timeslices', sliceMs: MINUTE_MS, target: 0.9 },
})

/** What has stopped 4.5 hours ago, of every kind. */
const STOPPED: readonly Slo[] = [
  sloOf('events', events('gone_total')),
  sloOf('events in an expression', {
    kind: 'events',
    source,
    bad: 'sum(increase(gone_total{code="500"}[$window])) or vector(0)',
    total: 'sum(increase(gone_total[$window]))',
  }),
  sliced('gone_total'),
  sloOf('latency', { kind: 'latency', source, histogram: 'gone_seconds', threshold: 0.3 }),
  sloOf('ratio', {
    kind: 'ratio',
    source,
    expr: '1 - sum(increase(gone_total{code="500"}[$window])) / sum(increase(gone_total[$window]))',
  }),
  sloOf('remaining', { kind: 'remaining', source, unit: 'ratio', expr: 'gone_remaining{x="y"}' }),
  sloOf('remaining over time', {
    kind: 'remaining',
    source,
    unit: 'ratio',
    expr: 'last_over_time(gone_remaining{x="y"}[1d])',
  }),
  sloOf('quality', {
    kind: 'quality',
    source,
    gauge: 'gone_accuracy',
    bound: 'at-least',
    limit: 0.9,
    by: 'time',
    everyMs: MINUTE_MS,
  }),
  sloOf('freshness', {
    kind: 'freshness',
    source,
    gauge: 'gone_updated',
    maxAgeMs: 5 * MINUTE_MS,
    everyMs: MINUTE_MS,
    goneAfterMs: 4 * HOUR_MS,
  }),
  sloOf('batch', {
    kind: 'batch',
    source,
    runs: { of: 'counters', all: 'gone_total', failed: 'gone_total{code="500"}' },
  }),
  sloOf('a regular expression', {
    kind: 'events',
    source,
    bad: '{__name__=~"gone_to.*",code="500"}',
    total: '{__name__=~"gone_to.*"}',
  }),
  sloOf('sloths', { kind: 'recorded', source, by: 'sloth' }),
  sloOf('pyrras', { kind: 'recorded', source, by: 'pyrra' }),
]

/** What goes on, whether or not anything happens. */
const GOING_ON: readonly Slo[] = [
  sloOf('a counter that does not rise', events('idle_total')),
  sloOf('an end with five minutes to go', events('fresh_total')),
  sloOf('a sample in ten minutes', events('sparse_total')),
  sloOf('a sample a day', events('daily_total')),
  sloOf('a run a day', {
    kind: 'batch',
    source,
    runs: { of: 'gauges', completed: 'nightly_completed', everyMs: DAY_MS },
  }),
  sloOf('freshness that grows old', {
    kind: 'freshness',
    source,
    gauge: 'gone_updated',
    maxAgeMs: 5 * MINUTE_MS,
    everyMs: MINUTE_MS,
    goneAfterMs: DAY_MS,
  }),
  sloOf('sloths alive', { kind: 'recorded', source, by: 'sloth' }),
  sloOf('pyrras alive', { kind: 'recorded', source, by: 'pyrra' }),
]

const AGO_MS = 4.5 * HOUR_MS
const gone = (labels: Readonly<Record<string, string>>, value?: (n: number) => number): WrittenSeries =>
  until(labels, AGO_MS, { isMarked: true, ...(value && { value }) })
const recorded = (service: string, slo: string, lookback: string): Readonly<Record<string, string>> => ({
  __name__: `slo:sli_error:ratio_rate${lookback}`,
  sloth_service: service,
  sloth_slo: slo,
})
const none = (): number => 0
/** Recorded long lookbacks have a value for as long as they reach back. */
const RECORDED = [
  until(recorded('checkout', 'sloths', '5m'), AGO_MS, { isMarked: true, value: none }),
  until(recorded('checkout', 'sloths', '30d'), 15_000, { value: none }),
  until(recorded('checkout', 'sloths alive', '5m'), 15_000, { value: none }),
  until(recorded('checkout', 'sloths alive', '30d'), 15_000, { value: none }),
  until({ __name__: 'requests:burnrate5m', slo: 'pyrras' }, AGO_MS, { isMarked: true, value: none }),
  until({ __name__: 'pyrra_availability', slo: 'pyrras' }, 15_000, { value: () => 1 }),
  until({ __name__: 'requests:burnrate5m', slo: 'pyrras alive' }, 15_000, { value: none }),
  until({ __name__: 'pyrra_availability', slo: 'pyrras alive' }, 15_000, { value: () => 1 }),
]

const WRITTEN: readonly WrittenSeries[] = [
  gone({ __name__: 'gone_total', code: '200' }),
  gone({ __name__: 'gone_total', code: '500' }, none),
  gone({ __name__: 'gone_seconds_count' }),
  gone({ __name__: 'gone_seconds_bucket', le: '0.3' }),
  gone({ __name__: 'gone_remaining', x: 'y' }, () => 0.9),
  gone({ __name__: 'gone_accuracy' }, () => 1),
  gone({ __name__: 'gone_updated' }, (n) => AT / 1_000 - 10 * 3_600 + n * 60),
  until({ __name__: 'idle_total', code: '200' }, 15_000, { value: (n) => Math.min(n, 100) }),
  until({ __name__: 'fresh_total', code: '200' }, 4.5 * MINUTE_MS),
  until({ __name__: 'sparse_total', code: '200' }, 29 * MINUTE_MS, { everyMs: 10 * MINUTE_MS }),
  until({ __name__: 'daily_total', code: '200' }, 2.5 * DAY_MS, { everyMs: DAY_MS, lastsMs: 8 * DAY_MS }),
  until({ __name__: 'nightly_completed' }, 2 * DAY_MS, {
    value: () => (AT - 2 * DAY_MS) / 1_000,
    lastsMs: 2 * HOUR_MS,
  }),
  until({ __name__: 'back_total', code: '200' }, HOUR_MS),
  until({ __name__: 'born_total', code: '200' }, 6 * MINUTE_MS, {
    everyMs: 10 * MINUTE_MS,
    lastsMs: 10 * MINUTE_MS,
  }),
  ...RECORDED,
]

describe.skipIf(!hasPrometheus())('data that has stopped (needs prometheus and promtool)', () => {
  let server: RunningPrometheus

  beforeAll(async () => {
    server = await startPrometheus({ flags: ['--web.enable-remote-write-receiver'] })
    // The head takes nothing that is much older than what it got first.
    await writeSeries(
      server.url,
      WRITTEN.toSorted((a, b) => (a.samples[0]?.at ?? 0) - (b.samples[0]?.at ?? 0)),
    )
  })
  afterAll(() => server.stop())

  const started = (): PrometheusSource =>
    prometheusSource(
      [
        {
          name: source,
          url: server.url,
          timeoutMs: 30_000,
          concurrency: 2,
          retries: 0,
          auth: { kind: 'none' },
        },
      ],
      restlessClock(),
    )
  async function readings(from: PrometheusSource, slos: readonly Slo[], at: number): Promise<Reading[]> {
    const measured = await from.measure(
      slos.map((slo) => questionOf(slo, at)),
      at,
    )
    return slos.map((slo) =>
      readingOf(slo, measured.get(`checkout/${slo.name}`) ?? { samples: new Map() }, at),
    )
  }

  test('each kind is missing, with the time of its newest sample, though it was long ago', async () => {
    const subject = started()
    for (const reading of await readings(subject, STOPPED, AT)) {
      expect(reading).toMatchObject({ slo: reading.slo, kind: 'missing', reason: 'data_stopped' })
      const newestAt = reading.newestAt ?? Number.NaN
      expect(AT - AGO_MS - newestAt, reading.slo).toBeLessThanOrEqual(5 * MINUTE_MS)
      expect(newestAt, reading.slo).toBeLessThanOrEqual(AT - AGO_MS)
    }
    await subject.close()
  })

  test('what pauses, comes rarely, or has time left is not missing', async () => {
    const subject = started()
    for (const reading of await readings(subject, GOING_ON, AT))
      expect(reading).toMatchObject({ slo: reading.slo, kind: 'measured' })
    await subject.close()
  })

  test('three of the usual intervals, and not a fourth', async () => {
    const subject = started()
    const rare = GOING_ON.filter(({ name }) => name.startsWith('a sample') || name.startsWith('an end'))
    const after = async (ms: number): Promise<readonly string[]> =>
      (await readings(subject, rare, AT + ms)).flatMap(({ kind, slo }) => (kind === 'missing' ? [slo] : []))
    expect(await after(30_000)).toEqual([])
    expect(await after(31_000)).toEqual(['an end with five minutes to go'])
    expect(await after(2 * MINUTE_MS)).toEqual(['an end with five minutes to go', 'a sample in ten minutes'])
    expect(await after(13 * HOUR_MS)).toHaveLength(3)
    await subject.close()
  })

  test('the interval of a new series is known from its second sample on', async () => {
    const subject = started()
    const slo = sloOf('events', events('born_total'))
    await readings(subject, [slo], AT - 15 * MINUTE_MS)
    await readings(subject, [slo], AT - 5 * MINUTE_MS)
    expect(await readings(subject, [slo], AT)).toMatchObject([{ kind: 'measured' }])
    await subject.close()
  })

  test('a poll that goes on finds the same without looking further back', async () => {
    const subject = started()
    const first = await readings(subject, [sloOf('events', events('fresh_total'))], AT)
    expect(first[0]).toMatchObject({ kind: 'measured', newestAt: AT - 4.5 * MINUTE_MS })
    const [later] = await readings(subject, [sloOf('events', events('fresh_total'))], AT + DAY_MS)
    expect(later).toMatchObject({ reason: 'data_stopped', newestAt: AT - 4.5 * MINUTE_MS })
    await subject.close()
  })

  test('a reading that comes back is measured again', async () => {
    const subject = started()
    const slo = sloOf('events', events('back_total'))
    expect((await readings(subject, [slo], AT))[0]).toMatchObject({ reason: 'data_stopped' })
    await writeSeries(server.url, [
      until({ __name__: 'back_total', code: '200' }, 15_000, {
        lastsMs: 10 * MINUTE_MS,
        value: (n) => 500 + n,
      }),
    ])
    expect((await readings(subject, [slo], AT))[0]).toMatchObject({ kind: 'measured', newestAt: AT - 15_000 })
    await subject.close()
  })
})

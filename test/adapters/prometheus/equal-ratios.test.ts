import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readingOf } from '../../../src/core/budgets/reading-of.ts'
import type { SliMeasurement, SliSample } from '../../../src/core/budgets/sli-source.ts'
import { rolling, type SloWindow, windowAt } from '../../../src/core/budgets/slo-window.ts'
import type { PrometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { prometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import type { RunningPrometheus } from '../../support/prometheus-server.ts'
import { hasPrometheus, startPrometheus } from '../../support/prometheus-server.ts'
import { errorRatioByHand } from './by-hand.ts'
import { type EqualRow, equalRows } from './equal-rows.ts'
import { AT, sloHistory } from './slo-history.ts'
import { restlessClock, sloOf } from './slos.ts'

const calendar = (unit: 'week' | 'month' | 'quarter'): SloWindow => ({
  kind: 'calendar',
  unit,
  timeZone: 'Europe/Berlin',
})
const WINDOWS: readonly (readonly [string, SloWindow])[] = [
  ['7 days', rolling(7 * DAY_MS)],
  ['28 days', rolling(28 * DAY_MS)],
  ['30 days', rolling(30 * DAY_MS)],
  ['the week', calendar('week')],
  ['the month', calendar('month')],
  // Longer than the history, which begins in its second week.
  ['the quarter', calendar('quarter')],
]
const BURN: readonly (readonly [string, number])[] = [
  ['5 minutes', 5 * MINUTE_MS],
  ['30 minutes', 30 * MINUTE_MS],
  ['1 hour', HOUR_MS],
  ['2 hours', 2 * HOUR_MS],
  ['6 hours', 6 * HOUR_MS],
  ['1 day', DAY_MS],
  ['3 days', 3 * DAY_MS],
]
const SPANS: readonly (readonly [string, number])[] = [
  ...WINDOWS.map(([name, window]) => [name, windowAt(window, AT).lookbackMs] as const),
  ...BURN,
]

describe.skipIf(!hasPrometheus())('30 days on a real Prometheus (needs prometheus and promtool)', () => {
  let server: RunningPrometheus
  let subject: PrometheusSource
  let measured: ReadonlyMap<string, SliMeasurement>

  const sloOfRow = ({ name, sli, budgeting, minEvents }: EqualRow, window = rolling(30 * DAY_MS)) => ({
    ...sloOf(name, sli),
    window,
    ...(budgeting !== undefined && { budgeting }),
    ...(minEvents !== undefined && { minEvents }),
  })

  beforeAll(async () => {
    server = await startPrometheus({ openMetrics: sloHistory() })
    subject = prometheusSource(
      [
        {
          name: 'main',
          url: server.url,
          timeoutMs: 60_000,
          concurrency: 2,
          retries: 0,
          auth: { kind: 'none' },
        },
      ],
      restlessClock(),
    )
    const lookbacksMs = SPANS.map(([, spanMs]) => spanMs)
    measured = await subject.measure(
      equalRows.map((row) => ({ slo: sloOfRow(row), lookbacksMs })),
      AT,
    )
  })
  afterAll(async () => {
    await subject.close()
    await server.stop()
  })

  describe.each(equalRows)('$name', (row) => {
    const measurement = (): SliMeasurement => measured.get(`checkout/${row.name}`) ?? { samples: new Map() }
    const byHand = (spanMs: number) =>
      errorRatioByHand(server.url, row.byHand, Math.max(spanMs, row.leastMs ?? 0), AT)

    test.each(WINDOWS)('over %s', async (_, window) => {
      const due = await byHand(windowAt(window, AT).lookbackMs)
      const reading = readingOf(sloOfRow(row, window), measurement(), AT)
      expect(reading).toMatchObject({ kind: 'measured', errorRatio: equalTo(due) })
    })

    test.each(BURN)('over %s', async (_, spanMs) => {
      const due = await byHand(spanMs)
      const sample = measurement().samples.get(spanMs)
      if (due === undefined) expect(sample).toMatchObject({ kind: 'missing' })
      else expect(errorRatioOf(sample)).toEqual(equalTo(due))
    })
  })

  test.each(equalRows.filter(({ sli }) => sli.kind === 'batch'))('$name: whole runs', ({ name }) => {
    const samples = [...(measured.get(`checkout/${name}`)?.samples.values() ?? [])]
    const counts = samples.flatMap((sample) => (sample.kind === 'counts' ? [sample.good, sample.total] : []))
    expect(counts.length).toBeGreaterThan(10)
    expect(counts.filter((count) => !Number.isInteger(count))).toEqual([])
  })
})

/** Within 1e-9. */
const equalTo = (due: number | undefined): unknown =>
  expect.toSatisfy((found: number) => Math.abs(found - (due ?? Number.NaN)) < 1e-9, `is ${due}`)

function errorRatioOf(sample: SliSample | undefined): number {
  if (sample?.kind === 'counts') return (sample.total - sample.good) / sample.total
  if (sample?.kind === 'success-ratio') return 1 - sample.ratio
  throw new Error(`no ratio but ${JSON.stringify(sample)}`)
}

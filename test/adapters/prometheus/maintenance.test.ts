import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { composedSource } from '../../../src/core/budgets/composed-source.ts'
import { excludingMaintenance } from '../../../src/core/budgets/excluding-maintenance.ts'
import type { MaintenanceWindow } from '../../../src/core/budgets/maintenance.ts'
import { questionOf, readingOf } from '../../../src/core/budgets/reading-of.ts'
import type { MeasuredReading } from '../../../src/core/budgets/reading.ts'
import type { SliQuestion, SliSample, SliSource } from '../../../src/core/budgets/sli-source.ts'
import { rolling } from '../../../src/core/budgets/slo-window.ts'
import { type Sli, type Slo, sloKey } from '../../../src/core/budgets/slo.ts'
import { type PrometheusSource, prometheusSource } from '../../../src/adapters/prometheus/source.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../../support/prometheus-server.ts'
import { restlessClock, sloOf } from './slos.ts'

/** Noon UTC of a Sunday. */
const AT = Date.UTC(2026, 2, 15, 12)
const PER_MINUTE = 60

const wall = (ms: number): string => new Date(ms).toISOString().slice(0, 16)
const once = (name: string, from: number, until: number): MaintenanceWindow => ({
  name,
  reason: 'so it was agreed',
  schedule: { kind: 'once', from: wall(from), until: wall(until) },
  timeZone: 'UTC',
  services: null,
  slos: null,
})

/** Everything fails in maintenance, and for half an hour that nobody agreed upon. */
const UPGRADE = { from: AT - 4 * DAY_MS, until: AT - 4 * DAY_MS + 2 * HOUR_MS }
const ACROSS = { from: AT - 3 * DAY_MS - HOUR_MS, until: AT - 3 * DAY_MS + HOUR_MS }
const RUNNING = { from: AT - 30 * MINUTE_MS, until: AT + 30 * MINUTE_MS }
const OUTAGE = { from: AT - 2 * DAY_MS, until: AT - 2 * DAY_MS + 30 * MINUTE_MS }
const FAILING = [UPGRADE, ACROSS, RUNNING, OUTAGE]

const MAINTENANCE = [
  once('upgrade', UPGRADE.from, UPGRADE.until),
  // Overlapping ones are one.
  once('upgrade, its second half', UPGRADE.from + HOUR_MS, UPGRADE.until),
  once('across', ACROSS.from, ACROSS.until),
  once('running', RUNNING.from, RUNNING.until),
]

/** Counters of one minute, so that increases between whole minutes are exact. */
function history(): string {
  const good: string[] = []
  const bad: string[] = []
  let goodCount = 0
  let badCount = 0
  for (let at = AT - 9 * DAY_MS; at <= AT; at += MINUTE_MS) {
    good.push(`shop_requests_total{code="200"} ${goodCount} ${at / 1000}`)
    bad.push(`shop_requests_total{code="500"} ${badCount} ${at / 1000}`)
    if (FAILING.some(({ from, until }) => at >= from && at < until)) badCount += PER_MINUTE
    else goodCount += PER_MINUTE
  }
  return ['# TYPE shop_requests counter', ...good, ...bad, '# EOF', ''].join('\n')
}

const SLIS = {
  events: {
    kind: 'events',
    source: 'main',
    good: 'shop_requests_total{code="200"}',
    total: 'shop_requests_total',
  },
  ratio: {
    kind: 'ratio',
    source: 'main',
    expr: 'sum(rate(shop_requests_total{code="200"}[$window])) / sum(rate(shop_requests_total[$window]))',
  },
  remaining: { kind: 'remaining', source: 'main', expr: 'vector(0.4)', unit: 'ratio' },
} as const satisfies Record<string, Sli>

const slo = (name: keyof typeof SLIS, more: Partial<Slo> = {}): Slo => ({
  ...sloOf(name, SLIS[name]),
  window: rolling(7 * DAY_MS),
  ...more,
})

describe.skipIf(!hasPrometheus())('maintenance on a real Prometheus (needs prometheus and promtool)', () => {
  let server: RunningPrometheus
  let prometheus: PrometheusSource
  const asked: { readonly questions: readonly SliQuestion[]; readonly at: number }[] = []
  const noting: SliSource = {
    measure: (questions, at, signal) => {
      asked.push({ questions, at })
      return prometheus.measure(questions, at, signal)
    },
  }
  const subject = excludingMaintenance(noting, () => MAINTENANCE)

  const read = async (one: Slo, at = AT, source: SliSource = subject): Promise<MeasuredReading> => {
    const question = questionOf(one, at, [2 * HOUR_MS])
    const measurement = (await source.measure([question], at)).get(sloKey(one))
    const reading = readingOf(one, measurement ?? { samples: new Map() }, at, [2 * HOUR_MS])
    if (reading.kind === 'missing') throw new Error(`${reading.reason}: ${reading.detail}`)
    return reading
  }
  const samplesOf = async (one: Slo, lookbacksMs: readonly number[]): Promise<readonly SliSample[]> => {
    const found = (await subject.measure([{ slo: one, lookbacksMs }], AT)).get(sloKey(one))
    return lookbacksMs.flatMap((lookbackMs) => found?.samples.get(lookbackMs) ?? [])
  }

  beforeAll(async () => {
    server = await startPrometheus({ openMetrics: history() })
    const options = { name: 'main', url: server.url, timeoutMs: 30_000, concurrency: 2, retries: 0 } as const
    prometheus = prometheusSource([{ ...options, auth: { kind: 'none' } }], restlessClock())
  })
  afterAll(async () => {
    await prometheus.close()
    await server.stop()
  })

  const MINUTES = 7 * 24 * 60
  /** Of which two hours, two hours and half an hour so far were maintenance. */
  const EXCLUDED = 120 + 120 + 30

  test('without any, all that failed counts', async () => {
    const reading = await read(slo('events'), AT, prometheus)
    expect(reading.errorRatio).toBeCloseTo((EXCLUDED + 30) / MINUTES, 12)
    expect(reading).not.toHaveProperty('excludedMs')
  })

  test('counts minus counts: half an hour of 9,810 minutes failed', async () => {
    const reading = await read(slo('events'))
    expect(reading.total).toBeCloseTo((MINUTES - EXCLUDED) * PER_MINUTE, 6)
    expect((reading.total ?? 0) - (reading.good ?? 0)).toBeCloseTo(30 * PER_MINUTE, 6)
    expect(reading.errorRatio).toBeCloseTo(30 / (MINUTES - EXCLUDED), 12)
    expect(reading.excludedMs).toBe(EXCLUDED * MINUTE_MS)
  })

  test('a lookback that begins in maintenance leaves out what it shares with it', async () => {
    const [threeDays] = await samplesOf(slo('events'), [3 * DAY_MS])
    const minutes = 3 * 24 * 60 - 60 - 30
    expect(threeDays).toMatchObject({
      kind: 'counts',
      total: near(minutes * 60),
      good: near((minutes - 30) * 60),
    })
  })

  test('while maintenance goes on, the half hour before it counts, and five minutes are no traffic', async () => {
    const [hour, fiveMinutes] = await samplesOf(slo('events'), [HOUR_MS, 5 * MINUTE_MS])
    expect(hour).toMatchObject({ kind: 'counts', total: near(30 * 60), good: near(30 * 60) })
    expect(fiveMinutes).toEqual({
      kind: 'missing',
      reason: 'no_traffic',
      detail: 'all of that time was maintenance',
    })
    const { burnRates } = await read(slo('events'))
    expect(burnRates['5m']).toBe(0)
    expect(burnRates['1h']).toBeCloseTo(0, 9)
  })

  test('ratios by time: the same under even traffic', async () => {
    const reading = await read(slo('ratio'))
    expect(reading.errorRatio).toBeCloseTo(30 / (MINUTES - EXCLUDED), 12)
    expect(reading.excludedMs).toBe(EXCLUDED * MINUTE_MS)
  })

  test('slices minus slices', async () => {
    const budgeting = { kind: 'timeslices', sliceMs: 5 * MINUTE_MS, target: 0.99 } as const
    const reading = await read(slo('events', { budgeting }))
    expect(reading.total).toBe((MINUTES - EXCLUDED) / 5)
    expect((reading.total ?? 0) - (reading.good ?? 0)).toBe(6)
  })

  test('between minutes, extrapolation leaves a trace of less than a minute', async () => {
    const reading = await read(slo('events'), AT - 17_000)
    expect(Math.abs(reading.errorRatio * MINUTES - 30)).toBeLessThan(1.5)
  })

  test('a budget that another tool works out keeps its maintenance, and says so', async () => {
    const reading = await read(slo('remaining'))
    expect(reading).toMatchObject({
      remainingRatio: 0.4,
      warning: 'maintenance is not left out: a budget that something else has worked out already',
    })
    expect(reading).not.toHaveProperty('excludedMs')
  })

  test('periods of the past are asked for once', async () => {
    const one = slo('events')
    asked.length = 0
    await subject.measure([questionOf(one, AT)], AT)
    const first = asked.length
    expect(asked.map(({ at }) => at)).toEqual([AT, AT, ACROSS.until, UPGRADE.until])
    asked.length = 0
    await subject.measure([questionOf(one, AT + MINUTE_MS)], AT + MINUTE_MS)
    // The upgrade is known; of the period that the lookback of three days cuts, its end is asked for again.
    expect([first, asked.map(({ at }) => at)]).toEqual([4, [AT + MINUTE_MS, AT + MINUTE_MS, ACROSS.until]])
  })

  test('a composite leaves out what its parts leave out', async () => {
    const parts = [
      { slo: slo('events'), weight: 1 },
      { slo: slo('ratio'), weight: 1 },
    ]
    const whole: Slo = {
      ...slo('events'),
      name: 'whole',
      sli: { kind: 'composite', method: 'product', parts },
    }
    const reading = await read(whole, AT, composedSource(subject))
    expect(reading.errorRatio).toBeCloseTo(1 - (1 - 30 / (MINUTES - EXCLUDED)) ** 2, 12)
    expect(reading.excludedMs).toBe(EXCLUDED * MINUTE_MS)
  })
})

const near = (value: number): unknown => expect.closeTo(value, 5)

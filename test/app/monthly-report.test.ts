import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prometheusSource } from '../../src/adapters/prometheus/source.ts'
import { systemClock } from '../../src/adapters/system/system-clock.ts'
import { composedSource } from '../../src/core/budgets/composed-source.ts'
import { excludingMaintenance } from '../../src/core/budgets/excluding-maintenance.ts'
import type { MaintenanceWindow } from '../../src/core/budgets/maintenance.ts'
import type { SliSource } from '../../src/core/budgets/sli-source.ts'
import type { Service, Slo } from '../../src/core/budgets/slo.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import type { PeriodCompliance, Report } from '../../src/core/reports/report.ts'
import { reportOf, type ReportWish } from '../../src/core/reports/report-commands.ts'
import { Platform, service, slo } from '../support/platform.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../support/prometheus-server.ts'

/** March 2026 in Berlin: the clocks go forward on the 29th, so it has 743 hours. */
const FROM = Date.parse('2026-02-28T23:00:00Z')
const UNTIL = Date.parse('2026-03-31T22:00:00Z')
const NOW = Date.parse('2026-04-02T08:00:00Z')
const STEP_MS = 5 * MINUTE_MS

const MAINTENANCE = { from: Date.parse('2026-03-10T01:00:00Z'), until: Date.parse('2026-03-10T03:00:00Z') }
const YOUNG_FROM = Date.parse('2026-03-16T22:57:30Z')

/** One look at the counters: so many requests since the last one, and so many of them failed. */
interface Sample {
  readonly at: number
  readonly requests: number
  readonly failed: number
}

/** In the middle of each five minutes, so that none lies on an end of the month. */
function samplesOf(name: string): readonly Sample[] {
  const samples: Sample[] = []
  const begins = name === 'search' ? YOUNG_FROM : FROM - 40 * 24 * HOUR_MS + STEP_MS / 2
  for (let at = begins; at <= NOW; at += STEP_MS) {
    const index = Math.round((at - FROM) / STEP_MS)
    const isDown = name === 'checkout' && at > MAINTENANCE.from && at < MAINTENANCE.until + STEP_MS
    samples.push({
      at,
      requests: isDown ? 600 : 500 + Math.abs((index * 37) % 200),
      failed: isDown ? 300 : Math.abs((index * 13) % 5) * (name === 'checkout' ? 0.2 : 0.1),
    })
  }
  return samples
}

const RAW = new Map(['checkout', 'payments', 'search'].map((name) => [name, samplesOf(name)]))

function history(): string {
  const lines = (metric: string, worth: (sample: Sample) => number): string[] => [
    `# TYPE ${metric} counter`,
    ...[...RAW].flatMap(([name, samples]) => {
      // Counters that have run for long: what a series begins with is not of this month.
      let value = 1e6
      return samples.map((sample) => {
        value += worth(sample)
        return `${metric}_total{job="${name}"} ${value} ${sample.at / 1000}`
      })
    }),
  ]
  return [
    ...lines('shop_requests', ({ requests }) => requests),
    ...lines('shop_failures', ({ failed }) => failed),
    '# EOF',
    '',
  ].join('\n')
}

const measured = (name: string, percent: string): Slo => ({
  ...slo(name, percent),
  sli: {
    kind: 'events',
    source: 'main',
    bad: `shop_failures_total{job="${name}"}`,
    total: `shop_requests_total{job="${name}"}`,
  },
})

const [CHECKOUT, PAYMENTS, SEARCH] = [
  measured('checkout', '99.9'),
  measured('payments', '99.95'),
  measured('search', '99.5'),
]
const SHOP: Slo = {
  ...slo('shop', '99.8'),
  sli: {
    kind: 'composite',
    method: 'product',
    parts: [CHECKOUT, PAYMENTS].map((one) => ({ slo: one, weight: 1 })),
  },
}
const of = (one: Slo): Service => ({ ...service(one.service), slos: [one] })

const WINDOW: MaintenanceWindow = {
  name: 'upgrade',
  reason: 'so it was agreed',
  schedule: { kind: 'once', from: '2026-03-10T01:00', until: '2026-03-10T03:00' },
  timeZone: 'UTC',
  services: ['checkout'],
  slos: null,
}

/**
 * What happened between the first and the last look within `(from, until]`, stretched to its ends, as Prometheus does with
 * counters: by half a step on either side.
 */
function counted(
  name: string,
  from: number,
  until: number,
): { readonly total: number; readonly bad: number } {
  const within = (RAW.get(name) ?? []).filter(({ at }) => at > from && at <= until)
  const [first, last] = [within[0], within.at(-1)]
  if (first === undefined || last === undefined) throw new Error(`${name} has no samples`)
  const stretch = (last.at - first.at + STEP_MS) / (last.at - first.at)
  const sum = (worth: (sample: Sample) => number): number =>
    within.slice(1).reduce((all, sample) => all + worth(sample), 0) * stretch
  return { total: sum(({ requests }) => requests), bad: sum(({ failed }) => failed) }
}

describe.skipIf(!hasPrometheus())('the monthly report of what a real Prometheus has recorded', () => {
  let prometheus: RunningPrometheus
  let platform: Platform
  beforeAll(async () => {
    prometheus = await startPrometheus({ openMetrics: history(), retention: '200d' })
    platform = await Platform.open([CHECKOUT, PAYMENTS, SEARCH, SHOP].map(of))
    platform.clock.advance(NOW - platform.clock.now())
  })
  afterAll(async () => {
    await platform.close()
    await prometheus.stop()
  })

  /** As app/past-source.ts puts it together. */
  const source = (url = prometheus.url): SliSource => ({
    async measure(questions, at, signal) {
      const asked = prometheusSource(
        [{ name: 'main', url, timeoutMs: 20_000, concurrency: 4, retries: 0, auth: { kind: 'none' } }],
        systemClock,
      )
      try {
        return await composedSource(excludingMaintenance(asked, () => [WINDOW])).measure(
          questions,
          at,
          signal,
        )
      } finally {
        await asked.close()
      }
    },
  })

  async function reportNow(
    from: SliSource,
    wish: ReportWish = { kind: 'monthly', period: '2026-03' },
  ): Promise<Report> {
    const world = { ...platform.everything, pastSource: from, timeZone: () => 'Europe/Berlin' }
    const outcome = await reportOf(world, wish)
    if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.message))
    return outcome.thing
  }

  function figuresOf(report: Report, name: string): PeriodCompliance {
    const figures = report.services.find((one) => one.service === name)?.slos[0]?.figures
    if (figures?.kind !== 'measured') throw new Error(`${name}: ${JSON.stringify(figures)}`)
    return figures
  }

  test('has the figures that the raw samples give', async () => {
    const report = await reportNow(source())
    expect([report.period.from, report.period.until]).toEqual([FROM, UNTIL])

    const payments = counted('payments', FROM, UNTIL)
    const ofPayments = figuresOf(report, 'payments')
    expect(ofPayments.availabilityRatio).toBeCloseTo(1 - payments.bad / payments.total, 9)
    expect(ofPayments.remainingRatio).toBeCloseTo(1 - payments.bad / payments.total / 0.0005, 9)
    expect(ofPayments.allowedMs / MINUTE_MS).toBeCloseTo(743 * 60 * 0.0005, 9)
    expect(ofPayments.actualMs / MINUTE_MS).toBeCloseTo((743 * 60 * payments.bad) / payments.total, 9)
    expect(ofPayments.differenceMs).toBeCloseTo(ofPayments.allowedMs - ofPayments.actualMs, 9)

    // Maintenance is left out, of the events as of the time.
    const whole = counted('checkout', FROM, UNTIL)
    const piece = counted('checkout', MAINTENANCE.from, MAINTENANCE.until)
    const bad = (whole.bad - piece.bad) / (whole.total - piece.total)
    const ofCheckout = figuresOf(report, 'checkout')
    expect(ofCheckout.availabilityRatio).toBeCloseTo(1 - bad, 9)
    expect(ofCheckout.remainingRatio).toBeCloseTo(1 - bad / 0.001, 9)
    expect([ofCheckout.excludedMs, ofCheckout.measuredMs]).toEqual([2 * HOUR_MS, 741 * HOUR_MS])
    expect(ofCheckout.actualMs / MINUTE_MS).toBeCloseTo(741 * 60 * bad, 9)

    // A journey over both.
    const both = (1 - bad) * (1 - payments.bad / payments.total)
    expect(figuresOf(report, 'shop').availabilityRatio).toBeCloseTo(both, 9)
  })

  test('of an SLO that is younger than the month says since when there is data, and counts that time alone', async () => {
    const figures = figuresOf(await reportNow(source()), 'search')
    const young = counted('search', FROM, UNTIL)
    expect(figures.availabilityRatio).toBeCloseTo(1 - young.bad / young.total, 9)
    const hoursOff = Math.abs((figures.dataFrom ?? 0) - YOUNG_FROM) / HOUR_MS
    expect(hoursOff).toBeLessThan(8)
    expect(figures.measuredMs).toBe(UNTIL - (figures.dataFrom ?? 0))
  })

  test('stands in the store from then on: the source may be gone', async () => {
    const before = await reportNow(source())
    const gone: SliSource = { measure: () => Promise.reject(new Error('nobody may ask')) }
    expect(await reportNow(gone)).toEqual(before)
  })

  test('of a month before any data says that there was none', async () => {
    const report = await reportNow(source(), { kind: 'monthly', period: '2025-06' })
    expect(report.fleet.slos).toEqual({ meeting: 0, violating: 0, unknown: 4 })
    const reasons = report.services.map(
      ({ slos: [one] }) => one?.figures.kind === 'missing' && one.figures.reason,
    )
    expect(new Set(reasons)).toEqual(new Set(['no_data']))
  })

  test('of a source that does not answer says so, keeps nothing, and asks again', async () => {
    const wish = { kind: 'weekly', period: '2026-W12' } as const
    const dead = await reportNow(source('http://127.0.0.1:9'), wish)
    expect(dead.services.flatMap(({ slos }) => slos.map(({ figures }) => figures.kind))).toEqual(
      Array.from({ length: 4 }, () => 'missing'),
    )
    const alive = await reportNow(source(), wish)
    expect(alive.fleet.slos.unknown).toBe(0)
  })
})

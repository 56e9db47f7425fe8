import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseObjective } from '../src/core/budgets/objective.ts'
import { pushedSource } from '../src/core/budgets/pushed-source.ts'
import type { PushedCount } from '../src/core/budgets/pushed-counts.ts'
import { questionOf } from '../src/core/budgets/reading-of.ts'
import type { MeasuredReading } from '../src/core/budgets/reading.ts'
import type { Service } from '../src/core/budgets/slo.ts'
import { rolling } from '../src/core/budgets/slo-window.ts'
import { openStore } from '../src/adapters/store/open-store.ts'
import type { Store } from '../src/adapters/store/store.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../src/core/kernel/time/duration.ts'
import { statusReport } from '../src/core/status/report-status.ts'
import { shippedPolicy } from '../test/support/shipped-policy.ts'
import { alternating } from './alternating.ts'
import { measured, type Measurement } from './measurement.ts'

const AT = Date.parse('2026-03-31T12:00:00Z')
const ROUNDS = 9
const DAYS = 90
/** What a policy of that many SLOs is spoken of; fewer are measured, because each SLO's counts stand for themselves. */
const SLOS = 1_000
const MEASURED_SLOS = 10

/** What the store makes of many readings, and of many pushed counts. */
export async function measureStore(): Promise<readonly Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'budgeteer-bench-'))
  try {
    return [...(await status(folder)), ...(await pushed(folder))]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** `/budget status` over a store of a million readings, beside one of ten thousand of the same SLOs. */
async function status(folder: string): Promise<readonly Measurement[]> {
  const services = servicesOf(50, ['availability', 'latency'])
  const few = await storeWithReadings(join(folder, 'few.db'), services, 100)
  const many = await storeWithReadings(join(folder, 'many.db'), services, 10_000)
  const policies = new Map([[shippedPolicy.name, shippedPolicy]])
  const catalog = { services: new Map(services.map((service) => [service.name, service])), policies }
  const clock = { now: () => AT, sleep: () => Promise.resolve() }
  const report = (store: Store, service?: string) => async (): Promise<number> =>
    took(() => statusReport({ catalog: () => catalog, store, clock }, service))
  const beside = async (name: string, service?: string): Promise<Measurement> => {
    await report(many, service)()
    await report(few, service)()
    const rounds = await alternating(ROUNDS, report(many, service), report(few, service))
    return measured({ name, unit: 'ms', better: 'less' }, rounds, { least: 0.5, aim: 0.9 })
  }
  try {
    return [
      await beside('status of 100 SLOs, 1,000,000 readings beside 10,000'),
      await beside('status of one service with its outlook, the same', 'service-7'),
    ]
  } finally {
    await Promise.all([few.close(), many.close()])
  }
}

async function storeWithReadings(path: string, services: readonly Service[], each: number): Promise<Store> {
  const store = await openStore({ path })
  const slos = services.flatMap((service) => service.slos)
  const perCall = 50
  for (let from = 0; from < each; from += perCall) {
    const batch = Array.from({ length: Math.min(perCall, each - from) }, (_, index) => from + index)
    await store.readings.add(
      batch.flatMap((age) => slos.map(({ service, name }) => readingAt(service, name, AT - age * MINUTE_MS))),
    )
  }
  return store
}

const readingAt = (service: string, slo: string, at: number): MeasuredReading => ({
  kind: 'measured',
  service,
  slo,
  at,
  good: 99_700,
  total: 100_000,
  errorRatio: 0.003,
  remainingRatio: 0.4,
  burnRates: { '5m': 0.5, '1h': 0.5, '6h': 0.6, '1d': 0.7, '3d': 0.6 },
  spentLastDayRatio: 0.02,
  exhaustsInMs: 17 * DAY_MS,
  coverage: 1,
})

/** Ninety days of counts a minute, as they lie on disk when they have aged, beside a row for each minute. */
async function pushed(folder: string): Promise<readonly Measurement[]> {
  const services = servicesOf(MEASURED_SLOS, ['orders'])
  const aged = await storeWithCounts(join(folder, 'aged.db'), services, (age) => age <= 4 * DAY_MS)
  await aged.pushedCounts.thin(AT)
  const source = pushedSource(aged.pushedCounts)
  const questions = services.flatMap(({ slos }) => slos.map((slo) => questionOf(slo, AT)))
  await source.measure(questions, AT)
  const pollMs = await took(() => source.measure(questions, AT))
  await aged.close()
  const oneSlo = servicesOf(1, ['orders'])
  const whole = await storeWithCounts(join(folder, 'whole.db'), oneSlo, () => true)
  await whole.close()

  const empty = await openStore({ path: join(folder, 'empty.db') })
  await empty.close()
  const bytes = async (name: string): Promise<number> => (await stat(join(folder, name))).size
  const emptyBytes = await bytes('empty.db')
  const perSlo = ((await bytes('aged.db')) - emptyBytes) / MEASURED_SLOS
  const perSloWhole = (await bytes('whole.db')) - emptyBytes
  const inMegabytes = (slo: number): number => (slo * SLOS) / 1e6
  console.log(
    `pushed counts: ${inMegabytes(perSlo).toFixed(0)} MB on disk for ${SLOS} SLOs over ${DAYS} days; ` +
      `a poll of them takes ${((pollMs * SLOS) / MEASURED_SLOS).toFixed(0)} ms`,
  )
  return [
    measured(
      { name: `pushed minutes of ${DAYS} days, ${SLOS} SLOs, on disk`, unit: 'MB', better: 'less' },
      [{ ours: inMegabytes(perSlo), baseline: inMegabytes(perSloWhole) }],
      { least: 4, aim: 8 },
    ),
  ]
}

/** A count a minute as far back as they are kept by the minute; one an hour before that, which is what is left of them. */
async function storeWithCounts(
  path: string,
  services: readonly Service[],
  isByMinute: (ageMs: number) => boolean,
): Promise<Store> {
  const store = await openStore({ path })
  for (let day = DAYS - 1; day >= 0; day -= 1) {
    const counts: PushedCount[] = []
    const stepMs = isByMinute((day + 1) * DAY_MS) ? MINUTE_MS : HOUR_MS
    for (let ageMs = (day + 1) * DAY_MS - stepMs; ageMs >= day * DAY_MS; ageMs -= stepMs)
      for (const { name } of services)
        counts.push({ service: name, slo: 'orders', good: 997, total: 1_000, at: AT - ageMs })
    await store.pushedCounts.add(counts)
  }
  return store
}

function servicesOf(count: number, slos: readonly string[]): Service[] {
  const objective = parseObjective('99.5')
  if (objective === undefined) throw new Error('99.5 is an objective')
  return Array.from({ length: count }, (_, n) => {
    const service = `service-${n}`
    return {
      name: service,
      title: service,
      policy: shippedPolicy.name,
      slos: slos.map((name) => ({
        service,
        name,
        title: name,
        objective,
        window: rolling(30 * DAY_MS),
        sli: { kind: 'pushed' },
      })),
    }
  })
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

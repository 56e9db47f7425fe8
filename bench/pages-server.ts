import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fastify } from 'fastify'
import { parseObjective } from '../src/core/budgets/objective.ts'
import type { MeasuredReading } from '../src/core/budgets/reading.ts'
import type { Service } from '../src/core/budgets/slo.ts'
import { rolling } from '../src/core/budgets/slo-window.ts'
import { ChangeFeed } from '../src/core/kernel/change-feed.ts'
import { DAY_MS, HOUR_MS, SECOND_MS } from '../src/core/kernel/time/duration.ts'
import { NO_RISKS } from '../src/core/risks/risk-catalog.ts'
import { useCases } from '../src/core/use-cases.ts'
import { chartDrawing } from '../src/adapters/charts/chart-drawing.ts'
import { createMetrics } from '../src/adapters/http/metrics.ts'
import { reportDrawing } from '../src/adapters/reports/report-drawing.ts'
import { startHttp } from '../src/adapters/http/server.ts'
import { openStore } from '../src/adapters/store/open-store.ts'
import type { Store } from '../src/adapters/store/store.ts'
import { openLog } from '../src/adapters/system/logger.ts'
import { randomIds, randomToken } from '../src/adapters/system/random-ids.ts'
import { systemClock } from '../src/adapters/system/system-clock.ts'
import { shippedPolicy } from '../test/support/shipped-policy.ts'

/** The pages as they run, with 200 services, a year of readings and levels, and a signed-in browser; beside them a static file. */
const SERVICES = 200
const DAYS = 365
const LEVELS = shippedPolicy.levels.map(({ name }) => name)
const PAGES = { url: 'http://127.0.0.1', isPublic: false, timeZone: 'UTC', proxy: null }

const objective = parseObjective('99.5')
if (objective === undefined) throw new Error('99.5 is no objective')
const services = Array.from({ length: SERVICES }, (_, index): Service => {
  const name = `service-${index}`
  const slo = { service: name, objective, window: rolling(30 * DAY_MS), sli: { kind: 'pushed' } } as const
  const slos = [{ ...slo, name: 'availability', title: 'Availability' }]
  return { name, title: `Service ${index}`, policy: shippedPolicy.name, slos }
})

const folder = mkdtempSync(join(tmpdir(), 'budgeteer-bench-'))
const store = await openStore({ path: join(folder, 'bench.db') })
const now = systemClock.now()
await fill(store)

const changes = new ChangeFeed()
// Far more often than anything happens: what is kept between two changes must not be all that is measured.
const changing = setInterval(() => changes.changed(), SECOND_MS)
const token = randomToken()
await store.signIns.addSession({
  tokenHash: createHash('sha256').update(token).digest('hex'),
  userId: 'U0VP',
  name: 'Vera, VP',
  expiresAt: now + DAY_MS,
})
const roleBook = () => ({ roles: new Map(), owners: new Map() })
const server = await startHttp({
  host: '127.0.0.1',
  port: 0,
  useCases: useCases({
    catalog: () => ({
      services: new Map(services.map((service) => [service.name, service])),
      policies: new Map([[shippedPolicy.name, shippedPolicy]]),
    }),
    roleBook,
    gatedEnvironments: () => ['production'],
    directory: { identify: () => Promise.resolve(new Map()), members: () => Promise.resolve(null) },
    store,
    clock: systemClock,
    ids: randomIds,
    source: { measure: () => Promise.resolve(new Map()) },
    outcomesAfterMs: () => 86_400_000,
    pastSource: { measure: () => Promise.resolve(new Map()) },
    timeZone: () => 'UTC',
    riskCatalogs: () => NO_RISKS,
    mapping: () => ({ serviceLabels: [], sloLabels: [], mergeGapMs: 0 }),
    pages: () => PAGES,
    newToken: randomToken,
    mailLists: new Map(),
    nextTurn,
    drawing: chartDrawing(),
    flagProviders: () => new Map(),
    onAnswer: () => undefined,
    onShadowEnded: () => undefined,
  }),
  pages: () => PAGES,
  changes,
  readiness: () => Promise.resolve([]),
  tokens: [],
  reportDrawing: reportDrawing(() => Promise.resolve(null)),
  metrics: createMetrics(),
  clock: systemClock,
  logger: openLog('warn', [token]),
})
const cookie = `budgeteer_session=${token}`
const page = await fetch(`${server.url}/`, { headers: { cookie } })
if (page.status !== 200) throw new Error(`the page: ${page.status} ${await page.text()}`)
const bytes = Buffer.from(await page.arrayBuffer())

const file = join(folder, 'page.html')
writeFileSync(file, bytes)
const held = await readFile(file)
const statics = fastify()
statics.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(held))
const staticUrl = await statics.listen({ host: '127.0.0.1', port: 0 })
console.log(`listening ${JSON.stringify({ url: server.url, staticUrl, cookie, bytes: bytes.length })}`)

process.once('SIGTERM', () => void stop())
async function stop(): Promise<void> {
  clearInterval(changing)
  await server.close(1_000)
  await statics.close()
  await store.close()
  rmSync(folder, { recursive: true })
}

/** A reading an hour, as they are kept of older days, and a level a week. */
async function fill({ readings, statuses }: Store): Promise<void> {
  const slos = services.flatMap((service) => service.slos)
  for (let hour = DAYS * 24 - 1; hour >= 0; hour -= 10) {
    const ages = Array.from({ length: Math.min(10, hour + 1) }, (_, index) => hour - index)
    await readings.add(
      ages.flatMap((age) => slos.map(({ service, name }) => readingAt(service, name, now - age * HOUR_MS))),
    )
  }
  await statuses.addTransitions(
    services.flatMap(({ name }, index) =>
      Array.from({ length: Math.floor(DAYS / 7) }, (_, week) => ({
        id: `t-${index}-${week}`,
        service: name,
        from: levelOf(index + week),
        to: levelOf(index + week + 1),
        at: now - (DAYS - 7 * week) * DAY_MS,
        slo: 'availability',
        remainingRatio: 0.4,
        policyVersion: shippedPolicy.version,
      })),
    ),
  )
  await statuses.save(
    services.map(({ name }, index) => ({
      service: name,
      level: levelOf(index),
      since: now - DAY_MS,
      slo: 'availability',
      remainingRatio: 0.4,
      young: null,
      knownAt: now,
      polledAt: now,
      missing: [],
      recovering: null,
      policyVersion: shippedPolicy.version,
    })),
  )
}

function levelOf(index: number): string {
  return LEVELS[index % LEVELS.length] ?? ''
}

function readingAt(service: string, slo: string, at: number): MeasuredReading {
  return {
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
  }
}

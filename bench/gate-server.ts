import { NO_RISKS } from '../src/core/risks/risk-catalog.ts'
import { useCases } from '../src/core/use-cases.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { loadConfiguration } from '../src/config/load-configuration.ts'
import { ChangeFeed } from '../src/core/kernel/change-feed.ts'
import type { RequestWorld } from '../src/core/requests/request-world.ts'
import { chartDrawing } from '../src/adapters/charts/chart-drawing.ts'
import { createMetrics } from '../src/adapters/http/metrics.ts'
import { reportDrawing } from '../src/adapters/reports/report-drawing.ts'
import { startHttp } from '../src/adapters/http/server.ts'
import { openStore } from '../src/adapters/store/open-store.ts'
import { openLog } from '../src/adapters/system/logger.ts'
import { randomIds, randomToken } from '../src/adapters/system/random-ids.ts'
import { systemClock } from '../src/adapters/system/system-clock.ts'

/** The gate as it runs: the shipped policy, a store in a file with its audit log, the HTTP API. Only Slack is missing. */
const loaded = await loadConfiguration({ dir: new URL('../config', import.meta.url).pathname })
if (!loaded.ok) throw new Error('the shipped configuration has problems: run budgeteer check')
const { catalog, roleBook, settings } = loaded

const folder = mkdtempSync(join(tmpdir(), 'budgeteer-bench-'))
const store = await openStore({ path: join(folder, 'bench.db') })
const clock = systemClock
const deps: RequestWorld = {
  catalog: () => catalog,
  roleBook: () => roleBook,
  gatedEnvironments: () => settings.gate.environments,
  directory: { identify: () => Promise.resolve(new Map()), members: () => Promise.resolve(null) },
  store,
  clock,
  ids: randomIds,
}
const now = clock.now()
await store.statuses.save(
  [...catalog.services.values()].map(({ name, slos, policy }) => ({
    service: name,
    level: catalog.policies.get(policy)?.levels[0]?.name ?? '',
    since: now,
    slo: slos[0]?.name ?? null,
    remainingRatio: 0.8,
    young: null,
    knownAt: now,
    polledAt: now,
    missing: [],
    recovering: null,
    policyVersion: catalog.policies.get(policy)?.version ?? '',
  })),
)

const token = 'bench-token'
const server = await startHttp({
  host: '127.0.0.1',
  port: 0,
  useCases: useCases({
    ...deps,
    store,
    source: { measure: () => Promise.resolve(new Map()) },
    outcomesAfterMs: () => 86_400_000,
    pastSource: { measure: () => Promise.resolve(new Map()) },
    timeZone: () => 'UTC',
    mapping: () => settings.alertmanager,
    riskCatalogs: () => NO_RISKS,
    pages: () => settings.pages,
    newToken: randomToken,
    mailLists: new Map(),
    nextTurn,
    drawing: chartDrawing(),
    flagProviders: () => new Map(),
    onAnswer: () => undefined,
    onShadowEnded: () => undefined,
  }),
  pages: () => ({ ...settings.pages, timeZone: 'UTC' }),
  changes: new ChangeFeed(),
  readiness: () => Promise.resolve([]),
  tokens: [{ name: 'bench', secret: token, scopes: ['gate'], automatic: false, mayClaim: [] }],
  reportDrawing: reportDrawing(() => Promise.resolve(null)),
  metrics: createMetrics(),
  clock,
  logger: openLog('warn', [token]),
})
console.log(`listening ${server.url}`)

process.once('SIGTERM', () => void stop())
async function stop(): Promise<void> {
  await server.close(1_000)
  await store.close()
  rmSync(folder, { recursive: true })
}

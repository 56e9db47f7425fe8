import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SliSource } from '../../src/core/budgets/sli-source.ts'
import { ChangeFeed } from '../../src/core/kernel/change-feed.ts'
import { DAY_MS } from '../../src/core/kernel/time/duration.ts'
import { poll } from '../../src/core/poll/poll.ts'
import { NO_RISKS } from '../../src/core/risks/risk-catalog.ts'
import { useCases } from '../../src/core/use-cases.ts'
import { chartDrawing } from '../../src/adapters/charts/chart-drawing.ts'
import { createMetrics } from '../../src/adapters/http/metrics.ts'
import { startHttp } from '../../src/adapters/http/server.ts'
import { reportDrawing } from '../../src/adapters/reports/report-drawing.ts'
import type { Store } from '../../src/adapters/store/store.ts'
import { openLog } from '../../src/adapters/system/logger.ts'
import { randomIds, randomToken } from '../../src/adapters/system/random-ids.ts'
import { TestClock } from '../../test/support/test-clock.ts'
import { catalogOf, type FleetService } from './fleet.ts'

const PAGES = { url: 'http://127.0.0.1', isPublic: false, timeZone: 'UTC', proxy: null }
const GATE_TOKEN = 'growth-gate-token'
/** The person who looks. */
export const VIEWER = 'U0PERSON1'

/** The bot on a store that has grown: its use cases, and its pages and gate over HTTP. Only Slack and the sources are missing. */
export interface GrownBot {
  readonly clock: TestClock
  readonly useCases: ReturnType<typeof useCases>
  /** A page for a signed-in browser, which nothing kept from before. Rejects unless it is there. */
  readonly page: (path: string) => Promise<string>
  readonly askGate: (call: Readonly<Record<string, string>>) => Promise<void>
  readonly poll: () => Promise<unknown>
  readonly stop: () => Promise<void>
}

export async function grownBot(store: Store, fleet: readonly FleetService[], at: number): Promise<GrownBot> {
  const catalog = catalogOf(fleet)
  const clock = new TestClock(at)
  const changes = new ChangeFeed()
  const world = {
    catalog: () => catalog,
    roleBook: () => ({ roles: new Map(), owners: new Map() }),
    gatedEnvironments: () => ['production'],
    directory: { identify: () => Promise.resolve(new Map()), members: () => Promise.resolve(null) },
    store,
    clock,
    ids: randomIds,
    source: steadySource,
    outcomesAfterMs: () => DAY_MS,
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
  }
  const cases = useCases(world)
  const session = randomToken()
  await store.signIns.addSession({
    tokenHash: createHash('sha256').update(session).digest('hex'),
    userId: VIEWER,
    name: 'Vera, VP',
    expiresAt: at + 30 * DAY_MS,
  })
  const server = await startHttp({
    host: '127.0.0.1',
    port: 0,
    useCases: cases,
    pages: () => PAGES,
    changes,
    readiness: () => Promise.resolve([]),
    tokens: [{ name: 'ci', secret: GATE_TOKEN, scopes: ['gate'], automatic: false, mayClaim: [] }],
    reportDrawing: reportDrawing(() => Promise.resolve(null)),
    metrics: createMetrics(),
    clock,
    logger: openLog('silent', [session, GATE_TOKEN]),
  })
  return {
    clock,
    useCases: cases,
    page: async (path) => {
      changes.changed()
      const headers = { cookie: `budgeteer_session=${session}` }
      return textOf(await fetch(`${server.url}${path}`, { headers, redirect: 'manual' }), path)
    },
    askGate: async (call) => {
      const headers = { authorization: `Bearer ${GATE_TOKEN}`, 'content-type': 'application/json' }
      const answer = await fetch(`${server.url}/v1/gate`, {
        method: 'POST',
        headers,
        body: JSON.stringify(call),
      })
      await textOf(answer, '/v1/gate')
    },
    poll: () => poll(world),
    stop: () => server.close(1_000),
  }
}

async function textOf(answer: Response, path: string): Promise<string> {
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`)
  return text
}

/** Nine tenths of each budget are left. */
const steadySource: SliSource = {
  measure: (questions) =>
    Promise.resolve(
      new Map(
        questions.map(({ slo, lookbacksMs }) => [
          `${slo.service}/${slo.name}`,
          {
            samples: new Map(
              lookbacksMs.map((ms) => [ms, { kind: 'success-ratio', ratio: 0.9995 } as const]),
            ),
          },
        ]),
      ),
    ),
}

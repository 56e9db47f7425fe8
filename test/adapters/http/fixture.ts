import type { PushedCount } from '../../../src/core/budgets/pushed-counts.ts'
import type { GateCall, GateOutcome } from '../../../src/core/requests/outcome.ts'
import type { DeploymentReport, ReportOutcome } from '../../../src/core/rollouts/report-deployment.ts'
import { createMetrics } from '../../../src/adapters/http/metrics.ts'
import { type HttpOptions, type HttpServer, startHttp } from '../../../src/adapters/http/server.ts'
import type { HttpUseCases } from '../../../src/adapters/http/http-app.ts'
import type { ReceivedAlert } from '../../../src/core/incidents/alert.ts'
import { reportDrawing } from '../../../src/adapters/reports/report-drawing.ts'
import { refused } from '../../../src/core/kernel/act-outcome.ts'
import { ChangeFeed } from '../../../src/core/kernel/change-feed.ts'
import type { Clock } from '../../../src/core/kernel/time/clock.ts'
import { NOW, TOKENS, CATALOG, REPORT, answer, ROLE_BOOK } from './facts.ts'

/** Of what pages show. */
const NOTHING_ON_RECORD: HttpUseCases['records'] = {
  service: () => Promise.resolve(undefined),
  list: () => Promise.reject(new Error('nothing is on record')),
  request: () => Promise.resolve(undefined),
  incident: () => Promise.resolve(undefined),
  freeze: () => Promise.resolve(undefined),
  audit: () => Promise.resolve({ entries: [], next: null, isCutShort: false }),
  chain: { state: () => ({ kind: 'never' }), run: () => Promise.resolve() },
  calendar: (_, from, until) =>
    Promise.resolve({ from, until, plans: [], scheduled: [], declared: [], absences: [] }),
  actorCalled: (name) => name,
  names: () => Promise.resolve(new Map()),
}

/** Use cases that answer from memory, and remember what they were asked. */
export interface Answering extends HttpUseCases, Pick<HttpOptions, 'readiness'> {
  readonly gateCalls: GateCall[]
  readonly counts: PushedCount[]
  readonly deployed: DeploymentReport[]
  readonly alerts: ReceivedAlert[]
  report: (report: DeploymentReport) => ReportOutcome
  answerGate: (call: GateCall) => GateOutcome | Promise<GateOutcome>
  ready: boolean
}

/** A rollout that has just begun. */
export const reportTaken = ({
  service,
  revision,
  environment,
  requestId,
}: DeploymentReport): ReportOutcome => ({
  kind: 'recorded',
  rollout: {
    rolloutId: 'ro-1',
    requestId,
    service,
    revision,
    environment,
    state: 'running',
    percent: 5,
    next: {
      percent: 25,
      title: '25%',
      allowed: false,
      notBefore: '2026-03-02T10:15:00.000Z',
      seats: [{ role: 'sre', count: 1, filledBy: [] }],
    },
    watchedUntil: '2026-03-02T10:15:00.000Z',
    costs: [],
    repeated: false,
  },
})

export function answering(): Answering {
  const keys = new Set<string>()
  const useCases: Answering = {
    gateCalls: [],
    counts: [],
    deployed: [],
    alerts: [],
    report: reportTaken,
    answerGate: () => answer('approved'),
    ready: true,
    catalog: () => CATALOG,
    status: () => Promise.resolve({ at: new Date(NOW).toISOString(), services: [REPORT] }),
    signIn: {
      link: () => Promise.resolve({ kind: 'public', url: 'https://budgets.example/' }),
      isValid: () => Promise.resolve(false),
      signIn: () =>
        Promise.resolve({ kind: 'refused', reason: 'void_link', message: 'This link is used up.' }),
      session: () => Promise.resolve(undefined),
      signOut: () => Promise.resolve(),
    },
    gate: {
      async ask(call) {
        useCases.gateCalls.push(call)
        return await useCases.answerGate(call)
      },
    },
    requests: { list: () => Promise.resolve([]) },
    calendar: { feed: () => Promise.resolve('BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n') },
    pictures: {
      named: () => Promise.resolve(null),
      svg: () => Promise.resolve(null),
      during: () => Promise.resolve({ incidents: [], deployments: [] }),
    },
    roleBook: () => ROLE_BOOK,
    risks: {
      reports: () => Promise.resolve([]),
      report: () => Promise.resolve(undefined),
      year: () => {
        throw new Error('there is no risk')
      },
      accept: () => Promise.reject(new Error('there is no risk')),
      takeBack: () => Promise.reject(new Error('there is no risk')),
    },
    records: NOTHING_ON_RECORD,
    reports: { of: () => Promise.resolve(refused('Nothing is on record.')) },
    whatIf: { simulate: () => Promise.resolve({ kind: 'refused', why: 'nothing is known' }) },
    postmortems: { draft: () => Promise.resolve(undefined) },
    rollouts: {
      report(report) {
        useCases.deployed.push(report)
        return Promise.resolve(useCases.report(report))
      },
    },
    pushedCounts: {
      add(counts) {
        const repeated = counts.filter(({ key }) => key !== undefined && keys.has(key))
        for (const { key } of counts) if (key !== undefined) keys.add(key)
        useCases.counts.push(...counts.filter((count) => !repeated.includes(count)))
        return Promise.resolve({ added: counts.length - repeated.length, repeated: repeated.length })
      },
    },
    incidents: {
      takeAlerts(alerts) {
        useCases.alerts.push(...alerts)
        return Promise.resolve({ changes: [], repeated: alerts.length, ignored: [], freezes: [] })
      },
      withNotes: () => Promise.resolve([]),
    },
    readiness() {
      const detail = useCases.ready ? 'connected' : 'no connection since 10:00'
      return Promise.resolve([
        { part: 'slack', ok: useCases.ready, detail },
        { part: 'store', ok: true, detail: 'answers' },
      ])
    },
  }
  return useCases
}

export const clockAt = (now: number): Clock => ({ now: () => now, sleep: () => Promise.resolve() })

export interface Started extends HttpServer {
  readonly useCases: Answering
  /** What was logged, as text. */
  readonly logged: string[]
}

export async function startFixture(more: Partial<HttpOptions> = {}): Promise<Started> {
  const useCases = answering()
  const logged: string[] = []
  const log = (about: object, message: string): void =>
    void logged.push(`${message} ${JSON.stringify(about)}`)
  const server = await startHttp({
    host: '127.0.0.1',
    port: 0,
    useCases,
    readiness: () => useCases.readiness(),
    tokens: TOKENS,
    pages: () => ({ url: null, isPublic: true, timeZone: 'UTC', proxy: null }),
    changes: new ChangeFeed(),
    reportDrawing: reportDrawing(() => Promise.resolve(null)),
    metrics: createMetrics(),
    clock: clockAt(NOW),
    logger: { debug: log, warn: log, error: log },
    ...more,
  })
  return { ...server, useCases, logged }
}

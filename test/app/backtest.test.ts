import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore } from '../../src/adapters/store/open-store.ts'
import type { Store } from '../../src/adapters/store/store.ts'
import { systemClock } from '../../src/adapters/system/system-clock.ts'
import { backtest } from '../../src/app/backtest.ts'
import { budgetSource } from '../../src/app/budget-source.ts'
import { discoverOnce } from '../../src/app/discover-once.ts'
import { type Configuration, loadConfiguration } from '../../src/config/load-configuration.ts'
import { describeProblems } from '../../src/config/reading/problem.ts'
import { readSecrets, type Secrets } from '../../src/config/settings/secrets.ts'
import type { Backtest } from '../../src/core/backtest/backtest.ts'
import type { Look } from '../../src/core/backtest/player.ts'
import type { PushedCount } from '../../src/core/budgets/pushed-counts.ts'
import type { Reading } from '../../src/core/budgets/reading.ts'
import type { AuditEntry } from '../../src/core/kernel/audit/audit-entry.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import type { Status } from '../../src/core/policy/status.ts'
import { poll } from '../../src/core/poll/poll.ts'
import { CountingIds } from '../support/counting-ids.ts'
import { FakeDirectory } from '../support/fake-directory.ts'
import { PEOPLE } from '../support/people.ts'
import { hasPrometheus, type RunningPrometheus, startPrometheus } from '../support/prometheus-server.ts'
import { TestClock } from '../support/test-clock.ts'
import {
  AGREED,
  BACKTEST_SERVICES,
  backtestHistory,
  FROM,
  LOOKS,
  NATIVE_SERVER,
  OUTAGE,
  STEP_MS,
  UNTIL,
  writeNative,
} from './backtest-history.ts'

const POLICIES = join(import.meta.dirname, '..', '..', 'config', 'policies')

const wall = (at: number): string => new Date(at).toISOString().slice(0, 16)

const settings = (url: string, nativeUrl: string): string => `
channels: { announcements: '#engineering', approvals: '#deploy-approvals', incidents: '#incidents' }
roles:
  senior-engineer: { title: senior-engineer, users: [U0OWNER, U0SRE1, U0SRE2, U0VP] }
  sre: { title: sre, users: [U0OWNER, U0SRE1, U0SRE2, U0VP] }
  sre-lead: { title: sre-lead, users: [U0OWNER, U0SRE1, U0SRE2, U0VP] }
  engineering-manager: { title: engineering-manager, users: [U0OWNER, U0SRE1, U0SRE2, U0VP] }
  vp-engineering: { title: vp-engineering, users: [U0OWNER, U0SRE1, U0SRE2, U0VP] }
  cto: { title: cto, users: [U0OWNER, U0SRE1, U0SRE2, U0VP] }
  ceo: { title: ceo, users: [U0OWNER, U0SRE1, U0SRE2, U0VP] }
  executive: { title: executive, users: [U0OWNER, U0SRE1, U0SRE2, U0VP] }
  top-management: { title: top-management, users: [U0OWNER, U0SRE1, U0SRE2, U0VP] }
store: { sqlite: data/budgeteer.db }
http: { host: 127.0.0.1, port: 0 }
gate: { tokens: [{ name: ci, env: BUDGETEER_TOKEN_CI }] }
default_policy: error-budget-policy
poll: { timeout: 10m }
sources:
  main: { prometheus: { url: ${url}, timeout: 5m, discover: { owner: { users: [U0OWNER] } } } }
  native: { prometheus: { url: ${nativeUrl}, timeout: 5m } }
  kept: { prometheus: { url: ${url}, timeout: 5m, recorded: true } }
`

const maintenance = `maintenance: [{ name: upgrade, reason: so it was agreed, once: { from: ${wall(AGREED.from)}, until: ${wall(AGREED.until)} }, services: [shop, push] }]\n`

/** A push each ten minutes; all of it fails in the outage, and for three hours nothing is pushed. */
function pushes(from: number, until: number): readonly PushedCount[] {
  const counts: PushedCount[] = []
  for (let at = Math.ceil(from / (10 * MINUTE_MS)) * 10 * MINUTE_MS; at <= until; at += 10 * MINUTE_MS) {
    const isSilent = at > FROM + 100 * HOUR_MS && at < FROM + 103 * HOUR_MS
    if (isSilent) continue
    const good = at >= OUTAGE.from && at < OUTAGE.until ? 60 : 100
    counts.push({ service: 'push', slo: 'orders', good, total: 100, at })
  }
  return counts
}

/** One look of the bot. */
interface Polled {
  readonly readings: ReadonlyMap<string, Reading>
  readonly statuses: readonly Status[]
}

const byKey = (readings: readonly Reading[]): ReadonlyMap<string, Reading> =>
  new Map(readings.map((reading) => [`${reading.service}/${reading.slo}`, reading]))

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Sums of many series may differ in their last digit by the order in which they were added. */
const inDigits = (value: unknown): unknown => {
  if (typeof value === 'number') return Number(value.toPrecision(12))
  if (value instanceof Map) return inDigits([...(value as Map<unknown, unknown>)])
  if (Array.isArray(value)) return value.map(inDigits)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inDigits(one)]))
}

describe.skipIf(!hasPrometheus())(
  'a backtest and a bot that polled at the same 200 times (needs prometheus and promtool)',
  () => {
    let dir: string
    let store: Store
    const ends: (() => Promise<unknown>)[] = []
    let live: readonly Polled[]
    let past: readonly Look[]
    let told: Backtest
    const entries: AuditEntry[] = []

    beforeAll(async () => {
      const server: RunningPrometheus = await startPrometheus({
        openMetrics: backtestHistory(),
        retention: '10y',
      })
      ends.push(server.stop)
      const native = await startPrometheus(NATIVE_SERVER)
      ends.push(native.stop)
      await writeNative(native.url)
      dir = await mkdtemp(join(tmpdir(), 'budgeteer-backtest-'))
      ends.push(() => rm(dir, { recursive: true }))
      await mkdir(join(dir, 'slos'))
      await cp(POLICIES, join(dir, 'policies'), { recursive: true })
      await writeFile(join(dir, 'budgeteer.yaml'), settings(server.url, native.url))
      await writeFile(join(dir, 'slos', 'all.yaml'), BACKTEST_SERVICES)
      await writeFile(join(dir, 'maintenance.yaml'), maintenance)
      const configuration = await loaded(dir)
      store = await openStore({ path: ':memory:' })
      ends.push(() => store.close())
      live = await polled(configuration, store)
      for await (const entry of store.audit.entries()) entries.push(entry)
      const looks: Look[] = []
      told = await backtest({
        configuration,
        secrets: secretsOf(configuration),
        lastMs: UNTIL - FROM,
        stepMs: STEP_MS,
        store,
        clock: { ...systemClock, now: () => UNTIL },
        onLook: (_, look) => looks.push(look),
      })
      past = looks
    })
    afterAll(() => Promise.all(ends.map((end) => end())))

    test('have the same readings of every kind of SLI', () => {
      expect(past).toHaveLength(LOOKS)
      const kinds = new Set<string>()
      for (const [index, { readings, at }] of past.entries()) {
        const of = byKey(readings)
        expect([...of.keys()].toSorted()).toEqual([...(live[index]?.readings.keys() ?? [])].toSorted())
        for (const [key, reading] of of) {
          kinds.add(`${key} ${reading.kind}`)
          expect(inDigits(reading), `${key} at ${new Date(at).toISOString()}`).toEqual(
            inDigits(live[index]?.readings.get(key)),
          )
        }
      }
      // Each was measured, and each that scrapes or pushes bring was missing for a while.
      expect([...kinds].toSorted()).toMatchInlineSnapshot(`
        [
          "data/accuracy measured",
          "data/accuracy missing",
          "data/fresh measured",
          "data/jobs measured",
          "data/jobs missing",
          "data/nightly measured",
          "data/nightly missing",
          "data/runs measured",
          "data/runs missing",
          "push/left measured",
          "push/left missing",
          "push/orders measured",
          "push/orders missing",
          "pyrra/journey measured",
          "pyrra/journey missing",
          "shop/native measured",
          "shop/native missing",
          "shop/requests measured",
          "shop/requests missing",
          "shop/speed measured",
          "shop/speed missing",
          "shop/taken-over measured",
          "shop/taken-over missing",
          "shop/whole measured",
          "shop/whole missing",
          "sloth/imported measured",
          "sloth/imported missing",
          "taken/halves measured",
          "taken/halves missing",
          "taken/ratio measured",
          "taken/ratio missing",
          "taken/shares measured",
          "taken/shares missing",
          "taken/week measured",
          "taken/week missing",
        ]
      `)
    })

    test('have the same levels, since the same times and for the same reasons', () => {
      for (const [index, { judged }] of past.entries())
        for (const { status } of judged)
          expect(inDigits(status)).toEqual(
            inDigits(live[index]?.statuses.find(({ service }) => service === status.service)),
          )
    })

    test('tell the same transitions, freezes and burn alerts', () => {
      const services = told.policies[0]?.services ?? []
      const of = (kind: AuditEntry['kind']): readonly AuditEntry[] =>
        entries.filter((entry) => entry.kind === kind)
      expect(
        services
          .flatMap(({ service, periods }) =>
            periods.slice(1).map(({ level, from }) => `${new Date(from).toISOString()} ${service} ${level}`),
          )
          .toSorted(),
      ).toEqual(
        of('transition')
          .filter(({ at, data }) => at > FROM && data['from'] !== data['to'])
          .map(({ at, service, data }) => `${new Date(at).toISOString()} ${service} ${text(data['to'])}`)
          .toSorted(),
      )
      const alerts = services.flatMap(({ service, burnAlerts }) =>
        burnAlerts.map((alert) => ({ service, ...alert })),
      )
      expect(alerts.length).toBeGreaterThan(3)
      expect(
        alerts.map(({ service, slo, severity, from }) => `${from} ${service}/${slo} ${severity}`).toSorted(),
      ).toEqual(
        of('burn_alert')
          .map(({ at, service, data }) => `${at} ${service}/${text(data['slo'])} ${text(data['severity'])}`)
          .toSorted(),
      )
      expect(alerts.flatMap(({ until }) => (until === null ? [] : [until])).toSorted()).toEqual(
        of('burn_alert_ended')
          .map(({ at }) => at)
          .toSorted(),
      )
      expect(services.flatMap(({ freezes }) => freezes).length).toBeGreaterThan(3)
    })
  },
)

async function loaded(dir: string): Promise<Configuration> {
  const read = await loadConfiguration({ dir })
  if (!read.ok) throw new Error(describeProblems(read.problems))
  return read
}

/** Nothing is asked of Slack here, whose secrets are missing. */
function secretsOf({ settings }: Configuration): Secrets {
  const secrets = readSecrets(settings, {})
  if (secrets.ok) throw new Error('there are no secrets')
  return secrets.found
}

/** Polls as the bot does, while counts are pushed as time goes on. */
async function polled(configured: Configuration, store: Store): Promise<readonly Polled[]> {
  const clock = new TestClock(FROM)
  const ids = new CountingIds()
  const { prometheus, source } = await budgetSource({
    settings: configured.settings,
    secrets: secretsOf(configured),
    pushedCounts: store.pushedCounts,
    maintenance: () => configured.catalog.maintenance ?? [],
    clock: systemClock,
  })
  try {
    const { configuration } = await discoverOnce(configured, prometheus, store.discovered, UNTIL)
    const polls: Polled[] = []
    let pushedUntil = FROM - 20 * HOUR_MS
    for (let at = FROM; at <= UNTIL; at += STEP_MS) {
      await store.pushedCounts.add(pushes(pushedUntil + 1, at))
      pushedUntil = at
      const { readings, statuses } = await poll({
        catalog: () => configuration.catalog,
        roleBook: () => configuration.roleBook,
        directory: new FakeDirectory(PEOPLE),
        store,
        clock,
        ids,
        source,
        burnAlerts: configuration.settings.burnAlerts,
      })
      polls.push({ readings: byKey(readings), statuses })
      clock.advance(STEP_MS)
    }
    return polls
  } finally {
    await prometheus.close()
  }
}

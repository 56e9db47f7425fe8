import { rolling } from '../../src/core/budgets/slo-window.ts'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfiguration, type LoadedConfiguration } from '../../src/config/load-configuration.ts'
import { describeProblems } from '../../src/config/reading/problem.ts'
import { rolesOf } from '../../src/core/people/role-book.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { loadEdited, problemLines } from './configuration-folder.ts'

const ROOT = join(import.meta.dirname, '../..')

function good(loaded: LoadedConfiguration): Extract<LoadedConfiguration, { ok: true }> {
  if (!loaded.ok) throw new Error(describeProblems(loaded.problems))
  return loaded
}

describe('the good configuration', async () => {
  const loaded = good(await loadEdited([]))
  const shop = loaded.catalog.services.get('shop')
  const search = loaded.catalog.services.get('search')
  const team = loaded.catalog.policies.get('team')

  test('has no problem', () => expect(loaded.problems).toEqual([]))

  test('keeps the digits of an objective', () => {
    expect(shop?.slos.map(({ objective }) => objective.percent)).toEqual(['99.950', '95'])
    expect(shop?.slos[0]?.objective.errorBudgetRatio).toBe(0.0005)
  })

  test('has every kind of SLI', () => {
    expect([...(shop?.slos ?? []), ...(search?.slos ?? [])].map(({ sli }) => sli)).toEqual([
      {
        kind: 'events',
        source: 'main',
        bad: 'http_requests_total{job="shop",code=~"5.."}',
        total: 'http_requests_total{job="shop"}',
      },
      {
        kind: 'latency',
        source: 'main',
        histogram: 'http_request_duration_seconds{job="shop"}',
        threshold: 0.3,
      },
      {
        kind: 'ratio',
        source: 'main',
        expr: 'sum(rate(hits_total[$window])) / sum(rate(searches_total[$window]))',
      },
      {
        kind: 'remaining',
        source: 'main',
        expr: 'slo:period_error_budget_remaining:ratio{sloth_id="search"}',
        unit: 'ratio',
        burnRate: 'slo:burn_rate:ratio{window="$window"}',
      },
      { kind: 'pushed' },
    ])
  })

  test('turns percent into ratios and durations into milliseconds', () => {
    expect(shop?.slos[1]?.window).toEqual(rolling(28 * DAY_MS))
    expect(team?.recoverAfterMs).toBe(0)
    expect(team?.onMissingBudget.keepLevelMs).toBe(10 * MINUTE_MS)
    expect(team?.requestExpiresAfterMs).toBe(24 * HOUR_MS)
    expect(team?.risks.get('high')?.minimum).toEqual({ above: 0.5 })
    expect(team?.levels.map(({ when }) => when)).toEqual([
      null,
      { kind: 'remaining', bounds: { below: 0.5 } },
      { kind: 'any', of: [{ kind: 'remaining', bounds: { below: 0.1 } }] },
    ])
  })

  test('versions the policy by its own number, as written, and by its content', async () => {
    expect(team?.version).toMatch(/^1\.10\+[0-9a-f]{8}$/)
    const edited = good(await loadEdited([['policies/team.yaml', 'Careful', 'Wary']]))
    expect(edited.catalog.policies.get('team')?.version).not.toBe(team?.version)
    expect(edited.hash).not.toBe(loaded.hash)
  })

  test('reads reviews', () => {
    expect(team?.levels.map(({ reviews }) => reviews)).toEqual([
      [{ name: 'review', cadence: { kind: 'weekly', weekday: 5, at: ['16:00'] } }],
      [
        { name: 'review', cadence: { kind: 'daily', at: ['10:00'] } },
        { name: 'standup', cadence: { kind: 'daily', at: ['09:00', '15:00'] } },
      ],
      [{ name: 'review', cadence: { kind: 'every', everyMs: 6 * HOUR_MS } }],
    ])
  })

  test('announces a level by the template that suits any, unless it names its own', () =>
    expect(team?.levels.map(({ announcement }) => announcement)).toEqual(['level', 'level', 'emergency']))

  test('fills in what is left unsaid', () => {
    expect(loaded.settings).toMatchObject({
      timeZone: 'UTC',
      poll: { everyMs: MINUTE_MS, timeoutMs: 45_000 },
      store: { path: 'data/budgeteer.db' },
      http: { host: '127.0.0.1', port: 8080 },
      slack: { mode: 'socket' },
    })
    expect(loaded.settings.sources.get('main')).toEqual({
      name: 'main',
      url: 'https://prometheus.example.com',
      timeoutMs: 10_000,
      concurrency: 4,
      auth: { kind: 'bearer', env: 'PROMETHEUS_TOKEN' },
      headers: [],
      caFile: null,
      recorded: false,
      discover: null,
    })
    expect(loaded.settings.gate.tokens[1]).toEqual({
      name: 'release',
      env: 'BUDGETEER_TOKEN_RELEASE',
      automatic: false,
      mayClaim: [],
      scopes: ['gate', 'read'],
    })
  })

  test('lets a CTO sign as VP Engineering, and an owner for their own service alone', () => {
    const person = (userId: string) =>
      ({ known: true, userId, name: '', barred: '', groups: new Set<string>() }) as const
    expect([...rolesOf(person('U0CTO'), 'shop', loaded.roleBook)]).toEqual(['cto', 'vp-engineering'])
    expect([...rolesOf(person('U0OWNER'), 'shop', loaded.roleBook)]).toEqual(['service-owner'])
    expect([...rolesOf(person('U0OWNER'), 'search', loaded.roleBook)]).toEqual([])
  })

  test('looks for no secret unless an environment is given', () => expect(loaded.secrets).toBeNull())
})

test('mistakes in several files are reported at once, in the order of the files', async () => {
  const loaded = await loadEdited([
    ['budgeteer.yaml', '  incidents: C0INCIDENTS\n', ''],
    ['budgeteer.yaml', 'may_claim: [security]', 'may_claim: [secuirty]'],
    ['policies/team.yaml', 'version: 1.10\n', ''],
    ['policies/team.yaml', 'senior-engineer: 1', 'senior-enginer: 1'],
    ['policies/team.yaml', 'requires: [rollback-plan]', 'requires: [rolback-plan]'],
    ['slos/shop.yaml', 'window: 28d', 'window: fortnight'],
    ['slos/shop.yaml', 'objective: 99.950', 'objective: 100'],
    ['slos/shop.yaml', 'policy: team', 'policy: taem'],
  ])
  expect(problemLines(loaded).map((line) => line.split(': ')[0])).toEqual([
    'budgeteer.yaml:1 channels.incidents',
    'budgeteer.yaml:28 gate.tokens[ci].may_claim[0]',
    'policies/team.yaml:1 version',
    'policies/team.yaml:26 levels.YELLOW.requires[0]',
    'policies/team.yaml:29 levels.YELLOW.changes.feature.approvals.senior-enginer',
    'slos/shop.yaml:9 services[shop].slos[orders].objective',
    'slos/shop.yaml:18 services[shop].slos[speed].window',
    'slos/shop.yaml:26 services[search].policy',
  ])
})

test('a folder without a configuration says what is missing', async () => {
  const loaded = await loadConfiguration({ dir: '/nowhere' })
  expect(problemLines(loaded)).toEqual([
    '/nowhere/budgeteer.yaml: there is no such file; the configuration begins here',
    '/nowhere/slos: no service is configured; write one in a .yaml file in this folder',
  ])
})

test.each(['config', 'config/examples/minimal', 'config/examples/decision-matrix'])(
  '%s, as shipped, has no problem',
  async (dir) => {
    const loaded = await loadConfiguration({ file: join(ROOT, dir, 'budgeteer.yaml') })
    expect(describeProblems(loaded.problems)).toBe('')
  },
)

test('problems are shown with their place, and counted', async () => {
  const { problems } = await loadEdited([['slos/shop.yaml', 'objective: 95', 'objective: 100']])
  expect(describeProblems(problems)).toBe(
    [
      'error    slos/shop.yaml:17  services[shop].slos[speed].objective',
      '         found 100, which leaves no error budget to spend; allowed: a percentage above 0 and below 100, such as 99.5',
      '',
      '1 error, 0 warnings',
    ].join('\n'),
  )
})

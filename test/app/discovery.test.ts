import { describe, expect, test } from 'vitest'
import type { FollowedSlo } from '../../src/core/budgets/discovered.ts'
import { sloKey, type Slo } from '../../src/core/budgets/slo.ts'
import { discovery } from '../../src/app/discovery.ts'
import type { Configuration } from '../../src/config/load-configuration.ts'
import { prometheusSource, type PrometheusSource } from '../../src/adapters/prometheus/source.ts'
import { openStore } from '../../src/adapters/store/open-store.ts'
import type { Store } from '../../src/adapters/store/store.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { loadEdited } from '../config/configuration-folder.ts'
import { answers, hangUp, type Reply, scriptedServer } from '../adapters/prometheus/scripted-server.ts'
import { slothSeries } from '../adapters/prometheus/recorded/recorded-history.ts'
import { TestClock } from '../support/test-clock.ts'

const DISCOVER = `
      discover: { owner: { users: [U0OWNER] }, services: '(shop|found).*' }`

/** The good configuration, with the services `shop` and `search`, with a source that is searched. */
async function searching(edit = DISCOVER): Promise<Configuration> {
  const loaded = await loadEdited([
    ['budgeteer.yaml', 'bearer_env: PROMETHEUS_TOKEN', `bearer_env: PROMETHEUS_TOKEN${edit}`],
  ])
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'))
  return loaded
}

/** What Sloth's rules record of `service/slo` with an objective in percent. */
const describing = (...slos: readonly (readonly [string, string, number])[]): Reply => {
  const result = slos
    .flatMap(([service, slo, objective]) =>
      slothSeries({
        service,
        slo,
        version: 'v0.12.0',
        objective,
        period: { days: 30, name: '30d' },
        ratios: {},
      }),
    )
    .map(({ name, labels, value }) => ({ metric: { __name__: name, ...labels }, value: [1, String(value)] }))
  return answers(200, JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }))
}

interface Setup extends AsyncDisposable {
  readonly clock: TestClock
  readonly store: Store
  readonly logged: string[]
  readonly found: Awaited<ReturnType<typeof discovery>>
  search(): Promise<void>
  services(): string[]
}

async function setUp(replies: readonly Reply[], store?: Store): Promise<Setup> {
  const configuration = await searching()
  const server = await scriptedServer(replies)
  const clock = new TestClock()
  const prometheus: PrometheusSource = prometheusSource(
    [{ name: 'main', url: server.url, timeoutMs: 2_000, concurrency: 1, retries: 0, auth: { kind: 'none' } }],
    clock,
  )
  const opened = store ?? (await openStore({ path: ':memory:' }))
  const logged: string[] = []
  const log = (first: unknown, second?: unknown): void =>
    void logged.push(typeof first === 'string' ? first : `${String(second)} ${JSON.stringify(first)}`)
  const found = await discovery({
    configuration: () => configuration,
    prometheus,
    store: opened,
    clock,
    logger: { info: log, warn: log },
  })
  return {
    clock,
    store: opened,
    logged,
    found,
    search: async () => {
      for (const chore of found.choresOn(opened)) await chore.run(new AbortController().signal)
    },
    services: () => [...found.catalog().services.values()].flatMap(({ slos }) => slos.map(sloKey)),
    async [Symbol.asyncDispose]() {
      await prometheus.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

const audited = async (store: Store): Promise<unknown[]> => {
  const found: unknown[] = []
  for await (const { kind, data } of store.audit.entries()) if (kind === 'discovery') found.push(data)
  return found
}

describe('discovered services', () => {
  test('join the configured ones with the owner and the policy of the settings; configured ones stand as they are written', async () => {
    await using it = await setUp([
      describing(['found', 'a', 99.9], ['shop', 'other', 99], ['elsewhere', 'a', 99]),
    ])
    const configured = it.services()
    await it.found.beforeFirstPoll(it.store, new AbortController().signal)
    expect(it.services()).toEqual([...configured, 'found/a'])
    expect(it.found.catalog().services.get('found')).toMatchObject({ title: 'found', policy: 'team' })
    expect(it.found.roleBook().owners.get('found')).toEqual({ groups: [], users: ['U0OWNER'] })
    expect(it.found.roleBook().owners.has('shop')).toBe(true)
    expect(await audited(it.store)).toEqual([
      {
        appeared: [
          { slo: 'found/a', source: 'main', by: 'sloth', objective: 99.9, window: '30d' },
          { slo: 'shop/other', source: 'main', by: 'sloth', objective: 99, window: '30d' },
        ],
        changed: [],
        dropped: [],
      },
    ])
  })

  test('that vanish are followed for a day, then dropped, and both is on record', async () => {
    await using it = await setUp([describing(['found', 'a', 99.9]), describing()])
    await it.search()
    it.clock.advance(3 * MINUTE_MS)
    await it.search()
    it.clock.advance(23 * HOUR_MS)
    await it.search()
    expect(it.services()).toContain('found/a')
    it.clock.advance(HOUR_MS)
    await it.search()
    expect(it.services()).not.toContain('found/a')
    expect(await it.store.discovered.all()).toEqual([])
    expect(await audited(it.store)).toMatchObject([
      { appeared: [{ slo: 'found/a' }] },
      { dropped: [{ slo: 'found/a' }] },
    ])
  })

  test('are remembered over a start during which their source is away', async () => {
    await using before = await setUp([describing(['found', 'a', 99.9])])
    await before.search()
    await using after = await setUp([hangUp], before.store)
    expect(after.services()).toContain('found/a')
    after.clock.advance(3 * DAY_MS)
    await after.search()
    expect(after.services()).toContain('found/a')
    expect(after.logged).toEqual([expect.stringMatching(/^a source could not be searched for SLOs /)])
  })

  test('change with their rules', async () => {
    await using it = await setUp([describing(['found', 'a', 99.9]), describing(['found', 'a', 99.5])])
    await it.search()
    const unchanged = it.found.catalog()
    expect(it.found.catalog()).toBe(unchanged)
    await it.search()
    const slo: Slo | undefined = it.found.catalog().services.get('found')?.slos[0]
    expect(slo?.objective.percent).toBe('99.5')
    expect(await audited(it.store)).toMatchObject([{}, { changed: [{ slo: 'found/a', objective: 99.5 }] }])
  })

  test('that cannot be followed are reported once', async () => {
    await using it = await setUp([describing(['shop', 'perfect', 100])])
    await it.search()
    await it.search()
    expect(it.logged).toEqual([
      'main: shop/perfect is not followed: its objective is 100 %, which leaves no error budget to spend',
    ])
  })
})

test('what was found is stored as it is', async () => {
  await using it = await setUp([describing(['found', 'a', 99.9], ['found', 'b', 99])])
  await it.search()
  const stored: readonly FollowedSlo[] = await it.store.discovered.all()
  expect(it.found.catalog().services.get('found')?.slos).toMatchObject(stored.map(({ slo }) => slo))
})

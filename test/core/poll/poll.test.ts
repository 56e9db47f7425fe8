import { outboxOn } from '../../../src/core/kernel/outbox/owed-message.ts'
import { overEach } from '../../support/questions.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OwnSource, SliSource } from '../../../src/core/budgets/sli-source.ts'
import { sloKey, type Sli, type Slo } from '../../../src/core/budgets/slo.ts'
import { pushedSource } from '../../../src/core/budgets/pushed-source.ts'
import { DAY_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { joinedSource } from '../../../src/core/budgets/joined-source.ts'
import { poll } from '../../../src/core/poll/poll.ts'
import { statusReport } from '../../../src/core/status/report-status.ts'
import { GATEWAY, Platform, service, slo } from '../../support/platform.ts'

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open([service(GATEWAY, ['99.5', '95'])])
})
afterEach(() => platform.close())

test('a poll records its readings, all at one time, and moves the status to the worst', async () => {
  platform.source.set(GATEWAY, 0.4)
  platform.source.set(GATEWAY, 0.2, 'latency')
  const { at, readings, statuses } = await platform.poll()
  expect(at).toBe(platform.clock.now())
  expect(readings.map((reading) => [reading.slo, reading.at])).toEqual([
    ['availability', at],
    ['latency', at],
  ])
  expect(statuses).toMatchObject([{ level: 'CRITICAL', slo: 'latency', remainingRatio: 0.2 }])
  expect(await platform.store.readings.latest()).toEqual(readings)
})

test('a source that answers nothing gives missing readings, never a failure', async () => {
  const silent: SliSource = { measure: () => Promise.resolve(new Map()) }
  const { readings, statuses } = await poll({ ...platform.deps, source: silent })
  expect(readings).toMatchObject([{ kind: 'missing', reason: 'no_data' }, { kind: 'missing' }])
  expect(statuses).toMatchObject([{ level: 'UNKNOWN', remainingRatio: null, missing: [{}, {}] }])
})

test('a poll that fails halfway leaves no trace', async () => {
  platform.source.set(GATEWAY, 0.2)
  const { store } = platform
  const broken = {
    transaction: <Result>(work: (stores: typeof store) => Promise<Result>): Promise<Result> =>
      store.transaction((stores) =>
        work({ ...store, ...stores, outbox: outboxOn(() => Promise.reject(new Error('the disk is full'))) }),
      ),
  }
  await expect(poll({ ...platform.deps, store: { ...store, ...broken } })).rejects.toThrow('the disk is full')
  expect(await store.statuses.all()).toEqual([])
  expect(await store.readings.latest()).toEqual([])
  expect(await platform.audit()).toEqual([])
})

test('an aborted poll rejects', async () => {
  const stopping: SliSource = {
    measure: (_questions, _at, signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')))
      }),
  }
  const abort = new AbortController()
  const polling = poll({ ...platform.deps, source: stopping }, abort.signal)
  abort.abort()
  await expect(polling).rejects.toThrow('aborted')
})

test('a service that names no known policy is a broken configuration', async () => {
  platform.services = [{ ...service(GATEWAY), policy: 'nobodys' }]
  await expect(platform.poll()).rejects.toThrow('names the unknown policy nobodys')
})

test('each SLO is asked of its own source, and an idle source is not asked', async () => {
  const asked: string[] = []
  const noting = (name: string, kind: Sli['kind']): OwnSource => ({
    measures: ({ sli }) => sli.kind === kind,
    measure: (questions) => {
      const slos = questions.map(({ slo: one }) => one)
      asked.push(`${name}: ${slos.map(sloKey).join(' ')}`)
      return Promise.resolve(new Map(slos.map((one) => [sloKey(one), { samples: new Map() }])))
    },
  })
  const joined = joinedSource([noting('counts', 'pushed'), noting('queries', 'ratio')])
  const pushed = slo('a', '99.5')
  const queried: Slo = { ...slo('b', '99.5'), sli: { kind: 'ratio', source: 'main', expr: 'up' } }
  expect([...(await joined.measure(overEach([pushed, queried], []), 0)).keys()]).toEqual([
    'a/availability',
    'b/availability',
  ])
  await joined.measure(overEach([pushed], []), 0)
  expect(asked).toEqual(['counts: a/availability', 'queries: b/availability', 'counts: a/availability'])
})

test('pushed batches of 99850 and 99900 good of 100,000 each overspend 99.9 % by a quarter', async () => {
  platform.services = [service(GATEWAY, ['99.9'])]
  const at = platform.clock.now()
  await platform.store.pushedCounts.add([
    { service: GATEWAY, slo: 'availability', good: 99_850, total: 100_000, at: at - 3 * DAY_MS, key: 'one' },
    { service: GATEWAY, slo: 'availability', good: 99_900, total: 100_000, at: at - 2 * DAY_MS, key: 'two' },
    { service: GATEWAY, slo: 'availability', good: 99_900, total: 100_000, at: at - 2 * DAY_MS, key: 'two' },
  ])
  const { readings, statuses } = await poll({
    ...platform.deps,
    source: pushedSource(platform.store.pushedCounts),
  })
  expect(readings).toMatchObject([{ kind: 'measured', good: 199_750, total: 200_000, exhaustsInMs: 0 }])
  expect(statuses).toMatchObject([{ level: 'EMERGENCY' }])
  expect(statuses[0]?.remainingRatio).toBeCloseTo(-0.25, 9)
})

test('the report says where each service stands, and what is missing and why', async () => {
  platform.source.set(GATEWAY, 0.2)
  await platform.poll()
  platform.source.lose(GATEWAY, 'source_timeout', 'latency')
  platform.source.set(GATEWAY, 0.9)
  platform.clock.advance(MINUTE_MS)
  await platform.poll()
  expect(await statusReport(platform.deps)).toMatchObject({
    at: '2025-10-23T12:01:00.000Z',
    services: [
      {
        service: GATEWAY,
        level: 'CRITICAL',
        levelTitle: 'Partial freeze',
        since: '2025-10-23T12:00:00.000Z',
        stale: true,
        knownAt: '2025-10-23T12:00:00.000Z',
        recovering: null,
        slos: [
          { slo: 'availability', objective: 99.5, window: '30d', remainingRatio: 0.9 },
          { slo: 'latency', remainingRatio: null, missing: 'source_timeout', missingDetail: 'so it was set' },
        ],
      },
    ],
  })
  expect((await statusReport(platform.deps, 'nobody')).services).toEqual([])
})

test('the report says when a better level takes effect', async () => {
  platform.source.set(GATEWAY, 0.2)
  await platform.poll()
  platform.clock.advance(MINUTE_MS)
  platform.source.set(GATEWAY, 0.9)
  await platform.poll()
  expect((await statusReport(platform.deps)).services).toMatchObject([
    {
      level: 'CRITICAL',
      remainingRatio: 0.9,
      stale: false,
      recovering: { level: 'HEALTHY', at: '2025-10-23T12:16:00.000Z' },
    },
  ])
})

test('a service that was never polled is reported as such', async () => {
  expect((await statusReport(platform.deps)).services).toMatchObject([
    {
      level: 'UNKNOWN',
      since: null,
      stale: true,
      slos: [{ missing: 'no_data', missingDetail: 'not polled yet' }, {}],
    },
  ])
})

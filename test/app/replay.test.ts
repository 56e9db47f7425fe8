import { expect, test } from 'vitest'
import { openStore } from '../../src/adapters/store/open-store.ts'
import { replay, type ReplayOptions } from '../../src/app/replay.ts'
import { declareFreeze, liftFreeze } from '../../src/core/freezes/declare-freeze.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import type { Policy } from '../../src/core/policy/policy.ts'
import type { Fate, Replay, ServiceReplay } from '../../src/core/replay/replay.ts'
import { approve } from '../../src/core/requests/click.ts'
import { shippedPolicies } from '../core/backtest/shipped-policies.ts'
import { OMAR, SOFIA, TOMAS } from '../support/people.ts'
import { GATEWAY, Platform } from '../support/platform.ts'
import { editedPolicy } from '../support/shipped-policy.ts'

/** Ten hours at each of these budgets, polled every five minutes, with wishes to ship at each. */
const BUDGETS = [0.9, 0.42, 0.18, 0.05, 0.35, 0.8]
const POLLS = (10 * HOUR_MS) / (5 * MINUTE_MS)

/** What the bot then recorded: at each budget a feature and a hotfix are asked for, and the hotfix is signed and shipped. */
async function recorded(): Promise<Platform> {
  const platform = await Platform.open()
  await platform.settle(1)
  for (const [index, remaining] of BUDGETS.entries()) {
    platform.source.set(GATEWAY, remaining)
    for (let polls = 0; polls < POLLS; polls += 1) {
      platform.clock.advance(5 * MINUTE_MS)
      await platform.poll()
    }
    await platform.gate({ change: 'feature', revision: `f${index}` })
    const outcome = await platform.request({ revision: `h${index}` })
    if (outcome.kind === 'opened') {
      for (const who of [OMAR, SOFIA, TOMAS]) await approve(platform.deps, outcome.request.id, who)
      await platform.gate({ revision: `h${index}` })
    }
  }
  return platform
}

async function replayed(platform: Platform, options: Partial<ReplayOptions> = {}): Promise<Replay> {
  return replay({
    catalog: platform.catalog,
    quietForMs: 5 * MINUTE_MS,
    store: platform.store,
    now: platform.clock.now(),
    lastMs: 60 * HOUR_MS,
    ...options,
  })
}

const only = ({ services }: Replay): ServiceReplay => {
  const [one] = services
  if (one === undefined) throw new Error('no service was played')
  return one
}

const fates = ({ deployments }: ServiceReplay): Readonly<Record<string, readonly [Fate, Fate]>> =>
  Object.fromEntries(
    deployments.map(({ revision, then, replayed: now }) => [revision ?? '', [then, now] as const]),
  )

test('the policy that was in force makes of the record what happened', async () => {
  const platform = await recorded()
  const one = only(await replayed(platform))
  expect(one.announcements.then.map(({ to }) => to)).toEqual([
    'WARNING',
    'CRITICAL',
    'EMERGENCY',
    'WARNING',
    'HEALTHY',
  ])
  expect(one.announcements.replayed).toEqual(one.announcements.then)
  expect(fates(one)).toEqual({
    f0: ['asks', 'asks'],
    h0: ['free', 'free'],
    f1: ['asks', 'asks'],
    h1: ['free', 'free'],
    f2: ['blocked', 'blocked'],
    h2: ['free', 'free'],
    f3: ['blocked', 'blocked'],
    h3: ['asks', 'asks'],
    f4: ['asks', 'asks'],
    h4: ['free', 'free'],
    f5: ['asks', 'asks'],
    h5: ['free', 'free'],
  })
  expect(one.seats.every(({ then, replayed: now }) => then === now)).toBe(true)
  await platform.close()
})

test('an edited policy is told beside what happened: announcements, blocks and signatures', async () => {
  const platform = await recorded()
  const policy = editedPolicy([
    ['when: { remaining: { at_most: 50 } }', 'when: { remaining: { at_most: 40 } }'],
  ])
  const one = only(await replayed(platform, { policy }))
  // 42 % is healthy now, and 35 % is not.
  expect(one.announcements.replayed.map(({ to }) => to)).toEqual([
    'CRITICAL',
    'EMERGENCY',
    'WARNING',
    'HEALTHY',
  ])
  expect(fates(one)['h1']).toEqual(['free', 'free'])
  const seniors = one.seats.find(({ role }) => role === 'senior-engineer')
  // A feature and a hotfix at 42 % no longer ask one each.
  expect((seniors?.then ?? 0) - (seniors?.replayed ?? 0)).toBe(2)
  await platform.close()
})

test('another policy is played for every service, and what it does not name is said', async () => {
  const platform = await recorded()
  const zones = shippedPolicies.get('zones') as Policy
  const one = only(await replayed(platform, { policy: zones }))
  expect(one.policy.name).toBe('zones')
  expect(one.announcements.replayed.map(({ to }) => to)).toEqual(['YELLOW', 'ORANGE', 'YELLOW', 'GREEN'])
  expect(fates(one)).toMatchObject({
    f0: ['asks', 'free'],
    f2: ['blocked', 'blocked'],
    h0: ['free', 'unnamed'],
  })
  await platform.close()
})

test('a freeze that people declared holds while it held, and no longer', async () => {
  const platform = await Platform.open()
  await platform.settle(0.9)
  const declared = await declareFreeze(platform.freezing, {
    service: GATEWAY,
    reason: 'Launch week',
    until: null,
    userId: TOMAS,
  })
  expect(declared).toMatchObject({ kind: 'done' })
  platform.clock.advance(MINUTE_MS)
  await platform.gate({ change: 'feature', revision: 'during' })
  platform.clock.advance(MINUTE_MS)
  await liftFreeze(platform.freezing, GATEWAY, TOMAS)
  platform.clock.advance(MINUTE_MS)
  await platform.poll()
  await platform.gate({ change: 'feature', revision: 'after' })
  const one = only(await replayed(platform, { lastMs: HOUR_MS }))
  expect(fates(one)).toEqual({ during: ['blocked', 'blocked'], after: ['asks', 'asks'] })
  await platform.close()
})

test('what was spent within days is put together from the days on record', async () => {
  const platform = await Platform.open()
  // A fiftieth of the budget a day: more than half within 28 days, and six weeks to go.
  platform.source.burnRate = 0.6
  for (let hours = 0; hours < 29 * 24; hours += 6) {
    platform.source.set(GATEWAY, 0.9)
    platform.clock.advance(6 * HOUR_MS)
    await platform.poll()
  }
  const one = only(
    await replayed(platform, { policy: shippedPolicies.get('tiers') as Policy, lastMs: 3 * DAY_MS }),
  )
  expect(one.levels.find(({ level }) => level === 'TIER-2')?.ms).toBeGreaterThan(0)
  await platform.close()
})

test('a service that is not configured is refused with the one that was meant; an empty record is empty', async () => {
  const platform = await Platform.open()
  await expect(replayed(platform, { services: ['inference-gatewy'] })).rejects.toThrow(
    /no service is called inference-gatewy.*inference-gateway/,
  )
  const empty = await openStore({ path: ':memory:' })
  const told = await replayed(platform, { store: empty })
  expect(told.looks).toBe(0)
  expect(only(told)).toMatchObject({ deployments: [], announcements: { then: [], replayed: [] } })
  await empty.close()
  await platform.close()
})

import { expect, test } from 'vitest'
import { replay, type ReplayOptions } from '../../src/app/replay.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import type { Policy } from '../../src/core/policy/policy.ts'
import type { ServiceReplay } from '../../src/core/replay/replay.ts'
import { approve, reject } from '../../src/core/requests/click.ts'
import { shippedPolicies } from '../core/backtest/shipped-policies.ts'
import { OMAR, SOFIA, TOMAS } from '../support/people.ts'
import { GATEWAY, Platform, service } from '../support/platform.ts'
import { editedPolicy } from '../support/shipped-policy.ts'

async function replayed(
  platform: Platform,
  options: Partial<ReplayOptions> = {},
  name = GATEWAY,
): Promise<ServiceReplay> {
  platform.clock.advance(MINUTE_MS)
  const { services } = await replay({
    catalog: platform.catalog,
    quietForMs: 5 * MINUTE_MS,
    store: platform.store,
    now: platform.clock.now(),
    lastMs: 2 * 24 * HOUR_MS,
    ...options,
  })
  const one = services.find((found) => found.service === name)
  if (one === undefined) throw new Error(`${name} was not played`)
  return one
}

const fates = ({ deployments }: ServiceReplay): unknown[] =>
  deployments.map(({ change, then, replayed: now }) => [change, then, now])

const SIGNERS = [OMAR, SOFIA, TOMAS]

/** At WARNING. */
const OWNER_ALONE = [
  'trigger: manual\n    changes:\n      p0-hotfix: { approvals: { service-owner: 1, senior-engineer: 1 } }',
  'trigger: manual\n    changes:\n      p0-hotfix: { approvals: { service-owner: 1 } }',
] as const

async function signed(platform: Platform, id: string, people: readonly string[] = SIGNERS): Promise<void> {
  platform.clock.advance(MINUTE_MS)
  for (const who of people) await approve(platform.deps, id, who)
  platform.clock.advance(MINUTE_MS)
}

test('a request that people granted is free, also when CI/CD never came for it; a rejected one waits as the policy left it', async () => {
  const platform = await Platform.open()
  await platform.settle(0.42)
  await signed(platform, await platform.opened({ revision: 'signed' }))
  const rejected = await platform.opened({ revision: 'rejected', change: 'p1-bugfix' })
  await reject(platform.deps, rejected, SOFIA, 'Not today')
  await platform.gate({ revision: 'rejected', change: 'p1-bugfix' })
  expect(fates(await replayed(platform))).toEqual([
    ['p0-hotfix', 'free', 'free'],
    ['p1-bugfix', 'asks', 'asks'],
  ])
  await platform.close()
})

test('what was granted and then blocked at the gate is blocked', async () => {
  const platform = await Platform.open()
  await platform.settle(0.42)
  await signed(platform, await platform.opened({ change: 'feature' }))
  await platform.settle(0.18)
  expect((await platform.gate({ change: 'feature' })).allowed).toBe(false)
  expect(fates(await replayed(platform))).toEqual([['feature', 'blocked', 'blocked']])
  await platform.close()
})

test('one signature that was not enough is enough for a policy that asks for one', async () => {
  const platform = await Platform.open()
  await platform.settle(0.42)
  await signed(platform, await platform.opened(), [OMAR])
  const one = await replayed(platform, { policy: editedPolicy([OWNER_ALONE]) })
  expect(fates(one)).toEqual([['p0-hotfix', 'asks', 'free']])
  await platform.close()
})

test('calls that name no revision are as many deployments as runs, and without a run as days', async () => {
  const platform = await Platform.open()
  await platform.settle(0.42)
  for (const run of ['1', '1', '2', null, null]) {
    await platform.gate({ change: 'feature', revision: null, run })
    platform.clock.advance(MINUTE_MS)
  }
  expect((await replayed(platform)).deployments).toHaveLength(3)
  await platform.close()
})

test('a call that names the request of something else is no wish of its own, and takes no signature from there', async () => {
  const shadowed: Platform = await Platform.open([
    service(GATEWAY),
    { ...service('api-gateway'), enforcement: 'shadow' },
  ])
  await shadowed.settle(0.42)
  await shadowed.settle(0.18, 'api-gateway')
  const id = await shadowed.opened()
  await signed(shadowed, id)
  await shadowed.gate({ requestId: id, revision: 'other' })
  await shadowed.gate({ requestId: id, service: 'api-gateway', revision: 'other' })
  expect(fates(await replayed(shadowed))).toEqual([['p0-hotfix', 'free', 'free']])
  expect(fates(await replayed(shadowed, {}, 'api-gateway'))).toEqual([['p0-hotfix', 'free', 'asks']])
  await shadowed.close()
})

test('in shadow requests count as questions of CI/CD do: let through then, decided by the policy now', async () => {
  const platform = await Platform.open([{ ...service(GATEWAY), enforcement: 'shadow' }])
  await platform.settle(0.18)
  await platform.request({ change: 'feature', revision: 'by-people' })
  await platform.gate({ change: 'feature', revision: 'by-pipeline' })
  const one = await replayed(platform)
  expect(fates(one)).toEqual([
    ['feature', 'free', 'blocked'],
    ['feature', 'free', 'blocked'],
  ])
  expect(one.seats.every(({ then }) => then === 0)).toBe(true)
  await platform.close()
})

test('a request may be opened and signed outside the hours in which deployments start', async () => {
  const zones = shippedPolicies.get('zones') as Policy
  const platform = await Platform.open([{ ...service(GATEWAY), policy: zones.name }], zones)
  await platform.settle(0.1)
  await platform.opened({ change: 'critical-fix', answers: new Map([['comprehensive-tests', 'yes']]) })
  expect(fates(await replayed(platform))).toEqual([['critical-fix', 'asks', 'asks']])
  await platform.close()
})

test('what an automatic pipeline was refused for is refused again', async () => {
  const platform = await Platform.open()
  await platform.settle(0.42)
  const answer = await platform.gate({
    change: 'configuration',
    caller: { token: 'ci', automatic: true, mayClaim: [] },
  })
  expect(answer.reasons).toContain('manual_trigger_required')
  const [one] = (await replayed(platform)).deployments
  expect(one?.replayed).toBe(one?.then)
  expect(one?.replayed).not.toBe('free')
  await platform.close()
})

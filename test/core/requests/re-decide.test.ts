import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { approve } from '../../../src/core/requests/click.ts'
import type { GrantStore } from '../../../src/core/requests/deploy-request.ts'
import { HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { DANA, OMAR, SAMIR, SOFIA, TOMAS, VICTOR } from '../../support/people.ts'
import { GATEWAY, Platform } from '../../support/platform.ts'
import { editedPolicy } from '../../support/shipped-policy.ts'

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open()
  await platform.settle(0.4)
})
afterEach(() => platform.close())

type Grants = Awaited<ReturnType<GrantStore['ofRequests']>>

/** Who was told what, newest last. */
const told = async (): Promise<string[]> =>
  (await platform.owed()).flatMap(({ address, content }) =>
    address.kind === 'person' && typeof content['event'] === 'string'
      ? [`${content['event']} ${address.userId}`]
      : [],
  )

const grantsOf = (id: string): Promise<Grants> => platform.store.grants.ofRequests([id])
const state = async (id: string): Promise<string> => (await platform.requestNow(id)).state

async function granted(change: string, ...approvers: readonly string[]): Promise<string> {
  const id = await platform.opened({ change })
  for (const userId of approvers) await approve(platform.deps, id, userId)
  expect(await state(id)).toBe('granted')
  return id
}

describe('when a freeze begins at CRITICAL', () => {
  test('an open feature waits, and its people are told', async () => {
    const id = await platform.opened({ change: 'feature' })
    await approve(platform.deps, id, OMAR)
    await platform.settle(0.2)
    expect(await state(id)).toBe('open')
    expect((await platform.requestNow(id)).decision.decision).toBe('blocked')
    expect(await told()).toEqual([`blocked-now ${DANA}`, `blocked-now ${OMAR}`])
  })

  test('a granted feature keeps its grant, and the gate says no meanwhile', async () => {
    const id = await granted('feature', OMAR, SOFIA)
    await platform.settle(0.2)
    expect(await grantsOf(id)).toMatchObject([{ voidedAt: null, usedAt: null }])
    expect(await platform.gate({ change: 'feature', requestId: id })).toMatchObject({
      allowed: false,
      decision: 'blocked',
      reasons: ['freeze_active'],
      rule: 'levels.CRITICAL.changes.feature',
    })
  })

  test('recovery lets the same grant through again, and its people are told', async () => {
    const id = await granted('feature', OMAR, SOFIA)
    await platform.settle(0.2)
    await platform.settle(0.4)
    expect((await told()).filter((line) => line.startsWith('allowed-again'))).toHaveLength(3)
    const [grant] = await grantsOf(id)
    expect(await platform.gate({ change: 'feature', requestId: id })).toMatchObject({
      allowed: true,
      grantId: grant?.id,
    })
  })

  test('an open hotfix with an SRE among its people is granted', async () => {
    platform.directory.change(OMAR, { groups: ['S0OWNERS', 'S0SRE'] })
    const id = await platform.opened()
    await approve(platform.deps, id, OMAR)
    await platform.settle(0.2)
    expect(await state(id)).toBe('granted')
    expect(await told()).toEqual([`granted ${DANA}`, `granted ${OMAR}`])
    expect(await grantsOf(id)).toMatchObject([{ level: 'CRITICAL' }])
  })

  test('a granted hotfix without one opens again and its grant is void', async () => {
    const id = await granted('p0-hotfix', OMAR, SOFIA)
    platform.clock.advance(HOUR_MS)
    platform.source.set(GATEWAY, 0.2)
    await platform.poll()
    expect(await state(id)).toBe('open')
    expect((await platform.requestNow(id)).expiresAt).toBe(platform.clock.now() + 24 * HOUR_MS)
    expect(await grantsOf(id)).toMatchObject([{ voidedAt: platform.clock.now() }])
    await approve(platform.deps, id, TOMAS)
    expect(await platform.gate({ requestId: id })).toMatchObject({ allowed: true, level: 'CRITICAL' })
  })
})

describe('when EMERGENCY cancels what was planned', () => {
  test('open and granted features are voided with notice', async () => {
    const open = await platform.opened({ change: 'feature', revision: 'v1' })
    const ready = await granted('feature', OMAR, SOFIA)
    await platform.settle(0.05)
    expect([await state(open), await state(ready)]).toEqual(['voided', 'voided'])
    expect((await grantsOf(ready))[0]?.voidedAt).not.toBeNull()
    const lines = await told()
    expect(lines.filter((line) => line.startsWith('voided')).toSorted()).toEqual(
      [`voided ${DANA}`, `voided ${DANA}`, `voided ${OMAR}`, `voided ${SOFIA}`].toSorted(),
    )
    expect(await platform.audit('request_voided')).toHaveLength(2)
    expect(await platform.gate({ change: 'feature', requestId: ready })).toMatchObject({
      allowed: false,
      reasons: ['request_voided'],
    })
  })

  test('what is voided stays void after recovery', async () => {
    const id = await granted('feature', OMAR, SOFIA)
    await platform.settle(0.05)
    await platform.settle(0.8)
    expect(await state(id)).toBe('voided')
    expect((await platform.gate({ change: 'feature', requestId: id })).allowed).toBe(false)
  })

  test('a hotfix goes on collecting the seats of the new level', async () => {
    const id = await platform.opened()
    await approve(platform.deps, id, SOFIA)
    await platform.settle(0.05)
    await approve(platform.deps, id, VICTOR)
    expect(await state(id)).toBe('open')
    await approve(platform.deps, id, SAMIR)
    expect(await state(id)).toBe('granted')
  })
})

describe('what has ended stays ended', () => {
  test('a used grant is not decided again', async () => {
    const id = await granted('p0-hotfix', OMAR, SOFIA)
    await platform.gate({ requestId: id })
    const before = await platform.requestNow(id)
    await platform.settle(0.05)
    expect(await platform.requestNow(id)).toEqual(before)
  })

  test('a change of level does not renew an expired grant', async () => {
    const id = await granted('p0-hotfix', OMAR, SOFIA)
    platform.clock.advance(25 * HOUR_MS)
    await platform.settle(0.8)
    expect(await grantsOf(id)).toMatchObject([{ id: 'g-1' }])
    expect(await platform.gate({ requestId: id })).toMatchObject({
      allowed: false,
      reasons: ['request_expired'],
    })
  })

  test('a request whose time is over expires in the poll that would have granted it', async () => {
    platform.directory.change(OMAR, { groups: ['S0OWNERS', 'S0SRE'] })
    const id = await platform.opened()
    await approve(platform.deps, id, OMAR)
    platform.clock.advance(24 * HOUR_MS)
    platform.source.set(GATEWAY, 0.2)
    const { expiredRequests } = await platform.poll()
    expect(expiredRequests).toBe(1)
    expect(await state(id)).toBe('expired')
    expect(await told()).toEqual([`expired ${DANA}`, `expired ${OMAR}`])
    expect(await platform.audit('request_expired')).toMatchObject([{ actor: 'budgeteer' }])
  })

  test('requests of other services are left alone', async () => {
    const id = await platform.opened({ change: 'feature' })
    const before = await platform.requestNow(id)
    platform.source.set('api-gateway', 0.05)
    await platform.poll()
    expect(await platform.requestNow(id)).toEqual(before)
  })
})

describe('a grant and an edited policy', () => {
  test('holds when the new version allows the same', async () => {
    const id = await granted('feature', OMAR, SOFIA)
    platform.policy = editedPolicy([["version: '1.0'", "version: '1.1'"]])
    expect(await platform.gate({ change: 'feature', requestId: id })).toMatchObject({ allowed: true })
  })

  test('is decided again when the new version asks for more', async () => {
    const id = await granted('feature', OMAR, SOFIA)
    platform.policy = editedPolicy([
      [
        'feature: { approvals: { service-owner: 1, senior-engineer: 1 } }',
        'feature: { approvals: { service-owner: 1, sre: 1 } }',
      ],
    ])
    expect(await platform.gate({ change: 'feature', requestId: id })).toMatchObject({
      allowed: false,
      reasons: ['approval_missing'],
      seats: [{ filledBy: [OMAR] }, { role: 'sre', filledBy: [] }],
    })
    expect(await state(id)).toBe('open')
    await approve(platform.deps, id, TOMAS)
    expect((await platform.gate({ change: 'feature', requestId: id })).allowed).toBe(true)
  })
})

test('a grant that was given while the budget was unknown holds at no level', async () => {
  const fresh = await Platform.open()
  const id = await fresh.opened({ change: 'feature' })
  await approve(fresh.deps, id, TOMAS)
  expect((await fresh.requestNow(id)).state).toBe('granted')
  fresh.source.set(GATEWAY, 0.2)
  await fresh.poll()
  expect(await fresh.gate({ change: 'feature', requestId: id })).toMatchObject({
    allowed: false,
    level: 'CRITICAL',
    reasons: ['freeze_active'],
  })
  await fresh.close()
})

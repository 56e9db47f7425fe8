import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { approve } from '../../../src/core/requests/click.ts'
import { DANA, OMAR, SOFIA, TOMAS } from '../../support/people.ts'
import { Platform } from '../../support/platform.ts'
import { editedPolicy } from '../../support/shipped-policy.ts'

/** A feature at WARNING: the service owner and a senior engineer. */
const ROW = 'feature: { approvals: { service-owner: 1, senior-engineer: 1 } }'
const COSMETIC = ["version: '1.0'", "version: '1.1'"] as const
const NOBODY = [ROW, 'feature: approve'] as const
const SRE = [ROW, 'feature: { approvals: { sre: 1 } }'] as const
const BLOCK = [ROW, 'feature: block'] as const
const REUSABLE = ['single_use: true', 'single_use: false'] as const

let platform: Platform
let id: string

beforeEach(async () => {
  platform = await Platform.open()
  await platform.settle(0.4)
  id = await platform.opened({ change: 'feature' })
  for (const userId of [OMAR, SOFIA]) await approve(platform.deps, id, userId)
})
afterEach(() => platform.close())

const gate = (idempotencyKey: string | null = null) =>
  platform.gate({ change: 'feature', requestId: id, idempotencyKey })

describe('an unused grant and an edit of the policy', () => {
  test.each([
    ['holds when nothing but the version changed', [COSMETIC], { allowed: true }],
    [
      'holds when the new version needs no approval, on the people it was given by',
      [NOBODY],
      { allowed: true },
    ],
    [
      'asks for whom the new version asks',
      [SRE],
      { allowed: false, reasons: ['approval_missing'], seats: [{ role: 'sre', count: 1, filledBy: [] }] },
    ],
    ['is blocked where the new version blocks', [BLOCK], { allowed: false, decision: 'blocked' }],
  ] as const)('%s', async (_, edits, answer) => {
    platform.policy = editedPolicy(edits)
    expect(await gate()).toMatchObject(answer)
  })

  test('never rests on fewer people than it was given by: one of them lost the role', async () => {
    platform.policy = editedPolicy([NOBODY])
    platform.directory.change(SOFIA, { groups: [] })
    expect(await gate()).toMatchObject({
      allowed: false,
      reasons: ['approval_missing'],
      seats: [
        { role: 'service-owner', filledBy: [OMAR] },
        { role: 'senior-engineer', filledBy: [] },
      ],
    })
  })

  test('is judged at the level of today, not at the one it was given at', async () => {
    platform.policy = editedPolicy([COSMETIC])
    await platform.settle(0.2)
    expect(await gate()).toMatchObject({ allowed: false, level: 'CRITICAL', reasons: ['freeze_active'] })
  })

  test('is still used once when the new version lets grants be used again', async () => {
    platform.policy = editedPolicy([REUSABLE])
    expect(await gate('first')).toMatchObject({ allowed: true })
    expect(await gate('second')).toMatchObject({ allowed: false, reasons: ['grant_used'] })
  })
})

describe('the poll after an edit', () => {
  const state = async (): Promise<string> => (await platform.requestNow(id)).state

  test('opens a granted request again that the new version asks more for, at the same level', async () => {
    platform.policy = editedPolicy([SRE])
    await platform.poll()
    expect(await state()).toBe('open')
    const [grant] = await platform.store.grants.ofRequests([id])
    expect(grant?.voidedAt).not.toBeNull()
    await approve(platform.deps, id, TOMAS)
    expect(await gate()).toMatchObject({ allowed: true })
  })

  test('leaves a grant alone that the new version allows as well', async () => {
    platform.policy = editedPolicy([COSMETIC])
    await platform.poll()
    expect(await state()).toBe('granted')
    expect(await platform.store.grants.ofRequests([id])).toMatchObject([{ voidedAt: null }])
  })

  test('grants an open request whose people are enough now', async () => {
    const other = await platform.opened({ change: 'feature', revision: 'v9' })
    await approve(platform.deps, other, OMAR)
    platform.policy = editedPolicy([[ROW, 'feature: { approvals: { service-owner: 1 } }']])
    await platform.poll()
    expect((await platform.requestNow(other)).state).toBe('granted')
    const told = (await platform.owed()).filter(
      ({ address }) => address.kind === 'person' && address.userId === DANA,
    )
    expect(told.map(({ content }) => content['event'])).toContain('granted')
  })
})

import { afterEach, beforeEach, expect, test } from 'vitest'
import { approve, reject } from '../../../src/core/requests/click.ts'
import { GROUP, OMAR, SAMIR, SOFIA } from '../../support/people.ts'
import { Platform } from '../../support/platform.ts'

let platform: Platform
let id: string

/** A feature that is granted at WARNING by the service owner and a senior engineer. */
beforeEach(async () => {
  platform = await Platform.open()
  await platform.settle(0.4)
  id = await platform.opened({ change: 'feature' })
  await approve(platform.deps, id, OMAR)
  await approve(platform.deps, id, SOFIA)
})
afterEach(() => platform.close())

const ask = () => platform.gate({ change: 'feature', requestId: id })

test('the people of the grant still hold their roles: yes', async () => {
  expect(await ask()).toMatchObject({
    allowed: true,
    seats: [
      { role: 'service-owner', filledBy: [OMAR] },
      { role: 'senior-engineer', filledBy: [SOFIA] },
    ],
  })
})

test.each([
  { what: 'left the group', change: { groups: [] } },
  { what: 'was deactivated', change: { barred: 'deactivated' } },
  { what: 'became a guest', change: { barred: 'guest' } },
] as const)('an approver $what: no, and the seat is open to others', async ({ change }) => {
  platform.directory.change(SOFIA, change)
  expect(await ask()).toMatchObject({
    allowed: false,
    decision: 'needs-approval',
    reasons: ['approval_missing'],
    seats: [{ filledBy: [OMAR] }, { filledBy: [] }],
  })
  const request = await platform.requestNow(id)
  expect(request.state).toBe('open')
  expect(request.approvals.map(({ userId }) => userId)).toEqual([OMAR])
  expect(await platform.store.grants.live('inference-gateway', platform.clock.now())).toEqual([])

  expect(await approve(platform.deps, id, SAMIR)).toMatchObject({
    kind: 'recorded',
    request: { state: 'granted' },
  })
  expect(await ask()).toMatchObject({ allowed: true, grantId: 'g-2' })
})

test('an approver who has the role again may approve again', async () => {
  platform.directory.change(SOFIA, { groups: [] })
  await ask()
  platform.directory.change(SOFIA, { groups: [GROUP.seniors] })
  expect((await approve(platform.deps, id, SOFIA)).kind).toBe('recorded')
  expect((await ask()).allowed).toBe(true)
})

test('the open seat may be used to reject', async () => {
  platform.directory.change(SOFIA, { groups: [] })
  await ask()
  expect((await reject(platform.deps, id, SAMIR, 'Not without Sofia')).kind).toBe('recorded')
  expect(await ask()).toMatchObject({ allowed: false, reasons: ['rejected'] })
})

test('an approver who moved to another role fills its seat', async () => {
  platform.directory.change(SOFIA, { groups: [GROUP.owners] })
  platform.directory.change(OMAR, { groups: [GROUP.seniors] })
  expect(await ask()).toMatchObject({ allowed: true, seats: [{ filledBy: [SOFIA] }, { filledBy: [OMAR] }] })
})

test('nobody can be looked up: no, for that reason, and the grant is kept for the next call', async () => {
  platform.directory.isDown = true
  expect(await ask()).toMatchObject({
    allowed: false,
    decision: 'needs-approval',
    reasons: ['approval_missing', 'identity_unknown'],
  })
  expect(await platform.store.grants.live('inference-gateway', platform.clock.now())).toHaveLength(1)
  platform.directory.isDown = false
  expect((await ask()).allowed).toBe(true)
})

test('a level that blocks says so, whether or not people can be looked up', async () => {
  await platform.settle(0.2)
  platform.directory.isDown = true
  expect(await ask()).toMatchObject({ decision: 'blocked', reasons: ['freeze_active'] })
})

test('every answer is on record with the seats that it rested on', async () => {
  await ask()
  platform.directory.isDown = true
  await ask()
  const entries = await platform.audit('gate')
  expect(entries.map(({ data }) => [data['allowed'], data['reasons'], data['grant']])).toEqual([
    [true, ['approved'], 'g-1'],
    [false, ['grant_used'], null],
  ])
  expect(entries[0]?.data['seats']).toEqual([
    { role: 'service-owner', count: 1, filledBy: [OMAR] },
    { role: 'senior-engineer', count: 1, filledBy: [SOFIA] },
  ])
})

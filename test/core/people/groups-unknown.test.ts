import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { addTopAction } from '../../../src/core/actions/top-actions.ts'
import { nameStakeholders } from '../../../src/core/calendar/availability.ts'
import type { Identity } from '../../../src/core/people/identity.ts'
import { groupsDoubt, rolesOf } from '../../../src/core/people/role-book.ts'
import { refusalFor } from '../../../src/core/people/authority.ts'
import { approve, reject } from '../../../src/core/requests/click.ts'
import { mayOpen } from '../../../src/core/requests/may-open.ts'
import { startRollout } from '../../../src/core/rollouts/start-rollout.ts'
import { DANA, GROUP, GUS, INES, OMAR, ROLE_BOOK, SOFIA, TOMAS, VICTOR } from '../../support/people.ts'
import { Platform } from '../../support/platform.ts'

const DOUBT =
  'I could not look up your user groups just now, so I cannot take this. Please try again in a minute.'
const SERVICE = 'inference-gateway'

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

describe('while nobody knows who is in which group', () => {
  test('a request may be opened, and people who are named by id approve it', async () => {
    await platform.settle(0.2)
    platform.directory.hidesGroups = true
    const id = await platform.opened({ change: 'p0-hotfix' })
    expect(await approve(platform.deps, id, TOMAS)).toMatchObject({ kind: 'refused', message: DOUBT })
    expect(await approve(platform.deps, id, INES)).toMatchObject({ kind: 'recorded' })
  })

  test('the gate takes an approver by id, and voids nothing for want of the others', async () => {
    await platform.settle(0.4)
    const id = await platform.opened({ change: 'feature' })
    await approve(platform.deps, id, OMAR)
    await approve(platform.deps, id, SOFIA)
    platform.directory.hidesGroups = true
    expect(await platform.gate({ change: 'feature', requestId: id })).toMatchObject({
      allowed: false,
      decision: 'needs-approval',
      reasons: ['approval_missing', 'identity_unknown'],
      grantId: null,
    })
    expect((await platform.requestNow(id)).state).toBe('granted')
    platform.directory.hidesGroups = false
    expect(await platform.gate({ change: 'feature', requestId: id })).toMatchObject({ allowed: true })
  })

  test('nobody rejects by a group', async () => {
    await platform.settle(0.4)
    const id = await platform.opened({ change: 'feature' })
    platform.directory.hidesGroups = true
    expect(await reject(platform.deps, id, OMAR, 'no')).toMatchObject({ kind: 'refused', message: DOUBT })
    expect((await platform.requestNow(id)).state).toBe('open')
  })

  test.each([
    ['what needs no role', () => refusalFor(platform.deps, SERVICE, DANA, null), null],
    ['a role that is held by id', () => refusalFor(platform.deps, SERVICE, INES, 'sre'), null],
    ['a role that a group may give', () => refusalFor(platform.deps, SERVICE, TOMAS, 'sre'), DOUBT],
    ['an override by id', () => mayOpen(platform.deps, 'override', SERVICE, VICTOR), null],
  ])('%s', async (_what, ask, answer) => {
    platform.directory.hidesGroups = true
    expect(await ask()).toBe(answer)
  })

  test.each([
    [
      'top actions',
      () =>
        addTopAction(platform.everything, { service: SERVICE, text: 'Fix it', ownerId: DANA, userId: TOMAS }),
    ],
    ['stakeholders', () => nameStakeholders(platform.everything, SERVICE, [DANA], OMAR)],
  ])('%s are refused for what is not known, not for want of a role', async (_what, act) => {
    platform.directory.hidesGroups = true
    expect(await act()).toMatchObject({ kind: 'refused', message: DOUBT })
  })

  test('nor is a rollout driven by a group', async () => {
    await platform.settle(0.4)
    const id = await platform.opened({ change: 'feature' })
    await approve(platform.deps, id, OMAR)
    await approve(platform.deps, id, SOFIA)
    platform.directory.hidesGroups = true
    expect(await startRollout(platform.everything, id, TOMAS)).toMatchObject({
      kind: 'refused',
      message: DOUBT,
    })
  })
})

describe('whether somebody may hold more roles than are known', () => {
  const identity = (
    userId: string,
    groups: readonly string[] | null,
    barred: '' | 'guest' = '',
  ): Identity => ({
    known: true,
    userId,
    name: userId,
    barred,
    groups: groups && new Set(groups),
  })
  const byId = { ...ROLE_BOOK, roles: new Map(), owners: new Map() }

  test.each([
    ['groups that are known', identity(TOMAS, [GROUP.sre]), SERVICE, ROLE_BOOK, null],
    ['groups that are not', identity(TOMAS, null), SERVICE, ROLE_BOOK, DOUBT],
    ['a guest has no roles anyway', identity(GUS, null, 'guest'), SERVICE, ROLE_BOOK, null],
    ['no role names a group', identity(TOMAS, null), SERVICE, byId, null],
    [
      'every role with a group is held by id',
      identity(TOMAS, null),
      SERVICE,
      {
        roles: new Map([['sre', { title: 'SRE', users: [TOMAS], groups: [GROUP.sre], implies: [] }]]),
        owners: new Map([['another', { users: [], groups: [GROUP.owners] }]]),
      },
      null,
    ],
  ])('%s', (_what, who, service, book, doubt) => {
    expect(groupsDoubt(who, service, book)).toBe(doubt)
  })

  test('roles by id are held whatever is known of groups', () => {
    expect([...rolesOf(identity(INES, null), SERVICE, ROLE_BOOK)]).toEqual(['sre-lead', 'sre'])
  })
})

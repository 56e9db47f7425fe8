import { afterEach, beforeEach, expect, test } from 'vitest'
import { MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { endShadow, followRewrittenLines } from '../../../src/core/shadow/end-shadow.ts'
import { shadowCommands } from '../../../src/core/shadow/shadow-commands.ts'
import { BOB, INES, OMAR, ROLE_BOOK, SOFIA, TOMAS } from '../../support/people.ts'
import type { Platform } from '../../support/platform.ts'
import { GATEWAY, service } from '../../support/platform.ts'
import { BOUND, openHalfInShadow, toldBy } from './support/half-in-shadow.ts'

let platform: Platform

beforeEach(async () => {
  platform = await openHalfInShadow()
})
afterEach(() => platform.close())

const told = () => toldBy(platform)

const world = () => platform.everything
const scope = { kind: 'service', name: GATEWAY } as const

test('Enforce binds the very next call, and is said in both channels', async () => {
  await platform.settle(0.18)
  expect(await platform.gate({ change: 'feature' })).toMatchObject({ allowed: true })
  const before = (await platform.owed()).length
  expect(await endShadow(world(), scope, TOMAS)).toMatchObject({ kind: 'done' })
  expect(await platform.gate({ change: 'feature' })).toMatchObject({
    allowed: false,
    reasons: ['freeze_active'],
  })
  expect((await told()).slice(before)).toEqual(['announcements: shadow-ended', 'shadow: shadow-ended'])
  expect((await platform.audit('shadow_ended')).map(({ actor, service: of }) => [actor, of])).toEqual([
    [TOMAS, GATEWAY],
  ])
})

test('the freeze begins with the next poll: announced where it binds, with its actions', async () => {
  await platform.settle(0.18)
  await endShadow(world(), scope, TOMAS)
  const before = (await platform.owed()).length
  platform.clock.advance(MINUTE_MS)
  await platform.poll()
  expect((await told()).slice(before)).toContain('announcements: level-announcement')
  expect((await platform.store.actions.open(GATEWAY)).length).toBeGreaterThan(0)
  const again = (await platform.owed()).length
  await platform.poll()
  expect(await platform.owed()).toHaveLength(again)
})

test.each([
  ['the service owner', OMAR, 'done'],
  ['SRE', TOMAS, 'done'],
  ['who has the role by another', INES, 'done'],
  ['a senior engineer', SOFIA, 'refused'],
  ['a developer', BOB, 'refused'],
])('%s: %s is %s', async (_, userId, kind) => {
  expect((await endShadow(world(), scope, userId)).kind).toBe(kind)
})

test('of a policy is for SRE alone, and leaves what services say of themselves', async () => {
  platform.policy = { ...platform.policy, enforcement: 'shadow' }
  const whole = { kind: 'policy', name: platform.policy.name } as const
  expect(await endShadow(world(), whole, OMAR)).toMatchObject({ kind: 'refused' })
  expect(await endShadow(world(), whole, TOMAS)).toMatchObject({ kind: 'done' })
  await platform.settle(0.18)
  await platform.settle(0.18, 'shop')
  expect(await platform.gate({ change: 'feature', service: 'shop' })).toMatchObject({ allowed: false })
  expect(await platform.gate({ change: 'feature' })).toMatchObject({ allowed: true })
})

test('by two people at once is said once, and the second is told that it binds already', async () => {
  const before = (await platform.owed()).length
  const outcomes = await Promise.all([endShadow(world(), scope, TOMAS), endShadow(world(), scope, OMAR)])
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'refused'])
  expect((await told()).slice(before)).toEqual(['announcements: shadow-ended', 'shadow: shadow-ended'])
  expect(await platform.audit('shadow_ended')).toHaveLength(1)
})

test('of a policy is asked about the services that it makes bind, and no others', async () => {
  platform.policy = { ...platform.policy, enforcement: 'shadow' }
  const whole = { kind: 'policy', name: platform.policy.name } as const
  const found = await shadowCommands(world()).endable(whole, TOMAS)
  const services = found.kind === 'done' ? found.thing.services : []
  expect(services.map(({ serviceTitle }) => serviceTitle)).toEqual(BOUND.map((name) => service(name).title))
})

test('is refused once the person has lost the role', async () => {
  await shadowCommands(world()).endable(scope, TOMAS)
  const without = { ...ROLE_BOOK, roles: new Map([...ROLE_BOOK.roles].filter(([role]) => role !== 'sre')) }
  expect(await endShadow({ ...world(), roleBook: () => without }, scope, TOMAS)).toMatchObject({
    kind: 'refused',
  })
  expect(await platform.store.shadows.ended()).toEqual([])
})

test('of what binds already is refused', async () => {
  expect(await endShadow(world(), { kind: 'service', name: 'shop' }, TOMAS)).toMatchObject({
    kind: 'refused',
    message: 'The shop is not in shadow: its policy binds already.',
  })
})

test('holds until the line is taken out and written again', async () => {
  await endShadow(world(), scope, TOMAS)
  await followRewrittenLines(world())
  const [inShadow, ...others] = platform.services
  const isShadow = async () => (await platform.gate()).enforcement === 'shadow'
  expect(await isShadow()).toBe(false)

  platform.services = [service(GATEWAY), ...others]
  await followRewrittenLines(world())
  expect(await isShadow()).toBe(false)
  if (inShadow !== undefined) platform.services = [inShadow, ...others]
  expect(await isShadow()).toBe(true)
  expect((await platform.store.shadows.ended()).map(({ lines }) => lines)).toEqual([[]])
})

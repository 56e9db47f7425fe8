import { asSpelled } from '../../support/as-spelled.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ALL_SERVICES } from '../../../src/core/freezes/declared-freeze.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { declareFreeze, type FreezeInput, liftFreeze } from '../../../src/core/freezes/declare-freeze.ts'
import { followFreezes } from '../../../src/core/freezes/follow-freezes.ts'
import { statusReport } from '../../../src/core/status/report-status.ts'
import { DANA, GUS, INES, OMAR, TOMAS } from '../../support/people.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open([service(GATEWAY), service('feature-store')])
  for (const name of [GATEWAY, 'feature-store']) platform.source.set(name, 0.8)
  await platform.settle(0.8)
})
afterEach(() => platform.close())

const declare = (input: Partial<FreezeInput> = {}) =>
  declareFreeze(platform.freezing, {
    service: GATEWAY,
    reason: 'Launch week',
    until: null,
    userId: TOMAS,
    ...input,
  })
const lift = (name = GATEWAY, userId = TOMAS) => liftFreeze(platform.freezing, name, userId)
const told = async (subject: string) =>
  (await platform.owed()).filter((message) => message.subject.startsWith(subject))

describe('a declared freeze', () => {
  test('is told, on record, and shuts the gate until it is lifted', async () => {
    expect(await platform.gate({ change: 'feature' })).toMatchObject({ decision: 'needs-approval' })
    expect(await declare()).toMatchObject({ kind: 'done', thing: { id: 'f-1', reason: 'Launch week' } })
    expect(await platform.gate({ change: 'feature' })).toMatchObject({
      decision: 'blocked',
      reasons: ['freeze_declared'],
      rule: 'levels.CRITICAL.changes.feature',
    })
    expect(await platform.gate({ change: 'feature', service: 'feature-store' })).toMatchObject({
      decision: 'needs-approval',
    })
    expect(await told('declared/f-1')).toMatchObject([
      {
        act: 'post',
        address: { purpose: 'announcements' },
        content: {
          kind: 'freeze-announcement',
          services: ['ML Inference Gateway'],
          reason: 'Launch week',
          declaredBy: TOMAS,
          until: null,
          endedAt: null,
        },
      },
    ])
    expect(await statusReport(platform.deps, GATEWAY)).toMatchObject({
      services: [{ freezes: [{ kind: 'declared', reason: 'Launch week', until: null, inForce: true }] }],
    })

    platform.clock.advance(HOUR_MS)
    expect(await lift(GATEWAY, INES)).toMatchObject({ kind: 'done', thing: { endedBy: INES } })
    expect(await platform.gate({ change: 'feature' })).toMatchObject({ decision: 'needs-approval' })
    expect(await told('declared/f-1')).toMatchObject([
      { act: 'post' },
      { act: 'update', content: { endedAt: '2025-10-23T13:15:00.000Z', endedBy: INES } },
      { act: 'reply', content: { kind: 'freeze-ended', what: 'declared', by: INES, isLate: false } },
    ])
    expect((await platform.audit()).filter(({ kind }) => kind.startsWith('freeze_'))).toMatchObject([
      { kind: 'freeze_declared', actor: TOMAS, service: GATEWAY, data: { reason: 'Launch week' } },
      { kind: 'freeze_lifted', actor: INES, service: GATEWAY },
    ])
    expect((await statusReport(platform.deps, GATEWAY)).services[0]?.freezes).toEqual([])
  })

  test('of all services freezes each of them', async () => {
    await declare({ service: ALL_SERVICES })
    for (const name of [GATEWAY, 'feature-store'])
      expect(await platform.gate({ change: 'feature', service: name })).toMatchObject({ decision: 'blocked' })
    expect(asSpelled(await lift(GATEWAY))).toEqual({
      kind: 'refused',
      message: 'ML Inference Gateway is frozen with all services: /budget lift all lifts that.',
    })
    expect(await lift(ALL_SERVICES)).toMatchObject({ kind: 'done' })
  })

  test('tells the people of what waits, when it begins and when it ends', async () => {
    const id = await platform.opened({ change: 'feature' })
    await declare()
    expect((await platform.requestNow(id)).decision).toMatchObject({ decision: 'blocked' })
    await lift()
    expect((await platform.requestNow(id)).decision).toMatchObject({ decision: 'needs-approval' })
    const notices = (await platform.owed()).filter(({ content }) => content.kind === 'request-notice')
    expect(notices.map(({ address, content }) => [address, content['event']])).toEqual([
      [{ kind: 'person', userId: DANA }, 'blocked-now'],
      [{ kind: 'person', userId: DANA }, 'allowed-again'],
    ])
  })

  test('answers a new request with the ways through of the level that it is like', async () => {
    await declare()
    expect(await platform.request({ change: 'feature' })).toMatchObject({
      kind: 'blocked',
      decision: { reasons: ['freeze_declared'] },
    })
  })

  test('ends on time, even before that is announced', async () => {
    const until = platform.clock.now() + 4 * HOUR_MS
    await declare({ until })
    platform.clock.advance(4 * HOUR_MS - 1)
    await platform.poll()
    expect(await platform.gate({ change: 'feature' })).toMatchObject({ opensAt: '2025-10-23T16:15:00.000Z' })
    platform.clock.advance(1)
    expect(await platform.gate({ change: 'feature' })).toMatchObject({ decision: 'needs-approval' })
  })

  test.each([
    ['at once', MINUTE_MS, false],
    ['late after three days away', 3 * DAY_MS, true],
  ])('that ends by time is told once, %s', async (_sentence, awayMs, isLate) => {
    await declare({ until: platform.clock.now() + HOUR_MS })
    platform.clock.advance(HOUR_MS - 1)
    await followFreezes(platform.freezing)
    expect(await told('declared/f-1')).toHaveLength(1)
    platform.clock.advance(awayMs)
    await followFreezes(platform.freezing)
    await followFreezes(platform.freezing)
    expect(await told('declared/f-1')).toMatchObject([
      { act: 'post' },
      { act: 'update', content: { endedAt: '2025-10-23T13:15:00.000Z', endedBy: null } },
      { act: 'reply', content: { by: null, isLate, at: '2025-10-23T13:15:00.000Z' } },
    ])
  })

  test('may be declared again when it is over', async () => {
    await declare()
    await lift()
    expect(await declare()).toMatchObject({ kind: 'done', thing: { id: 'f-2' } })
  })
})

describe('no freeze is declared', () => {
  test.each<[string, Partial<FreezeInput>, string]>([
    ['by a developer', { userId: DANA }, 'Only the role SRE may do this.'],
    ['by a service owner', { userId: OMAR }, 'Only the role SRE may do this.'],
    ['by a guest in the SRE group', { userId: GUS }, 'Only full members of this workspace take part'],
    ['of an unknown service', { service: 'inference-gatewy' }, 'here is no service inference-gatewy'],
    ['without a reason', { reason: ' ' }, 'A reason takes 1 to 300 characters.'],
    ['with a novel', { reason: 'x'.repeat(301) }, 'A reason takes 1 to 300 characters.'],
    ['that is over already', { until: 0 }, 'A freeze ends at least a minute from now.'],
    ['for ten years', { until: Date.parse('2035-01-01') }, 'A freeze lasts a year at most.'],
  ])('%s', async (_sentence, input, message) => {
    const outcome = await declare(input)
    expect(outcome).toMatchObject({ kind: 'refused' })
    expect(outcome.kind === 'refused' && outcome.message).toContain(message)
    expect(await told('declared/')).toEqual([])
  })

  test('twice', async () => {
    await declare()
    expect(await declare({ reason: 'Again' })).toEqual({
      kind: 'refused',
      message: 'ML Inference Gateway is frozen already: Launch week. Lift that freeze first.',
    })
  })

  test('while nobody can be looked up', async () => {
    platform.directory.isDown = true
    expect(await declare()).toMatchObject({ kind: 'refused' })
    expect(await lift()).toMatchObject({ kind: 'refused' })
  })
})

test('only a declared freeze can be lifted', async () => {
  expect(await lift()).toEqual({
    kind: 'refused',
    message:
      'Nobody declared a freeze of ML Inference Gateway. Levels and scheduled freezes end by themselves.',
  })
  expect(await lift(GATEWAY, DANA)).toMatchObject({
    kind: 'refused',
    message: 'Only the role SRE may do this.',
  })
})

test('the policy names who declares', async () => {
  platform.policy = { ...platform.policy, freezes: { declaredBy: 'engineering-manager', asLevel: null } }
  expect(await declare()).toMatchObject({
    kind: 'refused',
    message: 'Only the role Engineering manager may do this.',
  })
})

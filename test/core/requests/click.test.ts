import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answerRequirements } from '../../../src/core/requests/answer-requirements.ts'
import { approve, cancelRequest, reject } from '../../../src/core/requests/click.ts'
import { HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { DANA, GROUP, OMAR, SAMIR, SOFIA, TOMAS, VICTOR } from '../../support/people.ts'
import { ALL_ANSWERS, Platform } from '../../support/platform.ts'

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

const people = async (event: string): Promise<string[]> =>
  (await platform.owed()).flatMap(({ address, content }) =>
    address.kind === 'person' && content['event'] === event ? [address.userId] : [],
  )

const PLAN = new Map([
  ['rollback-plan', 'Roll back with the button, 3 minutes'],
  ['incremental-rollout', 'yes'],
  ['monitoring-plan', 'Sofia watches the error rate'],
  ['code-review', 'yes'],
])

test('a grant is bound to what was asked, and its people are told', async () => {
  await platform.settle(0.4)
  const id = await platform.opened({ change: 'feature' })
  await approve(platform.deps, id, OMAR)
  const outcome = await approve(platform.deps, id, SOFIA)
  expect(outcome).toMatchObject({
    kind: 'recorded',
    grant: {
      requestId: id,
      change: 'feature',
      risk: 'medium',
      revision: 'v1.2.4',
      environment: 'production',
      level: 'WARNING',
      policyVersion: platform.policy.version,
      expiresAt: platform.clock.now() + 24 * HOUR_MS,
      usedAt: null,
      voidedAt: null,
    },
  })
  // Sofia sees on the card what her own click did.
  expect(await people('granted')).toEqual([DANA, OMAR])
  expect(await platform.audit('approval')).toMatchObject([
    { actor: OMAR, data: { roles: ['service-owner'] } },
    {
      actor: SOFIA,
      data: { roles: ['senior-engineer'], seats: [{ filledBy: [OMAR] }, { filledBy: [SOFIA] }] },
    },
  ])
})

test('the message is edited in place, and only its newest edit is still owed', async () => {
  await platform.settle(0.4)
  const id = await platform.opened({ change: 'feature' })
  await approve(platform.deps, id, OMAR)
  await approve(platform.deps, id, SOFIA)
  const channel = (await platform.owed()).filter(({ subject }) => subject === `request/${id}`)
  expect(channel.map(({ act }) => act)).toEqual(['post', 'update'])
  expect(channel[1]?.content).toMatchObject({ request: { state: 'granted' } })
})

test('a rejection carries its reason to everybody concerned', async () => {
  await platform.settle(0.4)
  const id = await platform.opened({ change: 'feature' })
  await approve(platform.deps, id, OMAR)
  expect(await reject(platform.deps, id, SOFIA, '   ')).toMatchObject({
    kind: 'refused',
    message: 'Say why, so that the requester knows what to change.',
  })
  await reject(platform.deps, id, SOFIA, ' Not on a Friday ')
  expect((await platform.requestNow(id)).rejection).toMatchObject({
    userId: SOFIA,
    reason: 'Not on a Friday',
  })
  expect(await people('rejected')).toEqual([DANA, OMAR])
})

test('a click on an unknown request is refused', async () => {
  expect(await approve(platform.deps, 'r-999', OMAR)).toEqual({
    kind: 'refused',
    message: 'There is no request r-999.',
    request: null,
  })
})

test('a click after the request has expired is refused, before any poll says so', async () => {
  await platform.settle(0.8)
  const id = await platform.opened()
  platform.clock.advance(24 * HOUR_MS)
  expect(await approve(platform.deps, id, OMAR)).toMatchObject({ message: 'This request has expired.' })
  await platform.poll()
  expect(await approve(platform.deps, id, OMAR)).toMatchObject({
    message: 'This request is expired; nothing more can be done on it.',
  })
})

test.each([
  { act: 'approval', click: (id: string) => approve(platform.deps, id, TOMAS) },
  { act: 'rejection', click: (id: string) => reject(platform.deps, id, TOMAS, 'no') },
])('an $act at a level that blocks is told the freeze, and the request waits', async ({ click }) => {
  await platform.settle(0.4)
  const id = await platform.opened({ change: 'feature' })
  await platform.settle(0.2)
  expect(await click(id)).toMatchObject({
    kind: 'refused',
    message: 'Feature release of ML Inference Gateway is blocked (CRITICAL, 20% of the budget left).',
  })
  expect((await platform.requestNow(id)).state).toBe('open')
})

describe('an approver of an open request who', () => {
  let id: string
  beforeEach(async () => {
    await platform.settle(0.4)
    id = await platform.opened({ change: 'feature' })
    await approve(platform.deps, id, SOFIA)
  })
  const approvers = async () => (await platform.requestNow(id)).approvals.map(({ userId }) => userId)

  test.each([
    { what: 'left the group', change: { groups: [] } },
    { what: 'was deactivated', change: { barred: 'deactivated' } },
  ] as const)('$what leaves the seat open to others, and grants nothing', async ({ change }) => {
    platform.directory.change(SOFIA, change)
    expect(await approve(platform.deps, id, OMAR)).toMatchObject({ request: { state: 'open' } })
    expect(await approvers()).toEqual([OMAR])
    expect(await approve(platform.deps, id, SAMIR)).toMatchObject({ request: { state: 'granted' } })
    expect(await approvers()).toEqual([OMAR, SAMIR])
  })

  test('moved to another role has to approve in it', async () => {
    platform.directory.change(SOFIA, { groups: [GROUP.owners] })
    expect(await approve(platform.deps, id, SAMIR)).toMatchObject({ request: { state: 'open' } })
    expect(await approve(platform.deps, id, SOFIA)).toMatchObject({ request: { state: 'granted' } })
  })

  test('cannot be placed now keeps the seat: the gate asks again', async () => {
    platform.directory.change(OMAR, { groups: [GROUP.owners] })
    platform.directory.hidesGroups = true
    expect(await approve(platform.deps, id, OMAR)).toMatchObject({ kind: 'refused' })
    platform.directory.hidesGroups = false
    expect(await approve(platform.deps, id, OMAR)).toMatchObject({ request: { state: 'granted' } })
    expect(await approvers()).toEqual([SOFIA, OMAR])
  })
})

test('a click is refused while the directory does not answer, and can be repeated', async () => {
  await platform.settle(0.8)
  const id = await platform.opened()
  platform.directory.isDown = true
  expect(await approve(platform.deps, id, OMAR)).toMatchObject({ kind: 'refused' })
  platform.directory.isDown = false
  expect(await approve(platform.deps, id, OMAR)).toMatchObject({ kind: 'recorded' })
})

test('seats filled and a requirement missing: the requester fills it in and is granted', async () => {
  await platform.settle(0.4)
  const id = await platform.opened({ change: 'feature', answers: PLAN })
  await approve(platform.deps, id, OMAR)
  const filled = await approve(platform.deps, id, SOFIA)
  expect(filled).toMatchObject({
    request: { state: 'open', decision: { requires: ['tests-passing'] } },
    grant: null,
  })

  const answers = new Map([['tests-passing', 'yes']])
  expect(await answerRequirements(platform.deps, id, SOFIA, answers)).toMatchObject({ kind: 'refused' })
  expect(await answerRequirements(platform.deps, id, DANA, new Map([['oath', 'yes']]))).toMatchObject({
    message: 'The policy error-budget-policy asks for no oath.',
  })
  expect(await answerRequirements(platform.deps, id, DANA, new Map([['tests-passing', ' ']]))).toMatchObject({
    message: 'tests-passing takes 1 to 3000 characters.',
  })
  expect(await answerRequirements(platform.deps, id, DANA, answers)).toMatchObject({
    kind: 'recorded',
    request: { state: 'granted' },
    grant: { level: 'WARNING' },
  })
})

test('what has been deployed cannot be withdrawn', async () => {
  await platform.settle(0.8)
  const id = await platform.opened()
  await approve(platform.deps, id, OMAR)
  expect((await platform.gate({ requestId: id })).allowed).toBe(true)
  expect(await cancelRequest(platform.deps, id, DANA)).toMatchObject({
    kind: 'refused',
    message: 'The gate has let this deployment through already; there is nothing left to withdraw.',
  })
})

test('a withdrawn grant opens no gate', async () => {
  await platform.settle(0.8)
  const id = await platform.opened()
  await approve(platform.deps, id, OMAR)
  await cancelRequest(platform.deps, id, DANA)
  expect(await platform.gate({ requestId: id })).toMatchObject({
    allowed: false,
    reasons: ['request_cancelled'],
  })
  expect(await platform.store.grants.ofRequests([id])).toMatchObject([{ voidedAt: platform.clock.now() }])
})

test('a service that is no longer configured takes no click', async () => {
  await platform.settle(0.8)
  const id = await platform.opened()
  platform.services = []
  const told = { kind: 'refused', message: expect.stringContaining('no longer configured') as string }
  expect(await approve(platform.deps, id, OMAR)).toMatchObject({ kind: 'refused' })
  expect(await answerRequirements(platform.deps, id, DANA, ALL_ANSWERS)).toMatchObject(told)
})

test('200 clicks at once, half of them repeated or unauthorised, fill exactly the right seats, once', async () => {
  await platform.settle(0.05)
  const id = await platform.opened()
  const rightful = [SOFIA, SAMIR, VICTOR]
  const others = [DANA, OMAR, TOMAS, 'U0NOBODY', 'U0GUS', 'U0BOB']
  const clicks = Array.from({ length: 200 }, (_, index) => {
    const pick = (list: readonly string[]): string => list[Math.floor(index / 2) % list.length] ?? ''
    return approve(platform.deps, id, index % 2 === 0 ? pick(rightful) : pick(others))
  })
  const outcomes = await Promise.all(clicks)

  const request = await platform.requestNow(id)
  expect(outcomes.filter(({ kind }) => kind === 'recorded')).toHaveLength(3)
  expect(request.state).toBe('granted')
  expect(request.approvals.map(({ userId }) => userId).toSorted()).toEqual(rightful.toSorted())
  expect(request.decision.seats).toMatchObject([
    { role: 'vp-engineering', filledBy: [VICTOR] },
    { role: 'senior-engineer', filledBy: [SOFIA, SAMIR] },
  ])
  expect(await platform.store.grants.live('inference-gateway', platform.clock.now())).toHaveLength(1)
  expect(await platform.audit('grant')).toHaveLength(1)
  expect(await platform.audit('approval')).toHaveLength(3)
  expect(await platform.audit('click_refused')).toHaveLength(197)
  expect(await people('granted')).toHaveLength(3)
})

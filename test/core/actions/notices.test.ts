import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { declareFreeze, liftFreeze } from '../../../src/core/freezes/declare-freeze.ts'
import { followActions } from '../../../src/core/actions/remind-actions.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { poll } from '../../../src/core/poll/poll.ts'
import { GROUP, MEI, OMAR, TOMAS, VICTOR } from '../../support/people.ts'
import { GATEWAY, Platform, service, type Told } from '../../support/platform.ts'
import { editedPolicy } from '../../support/shipped-policy.ts'

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

const told = async (): Promise<readonly Told[]> =>
  (await platform.owed()).filter(({ content }) => content.kind === 'level-notice')

const whom = async (): Promise<string[]> =>
  (await told()).map(({ address }) => {
    if (address.kind === 'person') return address.userId
    if (address.kind === 'team') return address.channel
    if (address.kind === 'mail') return address.to.join(' ')
    return address.kind === 'channel' ? address.purpose : address.kind
  })

describe('EMERGENCY', () => {
  beforeEach(() => {
    platform.source.set(GATEWAY, 0.05)
  })

  test('tells the other channels, the teams, the engineering manager and the VP; each once', async () => {
    await poll({ ...platform.deps, teams: ['#mobile', '#platform'] })
    await followActions(platform.deps)
    await followActions(platform.deps)
    expect(await whom()).toEqual(['approvals', 'incidents', '#mobile', '#platform', MEI, VICTOR])
    expect((await told()).at(-1)?.content).toMatchObject({
      level: 'EMERGENCY',
      remainingRatio: 0.05,
      role: 'VP Engineering',
      late: false,
    })
    const done = await platform.audit('action_done')
    expect(done.at(-1)).toMatchObject({
      actor: 'budgeteer',
      data: {
        name: 'managers-notified',
        evidence: 'Engineering manager: 1 by direct message; VP Engineering: 1 by direct message',
      },
    })
  })

  test('told late where the bot was off before it could tell', async () => {
    await platform.poll()
    platform.clock.advance(HOUR_MS)
    await followActions(platform.deps)
    expect((await told()).map(({ content }) => content['late'])).toEqual([false, false, true, true])
  })
})

describe('a role that a group fills', () => {
  beforeEach(() => {
    platform.policy = editedPolicy([
      [
        'roles: [engineering-manager, vp-engineering]\n      by: [dm]',
        'roles: [service-owner]\n      by: [dm, mail]',
      ],
    ])
    platform.source.set(GATEWAY, 0.05)
  })

  test('is told member by member, and by the list that is named like it', async () => {
    await platform.poll()
    await followActions({ ...platform.deps, mailLists: new Map([['service-owner', ['owners@example.com']]]) })
    expect(await whom()).toEqual(['approvals', 'incidents', OMAR, 'owners@example.com'])
  })

  test('waits for the directory, and is told once it answers', async () => {
    platform.directory.isDown = true
    await platform.poll()
    await followActions(platform.deps)
    expect(await whom()).not.toContain(OMAR)
    platform.directory.isDown = false
    platform.directory.change('U0NEW', { groups: [GROUP.owners] })
    platform.clock.advance(MINUTE_MS)
    await followActions(platform.deps)
    expect(await whom()).toEqual(['approvals', 'incidents', OMAR, 'U0NEW'])
  })
})

test('HEALTHY and WARNING send no direct messages', async () => {
  await platform.poll()
  platform.source.set(GATEWAY, 0.4)
  await platform.poll()
  await followActions(platform.deps)
  expect(await told()).toEqual([])
})

test('without people in its roles, the action stays open and is found late', async () => {
  platform.policy = editedPolicy([['roles: [engineering-manager, vp-engineering]', 'roles: [on-call]']])
  platform.source.set(GATEWAY, 0.05)
  await platform.poll()
  await followActions(platform.deps)
  const open = async () => (await platform.store.actions.open(GATEWAY)).map(({ name }) => name)
  expect(await open()).toContain('managers-notified')
  platform.clock.advance(15 * MINUTE_MS)
  await followActions(platform.deps)
  const overdue = (await platform.audit('action_overdue')).map(({ data }) => data['name'])
  expect(overdue).toContain('managers-notified')
})

test('a storm is one digest in every channel, with its ways back once', async () => {
  platform.services = ['a', 'b', 'c', 'd'].map((name) => service(name))
  for (const { name } of platform.services) platform.source.set(name, 0.2)
  await poll({ ...platform.deps, teams: ['#mobile'] })
  const heads = (await platform.owed()).filter(({ content }) => content.kind === 'transition-digest')
  expect(heads.map(({ address }) => address)).toEqual([
    { kind: 'channel', purpose: 'announcements' },
    { kind: 'channel', purpose: 'approvals' },
    { kind: 'channel', purpose: 'incidents' },
    { kind: 'team', channel: '#mobile' },
  ])
  expect(await told()).toEqual([])
  expect((await platform.owed()).filter(({ content }) => content.kind === 'recovery-help')).toHaveLength(1)
})

describe('endings are heard', () => {
  const events = async (): Promise<readonly string[]> =>
    (await told()).map(({ address, content }) => {
      const who =
        address.kind === 'person'
          ? address.userId
          : address.kind === 'channel'
            ? address.purpose
            : address.kind
      return `${who} ${String(content['event'])} ${String(content['level'])}`
    })
  const fallTo = async (ratio: number): Promise<void> => {
    await platform.settle(ratio)
    await followActions(platform.deps)
  }

  test('by everybody who was told of the level: further channels, the manager and the VP', async () => {
    await fallTo(0.05)
    const before = await events()
    expect(before).toEqual([
      'approvals began EMERGENCY',
      'incidents began EMERGENCY',
      `${MEI} began EMERGENCY`,
      `${VICTOR} began EMERGENCY`,
    ])
    await fallTo(0.8)
    expect((await events()).slice(before.length)).toEqual([
      'approvals ended HEALTHY',
      'incidents ended HEALTHY',
      `${MEI} ended HEALTHY`,
      `${VICTOR} ended HEALTHY`,
    ])
    await fallTo(0.79)
    expect(await events()).toHaveLength(before.length + 4)
  })

  test('a freeze that goes on at another level continues; who hears no more of it hears its end', async () => {
    await fallTo(0.2)
    await fallTo(0.05)
    expect((await events()).slice(2)).toEqual([
      'approvals continues EMERGENCY',
      'incidents continues EMERGENCY',
      `${MEI} began EMERGENCY`,
      `${VICTOR} began EMERGENCY`,
    ])
    await fallTo(0.2)
    expect((await events()).slice(6)).toEqual([
      'approvals continues CRITICAL',
      'incidents continues CRITICAL',
      `${MEI} ended CRITICAL`,
      `${VICTOR} ended CRITICAL`,
    ])
  })

  test('notices link the announcement', async () => {
    await fallTo(0.05)
    const announced = (await platform.owed()).find(({ content }) => content.kind === 'level-announcement')
    for (const { content } of await told()) expect(content['announcedBy']).toBe(announced?.subject)
  })

  test('a level that ended before people could be told is not told to them', async () => {
    platform.directory.isDown = true
    await platform.settle(0.05)
    platform.directory.isDown = false
    await platform.settle(0.8)
    await followActions(platform.deps)
    expect((await events()).filter((line) => line.includes(MEI))).toEqual([])
  })

  test('the thread and the head of a freeze say that it continues, or that it has ended', async () => {
    await fallTo(0.2)
    await fallTo(0.05)
    await fallTo(0.8)
    const owed = await platform.owed()
    const replies = owed.filter(({ content }) => content.kind === 'freeze-update')
    expect(replies.map(({ content }) => [content['event'], content['text']])).toEqual([
      ['continued', 'EMERGENCY'],
      ['ended', 'HEALTHY'],
    ])
    const heads = owed.filter(({ act, content }) => act === 'update' && content.kind === 'level-announcement')
    const [critical, emergency] = ['CRITICAL', 'EMERGENCY'].map((level) =>
      heads.findLast(({ content }) => content['level'] === level),
    )
    expect(critical?.content).toMatchObject({ continuedAs: 'EMERGENCY', endedAt: null })
    expect(emergency?.content).toMatchObject({ continuedAs: null })
    expect(emergency?.content['endedAt']).not.toBeNull()
  })

  test('the end of a declared freeze names what still holds its services', async () => {
    await platform.settle(0.2)
    const input = { service: GATEWAY, reason: 'A migration', until: null, userId: TOMAS }
    await declareFreeze(platform.freezing, input)
    await liftFreeze(platform.freezing, GATEWAY, TOMAS)
    const ended = (await platform.owed()).find(({ content }) => content.kind === 'freeze-ended')
    const title = platform.deps.catalog().services.get(GATEWAY)?.title ?? ''
    expect(ended?.content['others']).toEqual([`${title} at CRITICAL`])
  })
})

describe('the wording of a statement', () => {
  const drafts = async () =>
    (await platform.owed()).filter(({ content }) => content.kind === 'statement-draft')

  beforeEach(() => {
    platform.policy = editedPolicy([['cancels_planned: true', 'cancels_planned: true\n    statement: true']])
  })

  test('stands in the thread of a level that asks for one, with what users do, and once', async () => {
    platform.services = [{ ...service(GATEWAY), journey: 'Ask a model for a prediction.' }]
    platform.source.set(GATEWAY, 0.2)
    await platform.poll()
    expect(await drafts()).toEqual([])
    platform.source.set(GATEWAY, 0.05)
    await platform.poll()
    platform.clock.advance(MINUTE_MS)
    await platform.poll()
    const [head] = (await platform.owed()).filter(
      ({ content }) => content.kind === 'level-announcement' && content['level'] === 'EMERGENCY',
    )
    expect(await drafts()).toMatchObject([
      {
        act: 'reply',
        subject: head?.subject,
        content: { serviceTitle: 'ML Inference Gateway', journey: 'Ask a model for a prediction.' },
      },
    ])
  })

  test('of many services at once is one, and names none', async () => {
    platform.services = ['a', 'b', 'c', 'd'].map((name) => service(name))
    for (const { name } of platform.services) platform.source.set(name, 0.05)
    await platform.poll()
    expect((await drafts()).map(({ content }) => content['serviceTitle'])).toEqual([null])
  })
})

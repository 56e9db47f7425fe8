import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { setImmediate } from 'node:timers/promises'
import { poll } from '../../../src/core/poll/poll.ts'
import { followActions } from '../../../src/core/actions/remind-actions.ts'
import { commandFreeze } from '../../../src/core/freezes/command-freeze.ts'
import { TOMAS } from '../../support/people.ts'
import { GATEWAY, Platform, service, type Told } from '../../support/platform.ts'
import { editedPolicy } from '../../support/shipped-policy.ts'

const NAMES = [GATEWAY, 'api-gateway', 'feature-store', 'model-registry', 'training'] as const

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open(NAMES.map((name) => service(name)))
})
afterEach(() => platform.close())

const announced = async (): Promise<readonly Told[]> =>
  (await platform.owedBesideActions()).filter(
    ({ address }) => address.kind === 'channel' && address.purpose === 'announcements',
  )

/** Each as `act kind level-or-event`. */
const inWords = async (): Promise<string[]> =>
  (await announced()).map(({ act, content }) => {
    const { template, event } = content
    return [act, template ?? content.kind, event].filter((word) => typeof word === 'string').join(' ')
  })

describe('the first sight of a service', () => {
  test('is silent when it is HEALTHY, and on record', async () => {
    const { transitions } = await platform.poll()
    expect(transitions).toHaveLength(5)
    expect(await platform.owed()).toEqual([])
    expect(await platform.audit('transition')).toHaveLength(5)
  })

  test('is announced when it is not', async () => {
    platform.source.set(GATEWAY, 0.4)
    await platform.poll()
    expect(await inWords()).toEqual(['post warning'])
  })
})

test('each transition is announced once, and a poll without one says nothing', async () => {
  const story = [0.9, 0.42, 0.42, 0.18, 0.17, 0.05, 0.05]
  for (const remaining of story) {
    platform.source.set(GATEWAY, remaining)
    await platform.poll()
    platform.clock.advance(MINUTE_MS)
  }
  await platform.settle(0.9)
  await platform.settle(0.9)
  expect(await inWords()).toEqual([
    'post warning',
    'post critical',
    // EMERGENCY has a head of its own, which the thread of CRITICAL links.
    'post emergency',
    'update critical',
    'reply freeze-update continued',
    'update emergency',
    'reply freeze-update ended',
    'post healthy',
  ])
  const levels = (await platform.store.statuses.transitions(GATEWAY, 10)).map(
    ({ from, to }) => `${from} → ${to}`,
  )
  expect(levels.toReversed()).toEqual([
    'UNKNOWN → HEALTHY',
    'HEALTHY → WARNING',
    'WARNING → CRITICAL',
    'CRITICAL → EMERGENCY',
    'EMERGENCY → HEALTHY',
  ])
})

test('an announcement carries the real figures of its poll', async () => {
  await platform.poll()
  platform.clock.advance(DAY_MS)
  platform.source.set(GATEWAY, 0.42)
  await platform.poll()
  platform.clock.advance(DAY_MS)
  platform.source.set(GATEWAY, 0.18)
  platform.source.burnRate = 3
  await platform.poll()
  const content = (await announced()).at(-1)?.content
  expect(content).toMatchObject({
    template: 'critical',
    serviceTitle: 'ML Inference Gateway',
    previousLevel: 'WARNING',
    slo: 'availability',
    remainingRatio: 0.18,
    yesterdayRatio: 0.42,
    // 18 % of 30 days at three times the pace.
    exhaustsInSeconds: Math.round((0.18 / 3) * 30 * 86_400),
    breachedSince: null,
    at: '2025-10-25T12:00:00.000Z',
    nextReviewAt: '2025-10-25T15:00:00.000Z',
    recoverAfterSeconds: 900,
    incidentCommander: null,
    warRoom: null,
    continues: null,
    endedAt: null,
  })
})

test.each([
  { given: 'a reading an hour off', gapMs: 25 * HOUR_MS, yesterday: 0.42 },
  { given: 'no reading within an hour of it', gapMs: 26 * HOUR_MS, yesterday: null },
])('with $given, yesterday is quoted as $yesterday', async ({ gapMs, yesterday }) => {
  platform.source.set(GATEWAY, 0.42)
  await platform.poll()
  platform.clock.advance(gapMs)
  platform.source.set(GATEWAY, 0.18)
  await platform.poll()
  expect((await announced()).at(-1)?.content['yesterdayRatio']).toBe(yesterday)
})

test('a spent budget says since when it is spent', async () => {
  const minutes = [0.05, 0, -0.01, -0.1]
  for (const remaining of minutes) {
    platform.source.set(GATEWAY, remaining)
    await platform.poll()
    platform.clock.advance(MINUTE_MS)
  }
  platform.policy = editedPolicy([['  EMERGENCY: #', '  SEVERE: #']])
  await platform.poll()
  expect((await announced()).findLast(({ act }) => act === 'post')?.content).toMatchObject({
    level: 'SEVERE',
    breachedSince: '2025-10-23T12:01:00.000Z',
    exhaustsInSeconds: 0,
  })
})

describe('a freeze', () => {
  test('has a thread under its head, passes commander and war room on, and shows its end in the head', async () => {
    platform.source.set(GATEWAY, 0.2)
    await platform.poll()
    const [critical] = await announced()
    await commandFreeze(platform.freezing, GATEWAY, { incidentCommander: 'U0INES' }, TOMAS)
    await commandFreeze(platform.freezing, GATEWAY, { warRoom: 'https://meet.example/war' }, TOMAS)
    platform.source.set(GATEWAY, 0.05)
    await platform.poll()
    const emergency = (await announced()).findLast(({ act }) => act === 'post')
    expect(emergency).toMatchObject({
      act: 'post',
      content: {
        template: 'emergency',
        continues: critical?.subject,
        incidentCommander: 'U0INES',
        warRoom: 'https://meet.example/war',
      },
    })
    expect(await platform.store.levelFreezes.current(GATEWAY)).toMatchObject({
      level: 'EMERGENCY',
      subject: emergency?.subject,
      incidentCommander: 'U0INES',
      warRoom: 'https://meet.example/war',
    })

    await platform.settle(0.9)
    expect(await platform.store.levelFreezes.current(GATEWAY)).toBeUndefined()
    const [last, first] = await platform.store.levelFreezes.of(GATEWAY, 10)
    expect(last).toMatchObject({
      endedAt: platform.clock.now(),
      announcement: { endedAt: '2025-10-23T12:15:00.000Z' },
    })
    expect(first).toMatchObject({
      level: 'CRITICAL',
      announcement: { endedAt: null, continuedAs: 'EMERGENCY' },
    })
    const healthy = (await announced()).at(-1)
    expect(healthy?.content).toMatchObject({ template: 'healthy', incidentCommander: null, continues: null })
  })
})

describe('many transitions in one poll', () => {
  const freeze = async (count: number): Promise<void> => {
    for (const name of NAMES.slice(0, count)) platform.source.set(name, 0.2)
    await platform.poll()
  }

  test('three are three messages', async () => {
    await freeze(3)
    expect(await inWords()).toEqual(['post critical', 'post critical', 'post critical'])
  })

  test('four are one digest, the worst first, with their details in one reply', async () => {
    platform.source.set('training', 0.05)
    await freeze(3)
    const [digest, ...replies] = await announced()
    expect(digest).toMatchObject({ act: 'post', content: { kind: 'transition-digest', hasThread: true } })
    expect(digest?.content['transitions']).toMatchObject([
      { to: 'EMERGENCY', remainingRatio: 0.05 },
      { to: 'CRITICAL' },
      { to: 'CRITICAL' },
      { to: 'CRITICAL' },
    ])
    expect(replies).toMatchObject([
      {
        act: 'reply',
        subject: digest?.subject,
        content: {
          kind: 'transition-details',
          isBrief: false,
          left: 0,
          services: [{ level: 'EMERGENCY', freeze: true, remainingRatio: 0.05 }, {}, {}, {}],
        },
      },
    ])
  })

  describe('of 120 services', () => {
    const names = Array.from({ length: 120 }, (_, index) => `s-${String(index).padStart(3, '0')}`)
    const fall = async (ratio: number): Promise<void> => {
      platform.services = names.map((name) => service(name))
      for (const name of names) platform.source.set(name, ratio)
      await platform.poll()
    }
    /** Everything in each channel, as `act kind`, since the message with this number. */
    const inChannels = async (from = 0): Promise<ReadonlyMap<string, readonly string[]>> => {
      const told = (await platform.owed()).slice(from)
      const inOrder = told.map(({ address, act, content }) => ({
        where: address.kind === 'channel' ? address.purpose : address.kind,
        said: `${act} ${content.kind}`,
      }))
      return new Map(
        [...Map.groupBy(inOrder, ({ where }) => where)].map(([where, all]) => [
          where,
          all.map(({ said }) => said),
        ]),
      )
    }

    test('going CRITICAL at once costs few messages, which name every freeze, with its level and percentage', async () => {
      await fall(0.2)
      expect((await inChannels()).get('announcements')).toEqual([
        'post transition-digest',
        'reply recovery-help',
        'reply transition-details',
        'reply transition-details',
        'reply transition-details',
        'reply transition-details',
        'reply freeze-picture',
      ])
      const details = (await platform.owed()).flatMap(({ content: { services } }) =>
        Array.isArray(services) ? (services as object[]) : [],
      )
      expect(details).toHaveLength(120)
      expect(details).toMatchObject(
        names.map((name) => ({
          serviceTitle: `The ${name}`,
          level: 'CRITICAL',
          freeze: true,
          remainingRatio: 0.2,
        })),
      )
    })

    test('lets others have their turns while it is followed', async () => {
      platform.services = names.map((name) => service(name))
      for (const name of names) platform.source.set(name, 0.2)
      let turns = 0
      const nextTurn = (): Promise<unknown> => {
        turns += 1
        return setImmediate()
      }
      const { transitions } = await poll({ ...platform.deps, nextTurn })
      expect(transitions).toHaveLength(120)
      expect(turns).toBe(12)
    })

    test('ending at once costs one digest, and one reply in the thread of the digest before', async () => {
      await fall(0.2)
      const [before] = await announced()
      const told = (await platform.owed()).length
      await fall(0.9)
      platform.clock.advance(15 * MINUTE_MS)
      await fall(0.9)
      const after = (await platform.owed()).slice(told)
      expect((await inChannels(told)).get('announcements')).toEqual([
        'post transition-digest',
        'reply transition-details',
        'reply transition-details',
        'reply transition-details',
        'reply transition-details',
        'reply freeze-endings',
      ])
      expect(after.findLast(({ content }) => content.kind === 'freeze-endings')).toMatchObject({
        subject: before?.subject,
        content: { continues: after[0]?.subject },
      })
      for (const name of names) expect(await platform.store.levelFreezes.current(name)).toBeUndefined()
    })

    test('that were frozen one by one edits their heads, and adds nothing to their threads', async () => {
      platform.services = names.map((name) => service(name))
      await platform.poll()
      for (const name of names.slice(0, 6)) {
        platform.source.set(name, 0.2)
        await platform.poll()
      }
      const told = (await platform.owed()).length
      await fall(0.9)
      platform.clock.advance(15 * MINUTE_MS)
      await fall(0.9)
      const after = (await platform.owed())
        .slice(told)
        .filter(({ content }) => content.kind !== 'action-list')
      expect((await inChannels(told)).get('announcements')).not.toContain('reply freeze-update')
      expect(after.filter(({ act }) => act === 'update')).toMatchObject(
        names.slice(0, 6).map(() => ({ content: { endedAt: '2025-10-23T12:15:00.000Z' } })),
      )
    })

    test('keeps what each freeze needs, and reminds of its actions together', async () => {
      await fall(0.05)
      await commandFreeze(platform.freezing, 's-007', { incidentCommander: 'U0INES' }, TOMAS)
      expect(await platform.store.levelFreezes.current('s-007')).toMatchObject({
        incidentCommander: 'U0INES',
      })
      const open = await platform.store.actions.open()
      expect(new Set(open.map((action) => action.service)).size).toBe(120)
      const told = (await platform.owed()).length
      platform.clock.advance(DAY_MS)
      await followActions(platform.deps)
      const inChannel = (await inChannels(told)).get('announcements') ?? []
      expect(new Set(inChannel)).toEqual(new Set(['reply action-notice']))
      expect(inChannel.length).toBeLessThanOrEqual(3)
    })
  })

  test('first sights without an announcement do not count', async () => {
    platform.source.set(GATEWAY, 0.4)
    const { transitions } = await platform.poll()
    expect(transitions).toHaveLength(5)
    expect(await inWords()).toEqual(['post warning'])
  })

  test('a freeze told of in a digest goes on in its thread, and has no head to edit', async () => {
    await freeze(4)
    const digest = (await announced())[0]?.subject
    await commandFreeze(platform.freezing, GATEWAY, { incidentCommander: 'U0INES' }, TOMAS)
    await platform.settle(0.9)
    const later = (await announced()).slice(2)
    expect(
      later.map(({ act, subject, content }) =>
        `${act} ${content.kind} ${subject === digest ? 'in the digest' : ''}`.trim(),
      ),
    ).toEqual([
      'reply freeze-update in the digest',
      'reply freeze-update in the digest',
      'post level-announcement',
    ])
  })
})

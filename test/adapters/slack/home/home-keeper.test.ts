import { afterEach, describe, expect, test } from 'vitest'
import { ErrorCode } from '@slack/web-api'

import { FIRST_SIGHT } from '../../../../src/adapters/slack/home/home-state.ts'
import {
  HomeKeeper,
  type KeeperParts,
  PUBLISH_RATE,
} from '../../../../src/adapters/slack/home/home-keeper.ts'
import type { CommonFacts, Home } from '../../../../src/core/home/home.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../src/core/kernel/time/duration.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'
import { KeptLog } from '../support/office.ts'

interface Call {
  readonly at: number
  readonly userId: string
  readonly said: string
  readonly hash: string | null
}

const refusing = (error: string): Error =>
  Object.assign(new Error(error), { code: ErrorCode.PlatformError, data: { ok: false, error } })

let keeper: HomeKeeper | undefined
afterEach(() => keeper?.stop())

/** A keeper whose homes say one text, for everybody; `refuse` answers each call with its error. */
function keeping(more: Partial<KeeperParts> = {}) {
  const clock = new VirtualClock()
  const log = new KeptLog()
  const calls: Call[] = []
  const refusals: Error[] = []
  const world = { text: 'first', gathered: 0 }
  keeper = new HomeKeeper({
    homes: {
      common: () => {
        world.gathered += 1
        return Promise.resolve({ at: clock.now() } as CommonFacts)
      },
      of: () => Promise.resolve({ kind: 'shut', why: world.text } satisfies Home),
    },
    draw: (home, { page }, notice) => [
      { type: 'section', text: { type: 'mrkdwn', text: [shut(home), page, notice].join(' ') } },
    ],
    foot: (at) => ({ type: 'context', elements: [{ type: 'mrkdwn', text: String(at) }] }),
    publish: (userId, { blocks }, hash) => {
      calls.push({ at: clock.now(), userId, said: JSON.stringify(blocks[0]), hash })
      const refusal = refusals.shift()
      return refusal === undefined ? Promise.resolve(`hash ${calls.length}`) : Promise.reject(refusal)
    },
    clock,
    logger: log,
    ...more,
  })
  const passed = (ms: number): Promise<void> => clock.sleep(ms)
  return { keeper, clock, log, calls, refusals, world, passed }
}
const shut = (home: Home): string => (home.kind === 'shut' ? home.why : '')

describe('a home', () => {
  test('is published when it is opened, and again when something of it changes', async () => {
    const { keeper, calls, world, passed } = keeping()
    keeper.opened('U1', null)
    await passed(SECOND_MS)
    world.text = 'second'
    keeper.changed()
    await passed(10 * SECOND_MS)
    expect(calls.map(({ said }) => said)).toEqual([
      expect.stringContaining('first'),
      expect.stringContaining('second'),
    ])
    expect(calls.map(({ hash }) => hash)).toEqual([null, 'hash 1'])
  })

  test('is not published for a change that it does not show', async () => {
    const { keeper, calls, passed } = keeping()
    keeper.opened('U1', null)
    await passed(SECOND_MS)
    for (let times = 0; times < 20; times += 1) {
      keeper.changed()
      await passed(10 * SECOND_MS)
    }
    expect(calls).toHaveLength(1)
  })

  test('is not published when it is opened again as it stands there, and is where something else stands', async () => {
    const { keeper, calls, passed } = keeping()
    keeper.opened('U1', null)
    await passed(SECOND_MS)
    keeper.opened('U1', 'hash 1')
    await passed(SECOND_MS)
    expect(calls).toHaveLength(1)
    keeper.opened('U1', 'of another process')
    await passed(SECOND_MS)
    expect(calls.map(({ hash }) => hash)).toEqual([null, 'of another process'])
  })

  test('shows what a click came to, and the page that was turned to', async () => {
    const { keeper, calls, passed } = keeping()
    keeper.clicked('U1', FIRST_SIGHT, { page: 3 })
    await passed(SECOND_MS)
    keeper.clicked('U1', FIRST_SIGHT, {}, 'Recorded.')
    await passed(SECOND_MS)
    expect(calls.map(({ said }) => said)).toEqual([
      expect.stringContaining('first 3'),
      expect.stringContaining('first 3 Recorded.'),
    ])
  })

  test('is refreshed no longer when its person has not been seen for twelve hours', async () => {
    const { keeper, calls, world, passed } = keeping()
    keeper.opened('U1', null)
    await passed(12 * HOUR_MS)
    world.text = 'second'
    keeper.changed()
    await passed(MINUTE_MS)
    expect(calls).toHaveLength(1)
  })

  test('is nobody’s who never opened one', async () => {
    const { keeper, calls, world, passed } = keeping()
    keeper.changed()
    await passed(MINUTE_MS)
    expect([calls.length, world.gathered]).toEqual([0, 0])
  })
})

describe('many homes', () => {
  const PEOPLE = Array.from({ length: 200 }, (_, index) => `U${index}`)

  test('are published within Slack’s limits whatever changes, each in its turn', async () => {
    const { keeper, calls, world, passed, clock } = keeping()
    for (const userId of PEOPLE) keeper.opened(userId, null)
    const until = clock.now() + 20 * MINUTE_MS
    for (let round = 0; clock.now() < until; round += 1) {
      world.text = `round ${round}`
      keeper.changed()
      await passed(200)
    }
    const most = Math.max(
      ...calls.map(({ at }, index) => calls.slice(index).filter((other) => other.at < at + MINUTE_MS).length),
    )
    expect(most).toBeLessThanOrEqual(100)
    expect(most).toBeLessThanOrEqual(PUBLISH_RATE.burst + PUBLISH_RATE.perMinute)
    const counts = PEOPLE.map((userId) => calls.filter((call) => call.userId === userId).length)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(7)
  })

  test('do not keep somebody waiting who clicks', async () => {
    const { keeper, calls, world, passed, clock } = keeping()
    for (const userId of PEOPLE) keeper.opened(userId, null)
    await passed(10 * MINUTE_MS)
    world.text = 'all is new'
    keeper.changed()
    await passed(30 * SECOND_MS)
    const at = clock.now()
    keeper.clicked('U199', FIRST_SIGHT, { page: 2 })
    await passed(SECOND_MS)
    expect(calls.find((call) => call.userId === 'U199' && call.at >= at)?.said).toContain('all is new 2')
  })

  test('read what they share once for a change', async () => {
    const { keeper, world, passed } = keeping()
    for (const userId of PEOPLE.slice(0, 10)) keeper.opened(userId, null)
    await passed(MINUTE_MS)
    const before = world.gathered
    world.text = 'second'
    keeper.changed()
    await passed(MINUTE_MS)
    expect(world.gathered - before).toBe(1)
  })
})

describe('when Slack refuses', () => {
  test('a rate limit is waited for, and everybody with it', async () => {
    const { keeper, calls, refusals, passed, clock } = keeping()
    const began = clock.now()
    refusals.push(Object.assign(new Error('slow'), { code: ErrorCode.RateLimitedError, retryAfter: 30 }))
    keeper.opened('U1', null)
    keeper.opened('U2', null)
    await passed(MINUTE_MS)
    expect(calls.map(({ at }) => Math.round((at - began) / SECOND_MS))).toEqual([0, 30, 30])
  })

  test('a view that changed meanwhile is written over with what is newer', async () => {
    const { keeper, calls, refusals, passed } = keeping()
    refusals.push(refusing('hash_conflict'))
    keeper.opened('U1', 'old')
    await passed(MINUTE_MS)
    expect(calls.map(({ hash }) => hash)).toEqual(['old', null])
  })

  test('an outage is tried through a few times, then left until something changes', async () => {
    const { keeper, calls, refusals, world, passed } = keeping()
    for (let times = 0; times < 4; times += 1) refusals.push(refusing('internal_error'))
    keeper.opened('U1', null)
    await passed(10 * MINUTE_MS)
    expect(calls).toHaveLength(4)
    world.text = 'second'
    keeper.changed()
    await passed(2 * MINUTE_MS)
    expect(calls).toHaveLength(5)
  })

  test.each([
    ['unknown_method', refusing('unknown_method')],
    ['not_enabled', refusing('not_enabled')],
    ['HTTP 404', Object.assign(new Error('404'), { code: ErrorCode.HTTPError, statusCode: 404 })],
    ['HTML', refusing('<html>Not here</html>')],
  ])('a server without homes is said once: %s', async (_what, error) => {
    const { keeper, calls, refusals, log, passed } = keeping()
    for (let times = 0; times < 5; times += 1) {
      refusals.push(error)
      keeper.opened('U1', null)
      await passed(HOUR_MS)
    }
    expect(calls).toHaveLength(5)
    expect(log.lines.filter((line) => line.includes('homes are not shown'))).toHaveLength(1)
    expect(log.lines.filter((line) => line.startsWith('error'))).toEqual([])
  })

  test('a person who is gone is left alone', async () => {
    const { keeper, calls, refusals, log, world, passed } = keeping()
    refusals.push(refusing('invalid_arguments'))
    keeper.opened('U1', null)
    await passed(MINUTE_MS)
    world.text = 'second'
    keeper.changed()
    await passed(MINUTE_MS)
    expect(calls).toHaveLength(1)
    expect(log.lines.join()).toContain('a home cannot be published')
  })

  test('facts that cannot be read are said, and the next change is followed', async () => {
    let isBroken = true
    const { keeper, calls, log, passed } = keeping({
      homes: {
        common: () =>
          isBroken ? Promise.reject(new Error('locked')) : Promise.resolve({ at: 0 } as CommonFacts),
        of: () => Promise.resolve({ kind: 'shut', why: 'x' }),
      },
    })
    keeper.opened('U1', null)
    await passed(MINUTE_MS)
    isBroken = false
    keeper.changed()
    await passed(MINUTE_MS)
    expect(calls).toHaveLength(1)
    expect(log.lines.join()).toContain('a home could not be drawn')
  })
})

test('a second press of the same button at once is none of its own', async () => {
  const { keeper, passed } = keeping()
  const takes = (actionId: string): boolean => keeper.takesPress('U1', actionId, FIRST_SIGHT)
  expect([takes('approve'), takes('approve'), takes('reject'), takes('approve')]).toEqual([
    true,
    false,
    true,
    true,
  ])
  await passed(SECOND_MS)
  expect(takes('approve')).toBe(true)
})

test('after its end nothing is published', async () => {
  const { keeper, calls, passed } = keeping()
  await keeper.stop()
  keeper.opened('U1', null)
  keeper.changed()
  await passed(MINUTE_MS)
  expect(calls).toEqual([])
})

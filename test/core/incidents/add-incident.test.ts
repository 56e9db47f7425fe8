import { spelled } from '../../../src/adapters/spelling/command-text.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sharePercentText } from '../../../src/core/budgets/percent.ts'
import { pushedSource } from '../../../src/core/budgets/pushed-source.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { enterIncident } from '../../../src/core/incidents/enter-incident.ts'
import { DANA, GUS } from '../../support/people.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

let platform: Platform
let now: number

beforeEach(async () => {
  platform = await Platform.open([service(GATEWAY, ['99.5', '95'])])
  now = platform.clock.now()
})
afterEach(() => platform.close())

const deps = () => ({ ...platform.freezing, source: pushedSource(platform.store.pushedCounts) })

const enter = (minutesAgo: number, minutes: number | null, what = 'HighErrorRate', userId = DANA) =>
  enterIncident(deps(), {
    service: GATEWAY,
    what,
    startedAt: now - minutesAgo * MINUTE_MS,
    endedAt: minutes === null ? null : now - (minutesAgo - minutes) * MINUTE_MS,
    userId,
  })

/** 30 days of even traffic, a count every minute of an outage and every hour otherwise, with everything failing in it. */
async function outage(minutesAgo: number, minutes: number): Promise<void> {
  const perMinute = 1_000
  const from = now - minutesAgo * MINUTE_MS
  const failed = Array.from({ length: minutes }, (_, index) => ({
    service: GATEWAY,
    slo: 'availability',
    good: 0,
    total: perMinute,
    at: from + (index + 1) * MINUTE_MS,
  }))
  const rest = { service: GATEWAY, slo: 'availability', at: now - 5 * DAY_MS }
  const others = 30 * 24 * 60 * perMinute - minutes * perMinute
  await platform.store.pushedCounts.add([...failed, { ...rest, good: others, total: others }])
}

describe('what an outage costs is worked out from the data', () => {
  test.each([
    { minutes: 8, cost: '3.7%' },
    { minutes: 30, cost: '13.9%' },
    { minutes: 120, cost: '55.6%' },
  ])('$minutes minutes of everything failing: $cost', async ({ minutes, cost }) => {
    await outage(180, minutes)
    const outcome = await enter(180, minutes)
    if (outcome.kind !== 'done') throw new Error(spelled(outcome.message))
    expect(outcome.thing).toMatchObject({ slo: 'availability', failedRatio: 1, enteredBy: DANA })
    expect(sharePercentText(outcome.thing.costRatio ?? 0)).toBe(cost)
  })

  test('one that goes on has cost what has failed so far', async () => {
    await outage(30, 30)
    const outcome = await enter(30, null)
    expect(outcome).toMatchObject({ thing: { endedAt: null, failedRatio: 1 } })
    expect(sharePercentText((outcome.kind === 'done' ? outcome.thing.costRatio : 0) ?? 0)).toBe('13.9%')
  })

  test('one without data has no cost', async () => {
    expect(await enter(30, 10)).toMatchObject({
      kind: 'done',
      thing: { slo: null, failedRatio: null, costRatio: null },
    })
  })

  test('the SLO that it cost most decides', async () => {
    await outage(30, 30)
    const slow = { service: GATEWAY, slo: 'latency', at: now - 10 * MINUTE_MS }
    await platform.store.pushedCounts.add([{ ...slow, good: 0, total: 30_000 }])
    const outcome = await enter(30, 30)
    // Latency failed whole as well, and its window holds nothing else: twenty times its budget.
    expect(outcome).toMatchObject({ thing: { slo: 'latency', failedRatio: 1 } })
    expect(outcome.kind === 'done' && outcome.thing.costRatio).toBeCloseTo(20, 9)
  })
})

test.each([
  { given: 'no name', minutesAgo: 30, minutes: 10, what: '  ', says: '1 to 80 characters' },
  {
    given: 'a name of 81 characters',
    minutesAgo: 30,
    minutes: 10,
    what: 'x'.repeat(81),
    says: '1 to 80 characters',
  },
  {
    given: 'a start in the future',
    minutesAgo: -5,
    minutes: null,
    what: 'Soon',
    says: 'cannot start in the future',
  },
  {
    given: 'an end before the start',
    minutesAgo: 30,
    minutes: -5,
    what: 'Back',
    says: 'ends after it starts',
  },
  { given: 'an end at the start', minutesAgo: 30, minutes: 0, what: 'Blink', says: 'ends after it starts' },
  { given: 'an end in the future', minutesAgo: 30, minutes: 60, what: 'Long', says: 'has no end yet' },
])('$given is refused', async ({ minutesAgo, minutes, what, says }) => {
  const outcome = await enter(minutesAgo, minutes, what)
  expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringContaining(says) as string })
  expect(await platform.store.incidents.since(undefined, 0)).toEqual([])
})

test('a guest cannot enter one, and an unknown service is refused', async () => {
  expect(await enter(30, 10, 'HighErrorRate', GUS)).toMatchObject({ kind: 'refused' })
  platform.services = []
  expect(await enter(30, 10)).toMatchObject({ kind: 'refused' })
})

test('an incident is on record, in the thread of the freeze, and in the next announcement', async () => {
  platform.source.set(GATEWAY, 0.2)
  await platform.poll()
  const outcome = await enter(30, 8)
  expect(await platform.audit('incident')).toMatchObject([{ actor: DANA, data: { what: 'HighErrorRate' } }])
  const freeze = await platform.store.levelFreezes.current(GATEWAY)
  expect((await platform.owedBesideActions()).at(-1)).toMatchObject({
    act: 'reply',
    subject: freeze?.subject,
    content: { event: 'incident', text: 'HighErrorRate', userId: DANA },
  })

  platform.clock.advance(HOUR_MS)
  platform.source.set(GATEWAY, 0.05)
  await platform.poll()
  const announced = (await platform.owedBesideActions()).findLast(
    ({ content }) => content['kind'] === 'level-announcement' && content['level'] === 'EMERGENCY',
  )
  expect(announced?.content['recentIncidents']).toEqual([
    {
      startedAt: outcome.kind === 'done' && new Date(outcome.thing.startedAt).toISOString(),
      what: 'HighErrorRate',
      failedRatio: null,
      minutes: 8,
      costRatio: null,
    },
  ])
})

test('an announcement lists the incidents of the last 24 hours, the newest ten', async () => {
  await enter(26 * 60, 30, 'Yesterday')
  for (let index = 1; index <= 12; index += 1) await enter(600 - index * 10, 5, `Incident ${index}`)
  platform.source.set(GATEWAY, 0.2)
  await platform.poll()
  const listed = (await platform.owedBesideActions()).at(-1)?.content['recentIncidents'] as readonly {
    what: string
  }[]
  expect(listed.map(({ what }) => what)).toEqual(
    Array.from({ length: 10 }, (_, index) => `Incident ${index + 3}`),
  )
})

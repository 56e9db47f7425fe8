import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseObjective } from '../../../src/core/budgets/objective.ts'
import { handInNotes, holdReviews, type ReviewWorld } from '../../../src/core/reviews/hold-reviews.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { anIncident } from '../../support/an-incident.ts'
import { GATEWAY, Platform, service, type Told } from '../../support/platform.ts'
import { OMAR, TOMAS } from '../../support/people.ts'

const EXECUTIVES = ['vp@example.com', 'cto@example.com']

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open([service(GATEWAY), service('feature-store')])
})

afterEach(() => platform.close())

const deps = (): ReviewWorld => ({
  ...platform.deps,
  mailLists: new Map([['executives', EXECUTIVES]]),
})

/** Lets the time come, holds what is due, and gives the reviews and reminders that were owed by it. */
async function heldAt(iso: string): Promise<readonly Told[]> {
  platform.clock.advance(Date.parse(iso) - platform.clock.now())
  const before = new Set((await platform.owed()).map(({ id }) => id))
  await holdReviews(deps())
  return (await platform.owed()).filter(({ id }) => !before.has(id))
}

/** Nothing older than an hour counts as where a service stands. */
async function pollAt(iso: string): Promise<void> {
  platform.clock.advance(Date.parse(iso) - platform.clock.now())
  await platform.poll()
}

const titles = (owed: readonly Told[]): unknown[] =>
  owed.map(({ content }) => content['title'] ?? content['text'])

const agenda = ({ content }: Told): Record<string, readonly string[]> => {
  const items = content['agenda'] as readonly { text: string; lines: readonly string[] }[]
  return Object.fromEntries(items.map(({ text, lines }) => [text, lines]))
}

describe('a review', () => {
  test('is held when its time has come, once', async () => {
    await platform.settle(0.42)
    expect(await heldAt('2025-10-24T09:59:00Z')).toEqual([])
    const owed = await heldAt('2025-10-24T10:00:00Z')
    expect(titles(owed)).toEqual(['Daily error budget review'])
    expect(owed[0]?.address).toEqual({ kind: 'channel', purpose: 'incidents' })
    expect(owed[0]?.content).toMatchObject({ late: false, minutes: 30, services: ['ML Inference Gateway'] })
    expect(await heldAt('2025-10-24T10:00:30Z')).toEqual([])
  })

  test('has the picture of its only service, and keeps it when its notes are in', async () => {
    await platform.settle(0.42)
    const [held] = await heldAt('2025-10-24T10:00:00Z')
    const at = Date.parse('2025-10-24T10:00:00Z')
    expect(held?.content.picture).toEqual({ kind: 'burn-down', service: GATEWAY, at })
    platform.clock.advance(HOUR_MS)
    await handInNotes(deps(), String(held?.content['reviewId']), 'https://docs.example.com/n', OMAR)
    const edited = (await platform.owed()).find(({ act, content }) => act === 'update' && content.picture)
    expect(edited?.content.picture).toEqual({ kind: 'burn-down', service: GATEWAY, at })
  })

  test('of several services has the levels of these', async () => {
    platform.source.set('feature-store', 0.42)
    await platform.settle(0.42)
    const [held] = await heldAt('2025-10-24T10:00:00Z')
    expect(held?.content.picture).toMatchObject({ kind: 'fleet', services: [GATEWAY, 'feature-store'] })
  })

  test('that could not be sent for days is dropped for the newest', async () => {
    await platform.settle(0.42)
    await heldAt('2025-10-24T10:00:00Z')
    await heldAt('2025-10-25T10:00:00Z')
    await heldAt('2025-10-26T10:00:00Z')
    const waiting = (await platform.owed()).filter(({ content }) => content.kind === 'review')
    expect(waiting.map(({ content }) => content['dueAt'])).toEqual(['2025-10-26T10:00:00.000Z'])
  })

  test('that was missed is not held for a level that is about to be left', async () => {
    await platform.settle(0.42)
    await pollAt('2025-10-24T09:00:00Z')
    platform.source.set(GATEWAY, 0.9)
    await pollAt('2025-10-27T08:00:00Z')
    expect(await heldAt('2025-10-27T08:00:00Z')).toEqual([])
    await pollAt('2025-10-27T08:20:00Z')
    expect((await platform.store.statuses.of(GATEWAY))?.level).toBe('HEALTHY')
    expect(titles(await heldAt('2025-10-27T10:00:00Z'))).toEqual(['Weekly error budget review'])
  })

  test('that was missed while the bot was off is held once, at once, and marked late', async () => {
    await platform.settle(0.42)
    const owed = await heldAt('2025-10-27T08:00:00Z')
    expect(titles(owed)).toEqual(['Daily error budget review'])
    expect(owed[0]?.content).toMatchObject({ late: true, dueAt: '2025-10-26T10:00:00.000Z' })
    expect(await heldAt('2025-10-27T09:00:00Z')).toEqual([])
  })

  test('says what an SLO is for, and how much is left of an SLA that has half of its budget or less', async () => {
    const [first, ...others] = platform.services
    const promised = parseObjective('99')
    if (first === undefined || promised === undefined) throw new Error('no service')
    const slos = first.slos.map((one) => ({ ...one, agreement: promised, rationale: 'It is enough.' }))
    platform.services = [{ ...first, journey: 'Somebody gets a prediction.', slos }, ...others]
    await platform.settle(-0.2)
    await pollAt('2025-10-24T09:58:00Z')
    const owed = (await heldAt('2025-10-24T10:00:00Z')).find(({ content }) => content['agenda'] !== undefined)
    expect(owed && Object.values(agenda(owed)).flat()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^ML Inference Gateway: .* left — Somebody gets a prediction\. 99\.5%: It is enough\.$/,
        ),
        'ML Inference Gateway: the SLA of 99% on availability has 40% left (173 min of 432 min)',
      ]),
    )
  })

  test('is silent about an SLA of which most is left', async () => {
    const [first, ...others] = platform.services
    const promised = parseObjective('99')
    if (first === undefined || promised === undefined) throw new Error('no service')
    platform.services = [
      { ...first, slos: first.slos.map((one) => ({ ...one, agreement: promised })) },
      ...others,
    ]
    await platform.settle(0.42)
    await pollAt('2025-10-24T09:58:00Z')
    const [owed] = await heldAt('2025-10-24T10:00:00Z')
    expect(owed?.content).toHaveProperty('agenda')
    expect(JSON.stringify(owed?.content)).not.toContain('SLA')
  })

  test('is shared by all services that hold it at that time', async () => {
    await platform.settle(0.42)
    await platform.settle(0.4, 'feature-store')
    const [review] = await heldAt('2025-10-24T10:00:00Z')
    expect(review?.content['services']).toEqual(['ML Inference Gateway', 'The feature-store'])
  })

  test('is weekly while all is well', async () => {
    await platform.settle(0.72)
    expect(await heldAt('2025-10-26T23:00:00Z')).toEqual([])
    expect(titles(await heldAt('2025-10-27T10:00:00Z'))).toEqual(['Weekly error budget review'])
  })

  test('is every six hours in an emergency, around the clock, and mailed to the executives', async () => {
    await platform.settle(0.07)
    const beganAt = (await platform.store.statuses.of(GATEWAY))?.since ?? 0
    const owed = await heldAt(new Date(beganAt + 6 * HOUR_MS).toISOString())
    const emergencies = owed.filter(({ content }) => content['title'] === 'Emergency error budget review')
    expect(emergencies.map(({ address }) => address)).toEqual([
      { kind: 'channel', purpose: 'incidents' },
      { kind: 'mail', to: EXECUTIVES },
    ])
    expect(titles(await heldAt(new Date(beganAt + 12 * HOUR_MS).toISOString()))).toContain(
      'Emergency error budget review',
    )
  })

  test('asks the people of the roles that the policy names', async () => {
    await platform.settle(0.42)
    const [review] = await heldAt('2025-10-24T10:00:00Z')
    expect(review?.content['attendees']).toEqual([
      { role: 'Service owner', people: expect.arrayContaining(['S0OWNERS']) as unknown },
      { role: 'SRE', people: ['S0SRE'] },
      { role: 'Senior engineer', people: ['S0SENIORS'] },
    ])
  })

  test('brings its agenda filled in', async () => {
    await platform.settle(0.72)
    platform.clock.advance(HOUR_MS)
    await platform.settle(0.42)
    const now = platform.clock.now()
    await platform.store.incidents.save(
      anIncident({
        startedAt: now,
        endedAt: now + 18 * 60_000,
        failedRatio: 0.12,
        costRatio: 0.04,
        slo: 'availability',
        enteredBy: TOMAS,
      }),
    )
    platform.source.burnRate = 2
    platform.clock.advance(12 * HOUR_MS)
    await platform.poll()
    platform.clock.advance(9 * HOUR_MS - (platform.clock.now() % DAY_MS) + DAY_MS - 9 * HOUR_MS)
    await platform.poll()
    const id = await platform.opened({ change: 'feature', revision: 'v1.3.0', answers: new Map() })
    platform.clock.advance(HOUR_MS)
    const [review] = await heldAt('2025-10-24T10:00:00Z')
    expect(review && agenda(review)).toMatchObject({
      'Incident review (last 24 hours)': [
        'ML Inference Gateway: HighErrorRate, 18 min, cost 4% of the budget',
      ],
      'Deployment requests review': [`ML Inference Gateway: Feature release v1.3.0 (${id}), needs approval`],
    })
  })
})

describe('the notes of a review', () => {
  const held = async (): Promise<string> => {
    await platform.settle(0.42)
    const [review] = await heldAt('2025-10-24T10:00:00Z')
    return review?.content['reviewId'] as string
  }

  test('are shown by its message', async () => {
    const id = await held()
    expect(await handInNotes(deps(), id, 'https://notes.example/1', OMAR)).toMatchObject({ kind: 'done' })
    const edit = (await platform.owed()).find(({ act }) => act === 'update')
    expect(edit).toMatchObject({
      subject: `review/${id}`,
      content: { notes: { url: 'https://notes.example/1', userId: OMAR } },
    })
  })

  test.each([
    ['are a link', 'notes.txt'],
    ['are no script', 'javascript:alert(1)'],
  ])('%s', async (_, url) => {
    expect(await handInNotes(deps(), await held(), url, OMAR)).toMatchObject({ kind: 'refused' })
  })

  test('belong to a review that was held', async () => {
    expect(await handInNotes(deps(), 'v-nothing', 'https://notes.example/1', OMAR)).toEqual({
      kind: 'refused',
      message: 'There is no review v-nothing.',
    })
  })
})

describe('the policy’s own review', () => {
  beforeEach(() => platform.settle(0.72))

  test('is told a week before, on its day, and every week until the policy names a new one', async () => {
    const told: string[] = []
    for (
      let day = Date.parse('2025-11-01T09:00:00Z');
      day <= Date.parse('2025-12-08T09:00:00Z');
      day += DAY_MS
    ) {
      const owed = await heldAt(new Date(day).toISOString())
      if (owed.some(({ content }) => content.kind === 'policy-reminder'))
        told.push(new Date(day).toISOString().slice(0, 10))
    }
    expect(told).toEqual(['2025-11-16', '2025-11-23', '2025-11-30', '2025-12-07'])
  })

  test('is told once after the bot was off for weeks', async () => {
    const owed = await heldAt('2025-12-05T12:00:00Z')
    expect(
      owed.filter(({ content }) => content.kind === 'policy-reminder').map(({ content }) => content),
    ).toEqual([
      {
        kind: 'policy-reminder',
        policyTitle: 'Error Budget Policy',
        owner: 'SRE Team',
        text: 'The policy itself is due for its review.',
        day: '2025-11-23',
      },
    ])
  })
})

test('a policy reminds its owner on the first day of each month and quarter', async () => {
  await platform.settle(0.72)
  platform.policy = {
    ...platform.policy,
    about: { ...platform.policy.about, nextReview: null },
    reminders: [
      { name: 'slo-targets', text: 'Review the SLO targets.', every: 'month' },
      { name: 'effectiveness', text: 'Review how effective the policy is.', every: 'quarter' },
    ],
  }
  const told: string[] = []
  for (
    let day = Date.parse('2025-10-24T09:00:00Z');
    day <= Date.parse('2026-04-02T09:00:00Z');
    day += DAY_MS
  ) {
    const owed = await heldAt(new Date(day).toISOString())
    for (const { content } of owed)
      if (content.kind === 'policy-reminder')
        told.push(`${new Date(day).toISOString().slice(0, 10)} ${content['text'] as string}`)
  }
  const monthly = ['2025-11-01', '2025-12-01', '2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01']
  expect(told.filter((line) => line.includes('SLO'))).toEqual(
    monthly.map((day) => `${day} Review the SLO targets.`),
  )
  expect(told.filter((line) => line.includes('effective'))).toEqual([
    '2026-01-01 Review how effective the policy is.',
    '2026-04-01 Review how effective the policy is.',
  ])
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { approve } from '../../../src/core/requests/click.ts'
import { expireRequests } from '../../../src/core/requests/re-decide.ts'
import { tellOutcomes } from '../../../src/core/outcomes/tell-outcomes.ts'
import { momentOf } from '../../../src/core/policy/world.ts'
import { reportDeployment } from '../../../src/core/rollouts/report-deployment.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { pushedSource } from '../../../src/core/budgets/pushed-source.ts'
import { OMAR, VICTOR } from '../../support/people.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open()
  await platform.settle(0.2)
})
afterEach(() => platform.close())

const tell = () =>
  tellOutcomes({ ...platform.everything, pastSource: pushedSource(platform.store.pushedCounts) })

const told = async () => (await platform.owed()).filter(({ content }) => content.kind === 'outcome')

/** A thousand requests a minute over the last 30 days, and from now on as many that all fail for so many minutes. */
async function counts(minutesBad: number): Promise<void> {
  const now = platform.clock.now()
  const one = { service: GATEWAY, slo: 'availability' }
  const good = (30 * 24 * 60 - minutesBad) * 1_000 - 1_000
  await platform.store.pushedCounts.add([
    { ...one, good, total: good, at: now - 5 * DAY_MS },
    { ...one, good: 1_000, total: 1_000, at: now - HOUR_MS },
    { ...one, good: 0, total: minutesBad * 1_000, at: now + HOUR_MS },
  ])
}

/** An override that one person has decided alone. */
async function overridden(): Promise<string> {
  const id = await platform.opened({
    change: 'feature',
    way: 'override',
    requestedBy: VICTOR,
    documents: new Map([['documentation', 'The launch cannot wait']]),
  })
  expect((await platform.requestNow(id)).state).toBe('granted')
  return id
}

const deployed = async (): Promise<void> => {
  expect((await platform.gate({ change: 'feature', run: '7', attempt: 1 })).allowed).toBe(true)
}

const rolledBack = () =>
  reportDeployment(platform.deps, {
    service: GATEWAY,
    revision: 'v1.2.4',
    environment: 'production',
    event: 'rolled_back',
    percent: null,
    requestId: null,
    idempotencyKey: null,
    token: 'ci',
  })

describe('what became of an override', () => {
  test('is told in its thread a day after it was used, with what was spent', async () => {
    platform.services = [{ ...service(GATEWAY), cost: { currency: 'EUR', perBadMinute: 100 } }]
    const id = await overridden()
    await counts(10)
    await deployed()
    platform.clock.advance(DAY_MS)
    expect(await tell()).toBe(0)
    platform.clock.advance(MINUTE_MS)
    expect(await tell()).toBe(1)
    expect(await told()).toMatchObject([
      {
        act: 'reply',
        subject: `request/${id}`,
        content: {
          event: 'told',
          state: 'unreported',
          wayTitle: 'Override',
          spentBeforeRatio: 0,
          money: 'EUR 1,000',
        },
      },
    ])
    const [outcome] = await platform.store.outcomes.ofRequests([id])
    // 10 of 216 minutes.
    expect(outcome?.spentRatio).toBeCloseTo(10 / 216, 3)
    expect(await platform.audit('outcome')).toMatchObject([
      { actor: 'budgeteer', data: { request: id, way: 'override', state: 'unreported' } },
    ])
  })

  test('is told once, also after the bot was off for days', async () => {
    await overridden()
    await counts(10)
    await deployed()
    platform.clock.advance(5 * DAY_MS)
    expect(await tell()).toBe(1)
    const [first] = await told()
    expect(first?.content['spentRatio']).toBeCloseTo(10 / 216, 3)
    platform.clock.advance(DAY_MS)
    expect(await tell()).toBe(0)
    expect(await told()).toHaveLength(1)
  })

  test('is not told any more when nobody remembers it', async () => {
    await overridden()
    await deployed()
    platform.clock.advance(9 * DAY_MS)
    expect(await tell()).toBe(0)
  })

  test('says that it was rolled back, and how soon', async () => {
    await overridden()
    await counts(1)
    await deployed()
    platform.clock.advance(3 * HOUR_MS)
    await rolledBack()
    platform.clock.advance(22 * HOUR_MS)
    await tell()
    expect(await told()).toMatchObject([
      { content: { event: 'told', state: 'rolled_back', endedAfterSeconds: 10_800 } },
    ])
  })

  test('is told once more when the rollback is reported later', async () => {
    const id = await overridden()
    await counts(1)
    await deployed()
    platform.clock.advance(25 * HOUR_MS)
    await tell()
    await rolledBack()
    expect(await tell()).toBe(1)
    expect(await tell()).toBe(0)
    expect((await told()).map(({ content }) => content['event'])).toEqual(['told', 'rolled-back-since'])
    expect(await platform.store.outcomes.ofRequests([id])).toMatchObject([{ state: 'rolled_back' }])
  })

  test('says that it was never used, when its grant is over', async () => {
    await overridden()
    const grantMs = 40 * DAY_MS
    for (let passed = 0; passed < grantMs && (await tell()) === 0; passed += DAY_MS) {
      platform.clock.advance(DAY_MS)
      await platform.store.transaction((stores) => expireRequests(stores, momentOf(platform.deps)))
    }
    expect(await told()).toMatchObject([{ content: { state: 'never_used', deployedAt: null } }])
  })

  test('waits an hour for data, and is then told without', async () => {
    await overridden()
    await deployed()
    platform.clock.advance(DAY_MS + 30 * MINUTE_MS)
    expect(await tell()).toBe(0)
    platform.clock.advance(31 * MINUTE_MS)
    expect(await tell()).toBe(1)
    expect(await told()).toMatchObject([{ content: { spentRatio: null, money: null } }])
  })
})

test('nothing is told of an ordinary request', async () => {
  await platform.settle(0.8)
  const id = await platform.opened({ change: 'feature' })
  await approve(platform.deps, id, OMAR)
  await platform.gate({ change: 'feature', run: '7', attempt: 1 })
  platform.clock.advance(2 * DAY_MS)
  expect(await tell()).toBe(0)
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { planDeployment } from '../../../src/core/calendar/plan-deployment.ts'
import { commonFacts, type Home, homeOf, type HomeFacts } from '../../../src/core/home/home.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { approve, reject } from '../../../src/core/requests/click.ts'
import { escalate } from '../../../src/core/requests/escalate.ts'
import { driveRollout } from '../../../src/core/rollouts/drive-rollout.ts'
import { stepOf } from '../../../src/core/rollouts/messages.ts'
import { nextStage } from '../../../src/core/rollouts/rollout.ts'
import { startRollout } from '../../../src/core/rollouts/start-rollout.ts'
import { addTopAction } from '../../../src/core/actions/top-actions.ts'
import { reassignAction } from '../../../src/core/actions/act-on-action.ts'
import { BOB, CLEO, DANA, GUS, INES, MEI, OMAR, SAMIR, SOFIA, TOMAS, VICTOR } from '../../support/people.ts'
import { GATEWAY, Platform, service } from '../../support/platform.ts'

const EVERYBODY = [BOB, CLEO, DANA, GUS, INES, MEI, OMAR, SAMIR, SOFIA, TOMAS, VICTOR]

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

const home = async (userId: string): Promise<Home> =>
  homeOf(platform.everything, await commonFacts(platform.everything), userId)

async function factsOf(userId: string): Promise<HomeFacts> {
  const found = await home(userId)
  if (found.kind === 'shut') throw new Error(found.why)
  return found.facts
}

const approvals = async (userId: string): Promise<readonly string[]> =>
  (await factsOf(userId)).approvals.map(({ id }) => id)

describe('what waits for somebody', () => {
  test.each([
    ['a feature at HEALTHY', 0.8, 'feature'],
    ['a feature at WARNING', 0.4, 'feature'],
    ['an experiment at CAUTION', 0.6, 'experiment'],
    ['a hotfix in a freeze', 0.05, 'p0-hotfix'],
    ['infrastructure at WARNING', 0.4, 'infrastructure'],
  ])('is what their approval would be taken for: %s', async (_what, remaining, change) => {
    await platform.settle(remaining)
    for (const userId of EVERYBODY) {
      const outcome = await platform.request({ change, revision: `v-${userId}` })
      if (outcome.kind !== 'opened') throw new Error(outcome.kind)
      const { id } = outcome.request
      const found = await home(userId)
      const waits = found.kind === 'open' && found.facts.approvals.some((request) => request.id === id)
      expect([userId, waits]).toEqual([
        userId,
        (await approve(platform.deps, id, userId)).kind === 'recorded',
      ])
    }
  })

  test('waits no longer once they approved it, or another took their seat', async () => {
    await platform.settle(0.4)
    const id = await platform.opened({ change: 'feature' })
    expect(await approvals(OMAR)).toEqual([id])
    expect(await approvals(SOFIA)).toEqual([id])
    await approve(platform.deps, id, SOFIA)
    expect(await approvals(SOFIA)).toEqual([])
    expect(await approvals(SAMIR)).toEqual([])
    expect(await approvals(OMAR)).toEqual([id])
  })

  test('comes in the order in which it waits, and goes when it expires', async () => {
    await platform.settle(0.8)
    const first = await platform.opened({ change: 'feature', revision: 'v1' })
    platform.clock.advance(MINUTE_MS)
    const second = await platform.opened({ change: 'feature', revision: 'v2' })
    expect(await approvals(OMAR)).toEqual([first, second])
    platform.clock.advance(30 * DAY_MS)
    expect(await approvals(OMAR)).toEqual([])
  })

  test('counts an approver no longer who lost the role', async () => {
    await platform.settle(0.4)
    const id = await platform.opened({ change: 'feature' })
    await approve(platform.deps, id, SOFIA)
    expect(await approvals(SAMIR)).toEqual([])
    platform.directory.change(SOFIA, { groups: [] })
    expect(await approvals(SAMIR)).toEqual([id])
  })

  test('is handed to the next role', async () => {
    await platform.settle(0.4)
    const id = await platform.opened({ change: 'feature' })
    const asked = async () => {
      const people: string[] = []
      for (const userId of EVERYBODY)
        if (userId !== GUS && (await approvals(userId)).includes(id)) people.push(userId)
      return people
    }
    expect(await asked()).toEqual([OMAR, SAMIR, SOFIA])
    await escalate(platform.deps, id, DANA)
    expect(await asked()).toEqual([INES, OMAR, SAMIR, SOFIA, TOMAS])
  })

  test('is a stage of a rollout that asks for their sign-off', async () => {
    await platform.settle(0.4)
    const id = await platform.opened({ change: 'feature' })
    await approve(platform.deps, id, OMAR)
    await approve(platform.deps, id, SOFIA)
    const outcome = await startRollout(platform.deps, id, DANA)
    if (outcome.kind === 'refused') throw new Error('not started')
    let rollout = outcome.thing
    while (nextStage(rollout)?.seats.length === 0) {
      platform.clock.advance(30 * MINUTE_MS)
      const next = await driveRollout(platform.deps, stepOf(rollout), 'advance', DANA)
      if (next.kind === 'refused') throw new Error('not advanced')
      rollout = next.thing
    }
    const asked: string[] = []
    const taken: string[] = []
    for (const userId of EVERYBODY) {
      const found = await home(userId)
      if (found.kind === 'open' && found.facts.signOffs.some((one) => one.id === rollout.id))
        asked.push(userId)
      const signed = await driveRollout(platform.deps, stepOf(rollout), 'sign-off', userId)
      if (signed.kind === 'done') taken.push(userId)
    }
    expect(asked).toEqual([INES])
    expect(taken).toEqual(asked)
  })
})

describe('a home', () => {
  test('has the requests of its person, until two days after their end', async () => {
    await platform.settle(0.8)
    const open = await platform.opened({ change: 'feature', revision: 'v1' })
    const rejected = await platform.opened({ change: 'feature', revision: 'v2' })
    await platform.opened({ change: 'feature', revision: 'v3', requestedBy: BOB })
    await reject(platform.deps, rejected, OMAR, 'no')
    const ids = async () => (await factsOf(DANA)).requests.map(({ request }) => request.id)
    expect(await ids()).toEqual(expect.arrayContaining([open, rejected]))
    expect(await ids()).toHaveLength(2)
    platform.clock.advance(2 * DAY_MS + 1)
    expect(await ids()).toEqual([open])
  })

  test('has the actions of its person’s roles, and those that they took over', async () => {
    await platform.settle(0.05)
    const open = await platform.store.actions.open()
    const [ofSre] = open.filter(({ owner }) => owner === 'sre')
    if (ofSre === undefined) throw new Error('the level asks nothing of SRE')
    const has = async (userId: string) => (await factsOf(userId)).actions.some(({ id }) => id === ofSre.id)
    expect([await has(TOMAS), await has(DANA)]).toEqual([true, false])
    await reassignAction(platform.everything, ofSre.id, DANA, TOMAS)
    expect([await has(TOMAS), await has(DANA)]).toEqual([false, true])
  })

  test('has the top actions that its person owns', async () => {
    await platform.settle(0.8)
    const input = { service: GATEWAY, text: 'Fix the leak', ownerId: DANA, userId: OMAR }
    await addTopAction(platform.everything, input)
    expect((await factsOf(DANA)).topActions.map(({ text }) => text)).toEqual(['Fix the leak'])
    expect((await factsOf(OMAR)).topActions).toEqual([])
  })

  test('has the plans of the next two weeks, and every service, the worst first', async () => {
    platform.services = [service(GATEWAY), service('billing')]
    platform.source.set('billing', 0.9)
    await platform.settle(0.05)
    for (const days of [1, 20]) {
      const at = platform.clock.now() + days * DAY_MS + HOUR_MS
      const plan = {
        service: 'billing',
        revision: `v${days}`,
        change: 'feature',
        risk: null,
        at,
        userId: DANA,
      }
      expect((await planDeployment(platform.everything, plan)).kind).toBe('done')
    }
    const { plans, services } = await factsOf(BOB)
    expect(plans.map(({ revision }) => revision)).toEqual(['v1'])
    expect(services.map((one) => one.service)).toEqual([GATEWAY, 'billing'])
  })

  test.each([
    ['a guest', () => undefined, GUS, 'Only full members'],
    [
      'anybody while the directory is down',
      () => {
        platform.directory.isDown = true
      },
      OMAR,
      'could not look up who you are',
    ],
  ])('is shut for %s', async (_who, happens, userId, why) => {
    happens()
    const found = await home(userId)
    expect(found).toEqual({ kind: 'shut', why: expect.stringContaining(why) as string })
  })
})

import { spelled } from '../../../src/adapters/spelling/command-text.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { approve } from '../../../src/core/requests/click.ts'
import type { Directory } from '../../../src/core/people/directory.ts'
import { driveRollout, type RolloutAct } from '../../../src/core/rollouts/drive-rollout.ts'
import { followRollouts } from '../../../src/core/rollouts/follow-rollouts.ts'
import { type RolloutMessage, stepOf } from '../../../src/core/rollouts/messages.ts'
import type { MessageContent } from '../../../src/core/kernel/outbox/owed-message.ts'
import { reportDeployment } from '../../../src/core/rollouts/report-deployment.ts'
import type { Rollout } from '../../../src/core/rollouts/rollout.ts'
import { startRollout } from '../../../src/core/rollouts/start-rollout.ts'
import { HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { BOB, DANA, GUS, INES, OMAR, SAMIR, SOFIA, TOMAS } from '../../support/people.ts'
import { GATEWAY, Platform } from '../../support/platform.ts'

let platform: Platform
beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

const granted = async (remaining = 0.8, revision = 'v1.2.4'): Promise<string> => {
  await platform.settle(remaining)
  const id = await platform.opened({ change: 'feature', revision })
  await approve(platform.deps, id, OMAR)
  if (remaining <= 0.5) await approve(platform.deps, id, SOFIA)
  expect((await platform.requestNow(id)).state).toBe('granted')
  return id
}

const started = async (id: string): Promise<Rollout> => {
  const outcome = await startRollout(platform.deps, id, DANA)
  if (outcome.kind === 'refused') throw new Error(spelled(outcome.message))
  return outcome.thing
}

const now = async (id: string): Promise<Rollout> => {
  const rollout = await platform.store.rollouts.byId(id)
  if (rollout === undefined) throw new Error(`there is no rollout ${id}`)
  return rollout
}

/** Presses a button of the newest message. */
const press = async (id: string, act: RolloutAct, userId = DANA): Promise<string> => {
  const outcome = await driveRollout(platform.deps, stepOf(await now(id)), act, userId)
  return outcome.kind === 'refused' ? spelled(outcome.message) : outcome.thing.state
}

const isRollout = (content: MessageContent): content is RolloutMessage => content.kind === 'rollout'

const told = async (): Promise<readonly string[]> =>
  (await platform.owed()).flatMap(({ act, content }) =>
    act === 'post' && isRollout(content) ? [content.event] : [],
  )

test('a deployment goes out stage by stage, and ends when the last one has been watched', async () => {
  const { id } = await started(await granted())
  expect(await press(id, 'advance')).toBe('This stage is watched for 15 minutes more.')
  platform.clock.advance(15 * MINUTE_MS)
  await followRollouts(platform.deps)
  await followRollouts(platform.deps)
  for (let stage = 0; stage < 3; stage += 1) expect(await press(id, 'advance')).toBe('running')
  expect(await press(id, 'advance')).toBe('It has reached its last stage and is being watched.')
  platform.clock.advance(HOUR_MS)
  await followRollouts(platform.deps)
  expect((await now(id)).state).toBe('finished')
  expect(await told()).toEqual(['started', 'wait-over', 'advanced', 'advanced', 'advanced', 'finished'])
  expect((await platform.audit('rollout_advanced')).length).toBe(3)
  expect((await platform.audit('rollout_finished')).length).toBe(1)
})

test('what it cost is told at its end, in budget and in seconds of outage', async () => {
  const { id } = await started(await granted())
  platform.source.burnRate = 2
  platform.clock.advance(HOUR_MS)
  expect(await press(id, 'roll-back')).toBe('rolled_back')
  // An hour at burn rate 2 of 30 days; 99.5 % allow 216 minutes of outage.
  const [cost] = (await now(id)).costs
  expect(cost?.costRatio).toBeCloseTo(2 / 720, 9)
  expect(cost?.outageSeconds).toBeCloseTo((2 / 720) * 216 * 60, 6)
})

test('the whole story is told in the thread of the request', async () => {
  const request = await granted()
  await started(request)
  const [message] = (await platform.owed()).filter(({ content }) => content.kind === 'rollout')
  expect(message).toMatchObject({ act: 'post', address: { thread: `request/${request}` } })
})

test('only the newest message of a rollout has buttons, and none once it is over', async () => {
  const { id } = await started(await granted())
  await press(id, 'hold')
  await press(id, 'resume')
  await press(id, 'roll-back')
  const buttons = new Map<string, number>()
  for (const { subject, content } of await platform.owed())
    if (isRollout(content)) buttons.set(subject, content.prompts.length)
  expect([...buttons.values()]).toEqual([0, 0, 0, 0])

  const other = await started(await granted(0.8, 'v1.2.5'))
  await press(other.id, 'hold')
  const ofOther = (await platform.owed()).filter(
    ({ content }) => isRollout(content) && content.rolloutId === other.id,
  )
  expect(
    ofOther.map(({ act, content }) => [act, (content['prompts'] as readonly unknown[]).length > 0]),
  ).toEqual([
    ['post', true],
    ['update', false],
    ['post', true],
  ])
})

describe('who may', () => {
  test.each([
    { who: 'the requester', userId: DANA, may: true },
    { who: 'the service owner', userId: OMAR, may: true },
    { who: 'somebody of SRE', userId: TOMAS, may: true },
    { who: 'another developer', userId: BOB, may: false },
    { who: 'a guest in the group of SRE', userId: GUS, may: false },
  ])('$who holds a rollout: $may', async ({ userId, may }) => {
    const { id } = await started(await granted())
    expect((await press(id, 'hold', userId)) === 'held').toBe(may)
    expect((await platform.audit('click_refused')).length).toBe(may ? 0 : 1)
  })

  test.each([
    { held: 'SRE', holder: TOMAS, by: 'the requester', userId: DANA, may: false },
    { held: 'SRE', holder: TOMAS, by: 'the service owner', userId: OMAR, may: false },
    { held: 'SRE', holder: TOMAS, by: 'another of SRE', userId: INES, may: true },
    { held: 'SRE', holder: TOMAS, by: 'who held it', userId: TOMAS, may: true },
    { held: 'the service owner', holder: OMAR, by: 'the requester', userId: DANA, may: false },
    { held: 'the service owner', holder: OMAR, by: 'SRE', userId: TOMAS, may: true },
    { held: 'the requester', holder: DANA, by: 'the service owner', userId: OMAR, may: true },
    { held: 'the requester', holder: DANA, by: 'the requester', userId: DANA, may: true },
  ])('a hold by $held is lifted by $by: $may', async ({ holder, userId, may }) => {
    const { id } = await started(await granted())
    await press(id, 'hold', holder)
    expect((await press(id, 'resume', userId)) === 'running').toBe(may)
    expect((await now(id)).state).toBe(may ? 'running' : 'held')
  })

  test('who may not lift a hold is told who may', async () => {
    const { id } = await started(await granted())
    await press(id, 'hold', OMAR)
    expect(await press(id, 'resume')).toBe(
      'It was held by Service owner: Service owner or SRE lifts that hold.',
    )
  })

  test('a request that is not granted is not rolled out', async () => {
    await platform.settle(0.8)
    const id = await platform.opened({ change: 'feature' })
    expect(await startRollout(platform.deps, id, DANA)).toMatchObject({
      kind: 'refused',
      message: `Request ${id} is open, not granted.`,
    })
  })

  test('a grant that the level no longer allows is not rolled out', async () => {
    const id = await granted()
    await platform.settle(0.2)
    expect(await startRollout(platform.deps, id, DANA)).toMatchObject({ kind: 'refused' })
  })

  test('a rollout is started once', async () => {
    const id = await granted()
    const outcomes = await Promise.all([1, 2].map(() => startRollout(platform.deps, id, DANA)))
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'refused'])
  })
})

describe('sign-off at WARNING', () => {
  const atFifty = async (): Promise<string> => {
    const { id } = await started(await granted(0.4))
    platform.clock.advance(30 * MINUTE_MS)
    for (let stage = 0; stage < 3; stage += 1) await press(id, 'advance')
    return id
  }

  test('the last stage waits for SRE', async () => {
    const id = await atFifty()
    expect(await press(id, 'advance')).toBe('The next stage needs a sign-off first: 1 × SRE.')
    expect(await press(id, 'sign-off', SAMIR)).toBe('No seat of this sign-off is open to you.')
    expect(await press(id, 'sign-off', DANA)).toBe('Nobody signs off their own deployment.')
    expect(await press(id, 'sign-off', TOMAS)).toBe('running')
    expect(await press(id, 'advance')).toBe('running')
    expect((await now(id)).stage).toBe(4)
    expect((await platform.audit('rollout_signed_off')).map(({ actor }) => actor)).toEqual([TOMAS])
  })

  test('a signer who has since left SRE does not count', async () => {
    const id = await atFifty()
    await press(id, 'sign-off', TOMAS)
    platform.directory.change(TOMAS, { groups: [] })
    expect(await press(id, 'advance')).toContain('needs a sign-off')
  })
})

describe('sign-off at CRITICAL, by two', () => {
  test('who signs while another is looked up fills the second seat, and the message counts both', async () => {
    await platform.settle(0.2)
    const requestId = await platform.opened()
    await approve(platform.deps, requestId, TOMAS)
    const { id } = await started(requestId)
    expect(await Promise.all([press(id, 'sign-off', TOMAS), press(id, 'sign-off', SAMIR)])).toEqual([
      'running',
      'running',
    ])
    const told = (await platform.owed()).flatMap(({ content }) => (isRollout(content) ? [content.seats] : []))
    expect(told.at(-1)?.map(({ filledBy }) => filledBy.length)).toEqual([2])
  })
})

describe('while it goes out', () => {
  test('a worse level holds it, and its own plan holds for the rest', async () => {
    const { id } = await started(await granted())
    await platform.settle(0.2)
    const rollout = await now(id)
    expect(rollout).toMatchObject({ state: 'held', level: 'CRITICAL', hold: { cause: 'level' } })
    expect(rollout.hold?.reason).toBe('the level fell from HEALTHY to CRITICAL')
    expect(await press(id, 'advance')).toContain('The rollout is held: the level fell')
    expect(await press(id, 'resume')).toBe('running')
    expect(await press(id, 'advance')).toContain('2 × any role')
  })

  test('a burn above the policy’s factor holds it, once', async () => {
    const { id } = await started(await granted())
    platform.source.burnRate = 20
    await platform.poll()
    await followRollouts(platform.deps)
    expect((await now(id)).hold).toMatchObject({
      cause: 'burn',
      reason: 'the budget burned at 20.0× over the last hour',
    })
    expect(await press(id, 'resume')).toBe('running')
    await followRollouts(platform.deps)
    expect((await now(id)).state).toBe('running')
  })

  test('a button of a stage that is past does nothing', async () => {
    const rollout = await started(await granted())
    platform.clock.advance(15 * MINUTE_MS)
    await press(rollout.id, 'advance')
    expect(await driveRollout(platform.deps, stepOf(rollout), 'advance', DANA)).toMatchObject({
      kind: 'refused',
      message: 'The rollout has gone on since that message; the newest one has the buttons.',
    })
  })

  test('two clicks on Advance at once go one stage further', async () => {
    const rollout = await started(await granted())
    platform.clock.advance(15 * MINUTE_MS)
    await Promise.all([1, 2].map(() => driveRollout(platform.deps, stepOf(rollout), 'advance', DANA)))
    expect((await now(rollout.id)).stage).toBe(1)
  })
})

describe('what a pipeline reports', () => {
  const report = (
    event: 'started' | 'stage' | 'finished' | 'failed' | 'rolled_back',
    more: object = {},
    deps = platform.deps,
  ) =>
    reportDeployment(deps, {
      service: GATEWAY,
      revision: 'v1.2.4',
      environment: 'production',
      event,
      percent: null,
      requestId: null,
      idempotencyKey: null,
      token: 'ci',
      ...more,
    })

  test('it goes through the same stages, and is refused the same', async () => {
    const request = await granted()
    expect(await report('started')).toMatchObject({
      rollout: { requestId: request, percent: 5, next: { percent: 25, allowed: false }, repeated: false },
    })
    expect(await report('started')).toMatchObject({ rollout: { repeated: true } })
    expect(await report('stage', { percent: 25 })).toMatchObject({
      kind: 'conflict',
      until: platform.clock.now() + 15 * MINUTE_MS,
    })
    platform.clock.advance(15 * MINUTE_MS)
    expect(await report('stage', { percent: 100 })).toMatchObject({
      kind: 'conflict',
      message: 'The next stage is 25%, not 100%.',
    })
    expect(await report('stage', { percent: 25 })).toMatchObject({ rollout: { percent: 25 } })
    expect(await report('stage', { percent: 25 })).toMatchObject({ rollout: { repeated: true } })
    expect(await report('finished')).toMatchObject({ kind: 'conflict' })
    await report('stage', { percent: 50 })
    await report('stage', { percent: 100 })
    expect(await report('finished')).toMatchObject({ rollout: { state: 'running' } })
    platform.clock.advance(HOUR_MS)
    expect(await report('finished')).toMatchObject({ rollout: { state: 'finished' } })
    expect(await report('finished')).toMatchObject({ rollout: { repeated: true } })
    expect(await report('failed')).toMatchObject({ kind: 'conflict' })
  })

  test('who signs while the signers are looked up counts in the report', async () => {
    await platform.settle(0.2)
    const requestId = await platform.opened()
    await approve(platform.deps, requestId, TOMAS)
    const { id, plan } = await started(requestId)
    await press(id, 'sign-off', TOMAS)
    platform.clock.advance(HOUR_MS)
    const directory: Directory = {
      members: (groupIds) => platform.directory.members(groupIds),
      identify: async (userIds) => {
        await press(id, 'sign-off', SAMIR)
        return platform.directory.identify(userIds)
      },
    }
    expect(
      await report('stage', { percent: plan.stages[0]?.percent }, { ...platform.deps, directory }),
    ).toMatchObject({ kind: 'recorded', rollout: { repeated: false } })
  })

  test('the same key is taken once, also after the end', async () => {
    await granted()
    await report('started', { idempotencyKey: 'build-7' })
    await report('failed', { idempotencyKey: 'build-7-end' })
    expect(await report('started', { idempotencyKey: 'build-7' })).toMatchObject({
      rollout: { state: 'failed', repeated: true },
    })
    expect((await platform.audit('rollout_started')).length).toBe(1)
  })

  test.each([
    { what: 'a request that there is not', more: { requestId: 'r-99' }, kind: 'unknown-request' },
    { what: 'another revision than the request’s', more: { revision: 'v9' }, kind: 'unknown-request' },
  ])('$what: $kind', async ({ more, kind }) => {
    const requestId = await granted()
    expect((await report('started', { requestId, ...more })).kind).toBe(kind)
  })

  test('an end without a beginning is a conflict', async () => {
    expect(await report('finished')).toMatchObject({
      kind: 'conflict',
      message: `No deployment of v1.2.4 of ${GATEWAY} was reported as started.`,
    })
  })

  test('a request that is still open is a conflict', async () => {
    await platform.settle(0.8)
    const requestId = await platform.opened({ change: 'feature' })
    expect((await report('started', { requestId })).kind).toBe('conflict')
  })
})

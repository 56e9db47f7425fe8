import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEVELOPER, OWNER, SRE_2 } from '../../demo/cast.ts'
import type { Message } from '../../demo/workspace/state.ts'
import type { Rollout } from '../../src/core/rollouts/rollout.ts'
import { MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { openScene, type Scene, SERVICE } from './a-stage.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene.stage.close())

const TICKED = { 'Code review done': ['yes'], 'Automated tests passing': ['yes'] } as const
const passes = (minutes: number): Promise<void> =>
  scene.stage.pass(minutes * MINUTE_MS, { stepMs: minutes * MINUTE_MS })
const idIn = ({ text }: Message): string => /Request (r-\w+)/.exec(text)?.[1] ?? ''

/** Asks for a feature and brings what the level asks of the requester. */
async function asks(revision: string): Promise<string> {
  const { audience } = scene
  await audience.command(DEVELOPER.id, `/deploy request ${SERVICE} ${revision} feature`)
  await audience.presses(DEVELOPER.id, await audience.sees('deploy-approvals', revision), 'Fill in…')
  await audience.submits(DEVELOPER.id, TICKED)
  return idIn(await audience.sees('deploy-approvals', revision))
}

/** What the developer is shown and nobody else. */
const toldAlone = (words: string): Promise<Message> =>
  scene.audience.until(
    () => scene.stage.workspace.ephemerals(DEVELOPER.id).find(({ text }) => text.includes(words)),
    words,
  )

async function pendingSeconds(): Promise<number> {
  const answer = await fetch(`${scene.stage.bot.http.url}/metrics`, {
    headers: { authorization: `Bearer ${scene.stage.token('ci')}` },
    signal: AbortSignal.timeout(10_000),
  })
  const metrics = await answer.text()
  const found = new RegExp(`^approval_pending_seconds\\{service="${SERVICE}"\\} (\\S+)$`, 'm').exec(metrics)
  return Number(found?.[1])
}

test('a rollout outlives the bot: its state, the buttons of its old messages, and its waits', async () => {
  const { stage, audience } = scene
  const id = await asks('v5.0.0')
  await audience.presses(OWNER.id, await audience.sees('deploy-approvals', 'v5.0.0'), 'Approve')
  await audience.sees('deploy-approvals', 'v5.0.0', 'granted')
  await audience.command(DEVELOPER.id, `/deploy rollout ${id}`)
  const begun = await audience.sees('deploy-approvals', 'Rollout started', 'v5.0.0')
  const rollout = async (): Promise<Rollout | undefined> => stage.store.rollouts.ofRequest(id)
  const before = await rollout()
  expect(before).toMatchObject({ state: 'running', stage: 0 })

  // In the middle of the canary's 15 minutes.
  await passes(10)
  await stage.restartBot()
  expect(await rollout()).toEqual(before)
  await audience.presses(DEVELOPER.id, begun, 'Advance to 25%')
  await toldAlone('This stage is watched for 5 minutes more.')

  // The wait ends when it would have ended, and is told once.
  await passes(6)
  const over = await audience.sees('deploy-approvals', 'The wait at 5% is over', 'v5.0.0')
  await stage.restartBot()
  await passes(1)
  await audience.hearsItOut()
  const told = stage.workspace
    .messages('deploy-approvals')
    .filter(({ text }) => text.includes('The wait at 5%'))
  expect(told).toHaveLength(1)

  // Buttons of before the restart work, each step once.
  await audience.presses(DEVELOPER.id, over, 'Advance to 25%')
  await audience.sees('deploy-approvals', '⏩ At 25%', 'v5.0.0')
  // The messages before have lost theirs.
  await audience.hearsItOut()
  for (const old of [begun, over])
    await expect(audience.presses(DEVELOPER.id, old, 'Hold')).rejects.toThrow('no such button')
  expect(await rollout()).toMatchObject({ state: 'running', stage: 1 })

  // What is held stays held.
  const held = await audience.sees('deploy-approvals', '⏩ At 25%', 'v5.0.0')
  await audience.presses(DEVELOPER.id, held, 'Hold')
  const paused = await audience.sees('deploy-approvals', '⏸️ Held', 'v5.0.0')
  await stage.restartBot()
  expect(await rollout()).toMatchObject({ state: 'held' })
  await audience.presses(DEVELOPER.id, paused, 'Resume')
  await audience.sees('deploy-approvals', '▶️ Resumed', 'v5.0.0')
  expect(await rollout()).toMatchObject({ state: 'running', stage: 1 })
})

test('an unanswered request shows in the metrics, is handed on by command, and granted by the next role', async () => {
  const { stage, audience } = scene
  const id = await asks('v6.0.0')
  await passes(20)
  expect(await pendingSeconds()).toBeGreaterThanOrEqual(20 * 60)
  expect(await pendingSeconds()).toBeLessThan(22 * 60)

  const refused = await audience.command(SRE_2.id, `/deploy escalate ${id}`)
  expect(refused).toContain(
    'Only the requester, or somebody whose approval is asked for, hands a request on.',
  )
  const handed = await audience.command(DEVELOPER.id, `/deploy escalate ${id}`)
  expect(handed).toContain('Handed on: SRE may take an open seat as well, and has been told.')
  await audience.sees('deploy-approvals', 'v6.0.0', `<@${DEVELOPER.id}>`)
  expect(await stage.store.requests.byId(id)).toMatchObject({
    state: 'open',
    escalations: [{ seat: 'service-owner', to: 'sre', by: DEVELOPER.id }],
  })

  await stage.restartBot()
  await audience.pressesNewest(SRE_2.id, 'deploy-approvals', 'Approve')
  await audience.sees('deploy-approvals', 'v6.0.0', 'granted')
  await passes(1)
  expect(await pendingSeconds()).toBe(0)
  const nobody = await audience.command(DEVELOPER.id, `/deploy escalate ${id}`)
  expect(nobody).toContain('This request is granted; nothing more can be done on it.')
})

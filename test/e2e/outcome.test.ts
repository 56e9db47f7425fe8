import { afterAll, beforeAll, expect, test } from 'vitest'
import { VP } from '../../demo/cast.ts'
import type { Message } from '../../demo/workspace/state.ts'
import { HOUR_MS } from '../../src/core/kernel/time/duration.ts'
import { openScene, OUTAGE_MINUTES, type Scene, SERVICE } from './a-stage.ts'

const REVISION = 'v1.3.3'
const PATIENCE_MS = 10_000

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene.stage.close())

const passes = (hours: number): Promise<void> => scene.stage.pass(hours * HOUR_MS, { stepMs: HOUR_MS })

/** What stands in threads of the approvals channel of what became of requests. */
const told = (): readonly Message[] =>
  scene.stage.workspace.messages('deploy-approvals').filter(({ text }) => text.includes('What became of it'))

async function pipelineReports(event: string): Promise<number> {
  const { stage } = scene
  const answer = await fetch(`${stage.bot.http.url}/v1/deployments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stage.token('ci')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ service: SERVICE, revision: REVISION, event }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  return answer.status
}

test('a day after an override went out its thread says what it burned, once, whenever the bot was restarted', async () => {
  const { stage, audience, fails } = scene
  await fails(OUTAGE_MINUTES.CRITICAL)
  await audience.sees('engineering', 'ERROR BUDGET FREEZE: CRITICAL')
  await audience.types(VP.id, `/deploy override ${SERVICE} ${REVISION} feature`)
  await audience.submits(VP.id, { Revision: REVISION, Documentation: 'The launch cannot wait. I bear it.' })
  const card = await audience.sees('deploy-approvals', REVISION)
  const question = { service: SERVICE, change: 'feature', revision: REVISION }
  expect(await audience.asksGate(question)).toMatchObject({ allowed: true })

  // It fails for ten of the 216 minutes of its budget, and is taken back.
  await fails(10)
  expect(await pipelineReports('rolled_back')).toBe(200)
  await passes(20)
  await audience.hearsItOut()
  expect(told()).toEqual([])

  await stage.restartBot()
  await passes(5)
  const outcome = await audience.sees('deploy-approvals', 'What became of it', REVISION)
  expect(outcome.threadTs).toBe(card.threadTs ?? card.ts)
  expect(outcome.text).toContain('was rolled back after 10 minutes')
  const [, spent, before] = /after it: ([\d.]+)% of[^]*before it: ([\d.]+)%/.exec(outcome.text) ?? []
  // Beside the outage, a good day's 0.14 % of requests: about 0.9 % of the budget.
  expect(Number(spent)).toBeGreaterThan(5)
  expect(Number(spent)).toBeLessThan(6)
  expect(Number(before)).toBeGreaterThan(50)

  await stage.restartBot()
  await passes(2)
  await audience.hearsItOut()
  expect(told()).toHaveLength(1)
})

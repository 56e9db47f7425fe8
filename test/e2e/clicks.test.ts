import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditEntry } from '../../src/core/kernel/audit/audit-entry.ts'
import { verifyChain } from '../../src/core/kernel/audit/verify-chain.ts'
import { DEVELOPER, MANAGER, OWNER, SENIOR_1, SENIOR_2, SRE_1, SRE_2, VP } from '../../demo/cast.ts'
import { buttonNamed } from '../../demo/workspace/find-element.ts'
import { openScene, OUTAGE_MINUTES, type Scene, SERVICE } from './a-stage.ts'

const CLICKS = 200
/** A P0 hotfix at EMERGENCY has a seat for the VP and two for senior engineers; the developer has asked for it. */
const SEATED = [VP, SENIOR_1, SENIOR_2]
const NOT_SEATED = [DEVELOPER, OWNER, SRE_1, SRE_2, MANAGER]

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene.stage.close())

test('200 clicks at once, most of them repeated or by the wrong people, fill each seat once and give one grant', async () => {
  const { stage, audience, fails } = scene
  await fails(OUTAGE_MINUTES.EMERGENCY)
  await audience.command(DEVELOPER.id, `/deploy request ${SERVICE} v9.9.9 p0-hotfix`)
  const asked = await audience.sees('deploy-approvals', 'v9.9.9')
  await audience.presses(DEVELOPER.id, asked, 'Fill in…')
  await audience.submits(DEVELOPER.id, {
    'Code review done': ['yes'],
    'Automated tests passing': ['yes'],
    'Detailed rollback plan': 'Redeploy the version before.',
    'Incremental rollout (canary → 50% → 100%)': ['yes'],
    'Real-time monitoring during the deployment': ['yes'],
  })
  const request = await audience.sees('deploy-approvals', 'v9.9.9')
  const approve = buttonNamed(request, 'Approve')

  // Half of the clicks by people with a seat, each again and again; half by people with none.
  const clickers = Array.from({ length: CLICKS }, (_, index) => {
    const people = index % 2 === 0 ? SEATED : NOT_SEATED
    return people[Math.floor(index / 2) % people.length] ?? DEVELOPER
  })
  const outcomes = await Promise.all(
    clickers.map(async ({ id }) => ({ id, outcome: await stage.workspace.press(id, request, approve) })),
  )
  expect(
    outcomes.filter(({ outcome }) => outcome.failure !== null),
    'every click is taken within three seconds',
  ).toEqual([])
  await audience.sees('deploy-approvals', 'Deploy request granted')
  const answers = await Promise.all(
    outcomes
      .filter(({ id }) => NOT_SEATED.some((person) => person.id === id))
      .map(({ outcome }) => outcome.answer(20_000)),
  )
  expect(answers.every((shown) => shown?.kind === 'message')).toBe(true)

  const entries: AuditEntry[] = []
  for await (const entry of stage.store.audit.entries()) entries.push(entry)
  const approvals = entries.filter(({ kind }) => kind === 'approval').map(({ actor }) => actor)
  expect(approvals.toSorted()).toEqual(SEATED.map(({ id }) => id).toSorted())
  expect(entries.filter(({ kind }) => kind === 'grant')).toHaveLength(1)
  expect(await verifyChain(stage.store.auditChain.rows())).toMatchObject({ intact: true })

  const [stored] = await stage.store.requests.list({ service: SERVICE, limit: 5 })
  expect(stored?.state).toBe('granted')
  expect(stored?.decision.seats.map(({ role, filledBy }) => [role, filledBy.toSorted()]).toSorted()).toEqual([
    ['senior-engineer', [SENIOR_1.id, SENIOR_2.id]],
    ['vp-engineering', [VP.id]],
  ])
  const question = { service: SERVICE, change: 'p0-hotfix', revision: 'v9.9.9' }
  expect(await audience.asksGate(question)).toMatchObject({ allowed: true })
  expect(await audience.asksGate(question)).toMatchObject({ allowed: false })
})

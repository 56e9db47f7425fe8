import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEVELOPER, SRE_1 } from '../../demo/cast.ts'
import { openScene, OUTAGE_MINUTES, type Scene, SERVICE } from './a-stage.ts'

let scene: Scene

beforeEach(async () => {
  scene = await openScene()
  const file = join(scene.stage.configurationFolder, 'slos', 'services.yaml')
  const text = await readFile(file, 'utf8')
  const name = `- name: ${SERVICE}\n`
  await writeFile(file, text.replace(name, `${name}    enforcement: shadow\n`))
  expect(await scene.stage.bot.reload()).toMatchObject({ kind: 'taken-up' })
})
afterEach(() => scene.stage.close())

async function ask(token = scene.stage.token('ci')): Promise<{ status: number; answer: unknown }> {
  const answered = await fetch(`${scene.stage.bot.http.url}/v1/gate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ service: SERVICE, change: 'feature', revision: 'v2' }),
  })
  return { status: answered.status, answer: await answered.json() }
}

test('a freeze is tried out in shadow, then enforced by a click that outlives a restart', async () => {
  const { stage, audience, fails } = scene
  await fails(OUTAGE_MINUTES.CRITICAL)
  const announced = await audience.sees('budget-shadow', 'In shadow', 'ERROR BUDGET FREEZE: CRITICAL')
  expect(announced.text).not.toMatch(/<[@!]/)
  expect(
    stage.workspace
      .messages('engineering')
      .map(({ text }) => text)
      .join('\n'),
  ).not.toContain('CRITICAL')
  expect(await ask()).toMatchObject({
    status: 200,
    answer: {
      allowed: true,
      enforcement: 'shadow',
      wouldHave: { allowed: false, decision: 'blocked', reasons: ['freeze_active'] },
    },
  })
  expect(await ask('no-token')).toMatchObject({ status: 401 })
  expect(await audience.command(DEVELOPER.id, `/deploy request ${SERVICE} v2 feature`)).toContain(
    'In shadow: deploy.',
  )
  expect(await audience.command(SRE_1.id, '/budget shadow')).toContain('*1* would have been blocked')

  await audience.presses(SRE_1.id, announced, 'Enforce…')
  const form = await audience.until(
    () =>
      stage.workspace
        .openViews(SRE_1.id)
        .findLast(({ view }) => JSON.stringify(view).includes('From now on')),
    'the form that asks once more',
  )
  await stage.workspace.submitView(form, {})
  await audience.sees('engineering', 'Shadow has ended', `<@${SRE_1.id}>`)
  await stage.restartBot()
  expect(await ask()).toMatchObject({ status: 200, answer: { allowed: false, reasons: ['freeze_active'] } })
  await stage.pass(60_000, { stepMs: 60_000 })
  await audience.sees('engineering', 'ERROR BUDGET FREEZE: CRITICAL')
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ACTION } from '../../../src/adapters/slack/action-ids.ts'
import { shadowMessage } from '../../../src/adapters/slack/blocks/shadow.ts'
import type { LevelAnnouncement } from '../../../src/core/poll/messages.ts'
import { LEVEL_SAMPLES } from '../../../src/adapters/templates/samples/levels.ts'
import { CALL } from '../../support/platform.ts'
import { allText, messageIn, viewText } from './support/answers.ts'
import { press, topView } from './support/messages.ts'
import { DEV, openOffice, type Office, OWNER, SRE } from './support/office.ts'
import { poll } from '../../../src/core/poll/poll.ts'
import { randomIds } from '../../../src/adapters/system/random-ids.ts'

const SERVICE = 'inference-gateway'
let office: Office

beforeEach(async () => {
  office = await openOffice('socket')
  const { platform } = office
  platform.services = platform.services.map((one) =>
    one.name === SERVICE ? { ...one, enforcement: 'shadow' } : one,
  )
  platform.source.set(SERVICE, 0.18)
  await poll({ ...platform.everything, clock: office.clock, ids: randomIds })
})
afterEach(() => office.close())

const typed = async (line: string, person = SRE) =>
  messageIn(await office.workspace.runCommand(person, 'C0ENGINEER', line))
const deploy = async () => {
  const outcome = await office.useCases.gate.ask({ ...CALL, service: SERVICE, change: 'feature' })
  if (outcome.kind !== 'answered') throw new Error('the gate knows neither service nor change')
  return outcome.answer
}

test('/budget shadow says what would have been stopped, and /budget status that it is shadow', async () => {
  await deploy()
  const said = allText(await typed('/budget shadow'))
  expect(said).toContain('*Inference Gateway* at *CRITICAL*, in shadow since')
  expect(said).toContain('1 deployment: *1* would have been blocked, *0* would have waited for approval.')
  expect(said).toContain('Enforce…')
  expect(allText(await typed('/budget status inference'))).toContain('*CRITICAL* 👻 in shadow')
  expect(allText(await typed('/budget shadow billing'))).toContain('*Billing* is not in shadow')
})

test('a policy in shadow can be enforced as a whole', async () => {
  const { platform } = office
  platform.policy = { ...platform.policy, enforcement: 'shadow' }
  const said = allText(await typed('/budget shadow'))
  expect(said).toContain(`"value":"policy/${platform.policy.name}"`)
  const answer = await messageIn(
    await office.workspace.runCommand(SRE, 'C0ENGINEER', '/budget shadow billing'),
  )
  expect(allText(answer)).not.toContain('"value":"policy/')
})

test('a request to deploy is answered with what it would need, and nobody is asked', async () => {
  const said = allText(await typed(`/deploy request ${SERVICE} v9 p0-hotfix`, DEV))
  expect(said).toContain('In shadow: deploy.')
  expect(said).toContain('Enforced, the policy would say: P0 hotfix of Inference Gateway still needs')
  expect(await office.platform.store.requests.list({ limit: 10 })).toEqual([])
  expect((await office.platform.owed()).map(({ content }) => content.kind)).not.toContain('approval-request')
  expect((await office.platform.audit('request_in_shadow')).map(({ actor }) => actor)).toEqual([DEV])
})

test('/budget freeze list says which freezes block nothing, and what the others leave out', async () => {
  await typed(`/budget freeze ${SERVICE} launch week`)
  await typed('/budget freeze billing month-end')
  await typed('/budget freeze all one more thing')
  const lines = allText(await typed('/budget freeze list')).split('•')
  const lineOf = (reason: string): string => lines.find((line) => line.includes(reason)) ?? ''
  expect(lineOf('launch week')).toContain('👻 in shadow: it blocks nothing')
  expect(lineOf('month-end')).not.toContain('👻')
  expect(lineOf('one more thing')).toContain('👻 does not block in shadow: Inference Gateway')
})

describe('who declares what blocks nothing in shadow is told so', () => {
  test('a freeze of a service in shadow', async () => {
    const said = allText(await typed(`/budget freeze ${SERVICE} launch week`))
    expect(said).toContain('A freeze is on record: Inference Gateway, until you lift it.')
    expect(said).toContain('In shadow nothing is blocked: it is told in the channel of shadow alone')
    expect(said).not.toContain('Frozen')
    expect(await deploy()).toMatchObject({ allowed: true })
  })

  test('a freeze of all', async () => {
    const said = allText(await typed('/budget freeze all launch week'))
    expect(said).toContain('Frozen: all services, until you lift it. The channel is told.')
    expect(said).toContain('It does not block what is in shadow: Inference Gateway.')
  })

  test('a correctness incident', async () => {
    const said = allText(await typed(`/budget correctness ${SERVICE} duplicate ids`))
    expect(said).toContain('Declared for Inference Gateway.')
    expect(said).toContain('In shadow nothing is blocked')
  })

  test('not one of a service that is bound', async () => {
    expect(allText(await typed('/budget freeze billing launch week'))).toContain('The channel is told.')
    expect(allText(await typed('/budget correctness billing duplicate ids'))).not.toContain('👻')
    expect(allText(await typed('/budget lift billing'))).not.toContain('👻')
  })
})

test('Enforce… asks once more, ends shadow by the click of SRE, and is not there any more', async () => {
  const answer = await typed('/budget shadow')
  await press(office, SRE, answer, ACTION.endShadow)
  const modal = await topView(office, SRE, 'From now on')
  expect(viewText(modal)).toContain('change types are blocked')
  expect(viewText(modal)).toContain(`services[${SERVICE}].enforcement`)
  expect(await deploy()).toMatchObject({ allowed: true })
  await office.workspace.submitView(modal, {})
  await topView(office, SRE, 'Shadow has ended')
  expect(await deploy()).toMatchObject({ allowed: false, reasons: ['freeze_active'] })
  expect(await office.platform.store.shadows.ended()).toMatchObject([
    { scope: { kind: 'service', name: SERVICE }, by: SRE },
  ])
  expect(allText(await typed('/budget status'))).not.toContain('👻')
})

test('who may not is told so at the button', async () => {
  const answer = await typed('/budget shadow', DEV)
  await press(office, DEV, answer, ACTION.endShadow)
  await topView(office, DEV, 'Only SRE or Service owner ends shadow here.')
  expect(await deploy()).toMatchObject({ allowed: true })
  expect(OWNER).not.toBe(DEV)
})

describe('Enforce… of one service', () => {
  const opened = async (person: string) => {
    await press(office, person, await typed('/budget shadow', person), ACTION.endShadow)
    return topView(office, person, 'From now on')
  }
  const ended = () => office.platform.store.shadows.ended()

  test('by two people who have the form open is done once, and the second is told so', async () => {
    const [first, second] = [await opened(SRE), await opened(OWNER)]
    await office.workspace.submitView(first, {})
    await topView(office, SRE, 'Shadow has ended')
    await office.workspace.submitView(second, {})
    await topView(office, OWNER, 'Inference Gateway is not in shadow: its policy binds already.')
    expect((await ended()).map(({ by }) => by)).toEqual([SRE])
    const told = (await office.platform.owed()).filter(({ content }) => content.kind === 'shadow-ended')
    expect(told).toHaveLength(2)
  })

  test('by a button that still stands after shadow ended says so', async () => {
    const answer = await typed('/budget shadow')
    await office.workspace.submitView(await opened(SRE), {})
    await topView(office, SRE, 'Shadow has ended')
    await press(office, SRE, answer, ACTION.endShadow)
    await topView(office, SRE, 'Inference Gateway is not in shadow: its policy binds already.')
  })

  test('by somebody who left between opening and submitting is refused', async () => {
    const form = await opened(SRE)
    office.workspace.changePerson(SRE, { isDeactivated: true })
    office.clock.shiftMs += 60_000
    await office.workspace.submitView(form, {})
    await topView(office, SRE, 'deactivated')
    expect(await ended()).toEqual([])
    expect(await deploy()).toMatchObject({ allowed: true })
  })
})

test('a store that fails at Enforce is said in the form, which has no input to say it at', async () => {
  await press(office, SRE, await typed('/budget shadow'), ACTION.endShadow)
  const modal = await topView(office, SRE, 'From now on')
  office.useCases.shadow.end = () => Promise.reject(new Error('the disk is full'))
  await office.workspace.submitView(modal, {})
  await topView(office, SRE, 'That did not work, and it is not your fault.')
})

test('a message in shadow is marked, calls nobody, and has the button below a level', () => {
  const level = LEVEL_SAMPLES['level-announcement'][0] as LevelAnnouncement
  const text = 'FREEZE\nIncident Commander: <@U0123456789>, <!subteam^S0123456789> <!here>'
  const shown = shadowMessage({ ...level, service: SERVICE, endedAt: null }, text)
  expect(shown.text).toMatch(/^👻 In shadow: FREEZE/)
  const blocks = JSON.stringify(shown.blocks)
  expect(blocks).toContain('nothing is blocked, nobody is called, no deadline runs.')
  expect(blocks).toContain(`"value":"service/${SERVICE}"`)
  for (const call of ['<@', '<!']) expect(blocks + shown.text).not.toContain(call)
})

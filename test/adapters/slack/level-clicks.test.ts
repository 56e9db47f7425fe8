import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Message } from '../../../demo/workspace/state.ts'
import { ACTION, VALUE } from '../../../src/adapters/slack/action-ids.ts'
import { messageBlocks } from '../../../src/adapters/slack/blocks/message-blocks.ts'
import type { LevelAnnouncement } from '../../../src/core/poll/messages.ts'
import { poll } from '../../../src/core/poll/poll.ts'
import { renderer } from '../templates/shipped.ts'
import { viewText } from './support/answers.ts'
import { posted, press, topView } from './support/messages.ts'
import { DEV, GUEST, OWNER, openOffice, SRE } from './support/office.ts'
import type { Office } from './support/office.ts'

const SERVICE = 'model-registry'
const CHANNEL = { kind: 'team', channel: '#engineering' } as const

let office: Office
let card: Message
beforeAll(async () => {
  office = await openOffice('socket')
  card = await shown()
})
afterAll(() => office.close())

/** The newest announcement of the service, in the channel. */
async function shown(): Promise<Message> {
  const content = await announcement()
  const text = renderer.text(content)
  return posted(
    office,
    { address: CHANNEL, subject: 'level', content },
    { text, blocks: messageBlocks(content, text) },
  )
}
async function announcement(): Promise<LevelAnnouncement> {
  const freeze = await office.platform.store.levelFreezes.current(SERVICE)
  if (freeze === undefined) throw new Error(`${SERVICE} is not frozen`)
  return freeze.announcement as LevelAnnouncement
}
const freeze = () => office.platform.store.levelFreezes.current(SERVICE)

async function asks(person: string, actionId: string, part: string, message = card): Promise<string> {
  await press(office, person, message, actionId)
  return viewText(await topView(office, person, part))
}

test('What may I deploy? says to the person alone what each change needs now', async () => {
  const said = await asks(DEV, ACTION.whatShips, 'CRITICAL')
  for (const part of ['*Model Registry*', '*18%*', 'Blocked: Feature', 'With approval by SRE: P0 hotfix'])
    expect(said).toContain(part)
  expect(said).not.toContain('out of date')
})

test('Ask for an exception opens its form for the service', async () => {
  const said = await asks(DEV, ACTION.askException, 'Business justification')
  expect(said).toContain('"initial_option":{"text":{"type":"plain_text","text":"Model Registry"')
})

test('History answers what /budget history does', async () => {
  await press(office, DEV, card, ACTION.levelHistory)
  const answer = await office.workspace.waitFor(() =>
    office.workspace.ephemerals(DEV).find(({ text }) => text.includes('Where the budget of')),
  )
  expect(answer.text).toContain('Where the budget of Model Registry went')
})

describe('Set commander', () => {
  test('is refused to somebody who may not, in words that only they see', async () => {
    expect(await asks(DEV, ACTION.appointCommander, 'Only the role SRE may do this')).not.toContain('"input"')
    expect(await asks(GUEST, ACTION.appointCommander, 'Only full members')).not.toContain('"input"')
  })

  test('takes a person, and says what is wrong with one who cannot be it', async () => {
    await press(office, SRE, card, ACTION.appointCommander)
    const form = await topView(office, SRE, 'Who is the incident commander?')
    const wrong = await office.workspace.submitView(form, { answer: { [VALUE]: GUEST } })
    expect(wrong.errors).toEqual({
      answer: 'Only a full member of this workspace can be the incident commander.',
    })
    const right = await office.workspace.submitView(form, { answer: { [VALUE]: OWNER } })
    expect(right.errors).toEqual({})
    expect(await freeze()).toMatchObject({ incidentCommander: OWNER })
  })
})

test('Set war room takes a link that begins with https://', async () => {
  await press(office, SRE, card, ACTION.openWarRoom)
  const form = await topView(office, SRE, 'Where is the war room?')
  const wrong = await office.workspace.submitView(form, { answer: { [VALUE]: 'http://meet.example' } })
  expect(wrong.errors).toEqual({ answer: 'A war room is a link that begins with https://' })
  await office.workspace.submitView(form, { answer: { [VALUE]: 'https://meet.example/1' } })
  expect(await freeze()).toMatchObject({ warRoom: 'https://meet.example/1' })
})

test('the card that is edited for it is whole: its words, its bar and every button', async () => {
  const content = await announcement()
  const text = renderer.text(content)
  expect(text).toContain('• War room: https://meet.example/1')
  const blocks = JSON.stringify(messageBlocks(content, text))
  for (const { kind } of content.prompts ?? []) expect(kind).toBeTruthy()
  for (const part of ['"header"', '░', 'Set war room…', 'Ask for an exception…', 'What may I deploy?'])
    expect(blocks).toContain(part)
})

test('a button carries the id of a transition and nothing else', async () => {
  const [newest] = await office.platform.store.statuses.transitions(SERVICE, 1)
  const values = [...JSON.stringify(card.blocks).matchAll(/"value":"([^"]*)"/g)].map(([, value]) => value)
  expect(new Set(values)).toEqual(new Set([newest?.id]))
})

describe('below a card whose freeze is over', () => {
  beforeAll(async () => {
    office.platform.source.set(SERVICE, 0.9)
    let made = 0
    const ids = { next: (prefix: string) => `${prefix}_later${(made += 1)}` }
    const world = { ...office.platform.everything, clock: office.clock, ids }
    await poll(world)
    office.clock.shiftMs += 3_600_000
    await poll(world)
    expect(await freeze()).toBeUndefined()
  })

  test.each([
    ['the exception', ACTION.askException],
    ['the commander', ACTION.appointCommander],
    ['the war room', ACTION.openWarRoom],
  ])('%s is refused with the level of now', async (_what, action) => {
    const said = await asks(SRE, action, 'This freeze is over: Model Registry is at HEALTHY now.')
    expect(said).not.toContain('"type":"input"')
  })

  test('what may be deployed is answered as it is now, and the card called out of date', async () => {
    const said = await asks(DEV, ACTION.whatShips, 'This freeze is over')
    expect(said).toContain('With approval by Service owner')
  })

  test('a form that was open before is refused when it is sent in', async () => {
    const { useCases } = office
    const [, told] = await office.platform.store.statuses.transitions(SERVICE, 2)
    const outcome = await useCases.freezes.commandAnnounced(told?.id ?? '', { incidentCommander: OWNER }, SRE)
    expect(outcome).toMatchObject({ kind: 'refused' })
  })
})

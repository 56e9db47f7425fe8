import { afterEach, beforeEach, expect, test } from 'vitest'
import { commandFreeze } from '../../../src/core/freezes/command-freeze.ts'
import { DANA, GUS, INES, MEI, TOMAS } from '../../support/people.ts'
import { GATEWAY, Platform } from '../../support/platform.ts'

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

async function freeze(): Promise<void> {
  platform.source.set(GATEWAY, 0.2)
  await platform.poll()
}

test('SRE names the commander: the head is edited, its thread told, and it is on record', async () => {
  await freeze()
  const outcome = await commandFreeze(platform.freezing, GATEWAY, { incidentCommander: MEI }, TOMAS)
  expect(outcome).toMatchObject({ kind: 'done', thing: { incidentCommander: MEI, warRoom: null } })
  const subject = outcome.kind === 'done' ? outcome.thing.subject : ''
  expect((await platform.owedBesideActions()).slice(1)).toMatchObject([
    {
      act: 'update',
      subject,
      content: { kind: 'level-announcement', incidentCommander: MEI, remainingRatio: 0.2 },
    },
    { act: 'reply', subject, content: { event: 'incident-commander', userId: MEI, text: '' } },
  ])
  expect(await platform.audit('freeze_detail')).toMatchObject([
    { actor: TOMAS, data: { incidentCommander: MEI } },
  ])
})

test('one detail never forgets the other, and only the newest edit of the head is owed', async () => {
  await freeze()
  await commandFreeze(platform.freezing, GATEWAY, { incidentCommander: MEI }, TOMAS)
  await commandFreeze(platform.freezing, GATEWAY, { warRoom: 'https://meet.example/war' }, INES)
  expect(await platform.store.levelFreezes.current(GATEWAY)).toMatchObject({
    incidentCommander: MEI,
    warRoom: 'https://meet.example/war',
  })
  const edits = (await platform.owedBesideActions()).filter(({ act }) => act === 'update')
  expect(edits).toMatchObject([{ content: { incidentCommander: MEI, warRoom: 'https://meet.example/war' } }])
  expect((await platform.owedBesideActions()).at(-1)?.content).toMatchObject({
    event: 'war-room',
    userId: INES,
  })
})

test.each([
  { given: 'a developer', userId: DANA, set: { incidentCommander: MEI }, says: 'Only the role SRE' },
  {
    given: 'a guest in the SRE group',
    userId: GUS,
    set: { incidentCommander: MEI },
    says: 'Only full members',
  },
  {
    given: 'an unknown person',
    userId: 'U0NOBODY',
    set: { incidentCommander: MEI },
    says: 'could not look up',
  },
  {
    given: 'a war room without https',
    userId: TOMAS,
    set: { warRoom: 'http://meet.example' },
    says: 'https://',
  },
  { given: 'a war room that is no address', userId: TOMAS, set: { warRoom: 'room 4' }, says: 'https://' },
  {
    given: 'a war room that is a script',
    userId: TOMAS,
    set: { warRoom: 'javascript:alert(1)' },
    says: 'https://',
  },
  {
    given: 'an endless address',
    userId: TOMAS,
    set: { warRoom: `https://meet.example/${'x'.repeat(500)}` },
    says: 'https://',
  },
])('$given is refused', async ({ userId, set, says }) => {
  await freeze()
  const outcome = await commandFreeze(platform.freezing, GATEWAY, set, userId)
  expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringContaining(says) as string })
  expect(await platform.audit('freeze_detail')).toEqual([])
})

test('without a freeze there is no commander to name', async () => {
  await platform.poll()
  expect(await commandFreeze(platform.freezing, GATEWAY, { incidentCommander: MEI }, TOMAS)).toEqual({
    kind: 'refused',
    message: 'ML Inference Gateway is not frozen: there is nothing to command.',
  })
})

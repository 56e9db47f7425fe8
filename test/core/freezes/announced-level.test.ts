import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { announcedLevel } from '../../../src/core/freezes/announced-level.ts'
import { commandAnnounced, commandFreeze, mayCommand } from '../../../src/core/freezes/command-freeze.ts'
import { declareFreeze, liftFreeze } from '../../../src/core/freezes/declare-freeze.ts'
import { ALL_SERVICES } from '../../../src/core/freezes/declared-freeze.ts'
import { spelled } from '../../../src/adapters/spelling/command-text.ts'
import { DANA, GUS, MEI, TOMAS } from '../../support/people.ts'
import { GATEWAY, Platform } from '../../support/platform.ts'

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

/** At that much of its budget; answers with the id that the buttons of the announcement carry. */
async function announcedAt(remainingRatio: number): Promise<string> {
  await platform.settle(remainingRatio)
  const [newest] = await platform.store.statuses.transitions(GATEWAY, 1)
  return newest?.id ?? ''
}
const prompts = async (): Promise<readonly { kind: string; of: string }[]> => {
  const owed = await platform.owed()
  const head = owed.findLast(({ content }) => content.kind === 'level-announcement')
  return head?.content['prompts'] as readonly { kind: string; of: string }[]
}
const kinds = async (): Promise<readonly string[]> => (await prompts()).map(({ kind }) => kind)

describe('the buttons below an announcement', () => {
  test('of a freeze: what people need in a hurry, all by the id of its transition', async () => {
    const id = await announcedAt(0.2)
    expect(await kinds()).toEqual([
      'see-what-ships',
      'ask-exception',
      'appoint-commander',
      'open-war-room',
      'see-top-actions',
      'see-history',
    ])
    expect(new Set((await prompts()).map(({ of }) => of))).toEqual(new Set([id]))
  })

  test('of a level that freezes nothing: what may be deployed, and its history', async () => {
    await announcedAt(0.4)
    expect(await kinds()).toEqual(['see-what-ships', 'see-history'])
  })

  test('of a freeze that has ended: what may be deployed, the draft of its postmortem, and its history', async () => {
    const id = await announcedAt(0.2)
    await platform.settle(0.9)
    const edit = (await platform.owed()).find(({ act }) => act === 'update')
    expect(edit?.content).toMatchObject({
      prompts: [
        { kind: 'see-what-ships', of: id },
        { kind: 'draft-postmortem', of: `freeze/${id}` },
        { kind: 'see-history', of: id },
      ],
    })
  })

  test('stay when a commander is named', async () => {
    await announcedAt(0.2)
    await commandFreeze(platform.freezing, GATEWAY, { incidentCommander: MEI }, TOMAS)
    const edit = (await platform.owed()).findLast(
      ({ act, content }) => act === 'update' && content.kind === 'level-announcement',
    )
    expect(edit?.content['prompts']).toHaveLength(6)
  })
})

describe('what a button’s id stands for', () => {
  const over = async (id: string): Promise<string | null> => {
    const found = await announcedLevel(platform.freezing, id)
    return found === undefined ? 'unknown' : found.over && spelled(found.over)
  }

  test('holds while the level does', async () => {
    const id = await announcedAt(0.2)
    expect(await announcedLevel(platform.freezing, id)).toEqual({
      service: GATEWAY,
      told: 'CRITICAL',
      over: null,
    })
  })

  test.each([
    { from: 0.2, to: 0.9, says: 'This freeze is over: ML Inference Gateway is at HEALTHY now.' },
    {
      from: 0.2,
      to: 0.05,
      says: 'This freeze continues as another: ML Inference Gateway is at EMERGENCY now.',
    },
    { from: 0.4, to: 0.9, says: 'This announcement is out of date: ML Inference Gateway is at HEALTHY now.' },
  ])('$says', async ({ from, to, says }) => {
    const id = await announcedAt(from)
    await platform.settle(to)
    expect(await over(id)).toContain(says)
  })

  test.each(['', 't_nothing', GATEWAY])('is nothing for “%s”', async (id) => {
    expect(await over(id)).toBe('unknown')
  })

  test('is nothing once the service is no longer configured', async () => {
    const id = await announcedAt(0.2)
    platform.services = []
    expect(await over(id)).toBe('unknown')
  })
})

describe('commander and war room by a button', () => {
  test('are set on the freeze that the button belongs to', async () => {
    const id = await announcedAt(0.2)
    expect(await commandAnnounced(platform.freezing, id, { incidentCommander: MEI }, TOMAS)).toMatchObject({
      kind: 'done',
      thing: { id, incidentCommander: MEI },
    })
  })

  test.each([
    { given: 'a freeze that is over', now: 0.9, says: 'This freeze is over' },
    { given: 'another level', now: 0.05, says: 'This freeze continues as another' },
  ])('are refused below $given, before and after the form', async ({ now, says }) => {
    const id = await announcedAt(0.2)
    await platform.settle(now)
    const outcome = await commandAnnounced(platform.freezing, id, { incidentCommander: MEI }, TOMAS)
    expect(JSON.stringify(outcome)).toContain(says)
    expect(JSON.stringify(await mayCommand(platform.freezing, id, 'war-room', TOMAS))).toContain(says)
    expect(await platform.audit('freeze_detail')).toEqual([])
  })

  test.each([
    ['a developer', DANA, 'Only the role SRE'],
    ['a guest', GUS, 'Only full members'],
  ])('%s is told at the click', async (_who, userId, says) => {
    const id = await announcedAt(0.2)
    expect(await mayCommand(platform.freezing, id, 'incident-commander', userId)).toContain(says)
  })

  test('SRE may', async () => {
    const id = await announcedAt(0.2)
    expect(await mayCommand(platform.freezing, id, 'incident-commander', TOMAS)).toBeNull()
  })

  test('are told once, however often they are sent in', async () => {
    const id = await announcedAt(0.2)
    for (let time = 0; time < 3; time += 1)
      expect(
        await commandAnnounced(platform.freezing, id, { warRoom: 'https://meet.example/1' }, TOMAS),
      ).toMatchObject({ kind: 'done' })
    const replies = (await platform.owed()).filter(({ content }) => content['event'] === 'war-room')
    expect(replies).toHaveLength(1)
    expect(await platform.audit('freeze_detail')).toHaveLength(1)
  })

  test('a guest cannot be the commander', async () => {
    const id = await announcedAt(0.2)
    expect(await commandAnnounced(platform.freezing, id, { incidentCommander: GUS }, TOMAS)).toEqual({
      kind: 'refused',
      message: 'Only a full member of this workspace can be the incident commander.',
    })
  })

  test('a link with a password in it is no war room', async () => {
    const id = await announcedAt(0.2)
    expect(
      await commandAnnounced(platform.freezing, id, { warRoom: 'https://me:secret@meet.example' }, TOMAS),
    ).toMatchObject({ kind: 'refused' })
  })
})

describe('a freeze that somebody declared', () => {
  const declared = async (service: string): Promise<string> => {
    const outcome = await declareFreeze(platform.freezing, {
      service,
      reason: 'Launch',
      until: null,
      userId: TOMAS,
    })
    if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome))
    return outcome.thing.id
  }
  const told = async (): Promise<readonly string[]> => {
    const head = (await platform.owed()).findLast(({ content }) => content.kind === 'freeze-announcement')
    return (head?.content['prompts'] as readonly { kind: string }[]).map(({ kind }) => kind)
  }

  test('has the buttons of what bears on it, for one service', async () => {
    await announcedAt(0.9)
    const id = await declared(GATEWAY)
    expect(await told()).toEqual(['see-what-ships', 'ask-exception', 'see-history'])
    expect(await announcedLevel(platform.freezing, id)).toEqual({
      service: GATEWAY,
      told: 'HEALTHY',
      over: null,
    })
  })

  test('of all services has none', async () => {
    await declared(ALL_SERVICES)
    expect(await told()).toEqual([])
  })

  test('is over once it was lifted', async () => {
    await announcedAt(0.9)
    const id = await declared(GATEWAY)
    await liftFreeze(platform.freezing, GATEWAY, TOMAS)
    expect(await told()).toEqual(['see-what-ships', 'draft-postmortem', 'see-history'])
    expect((await announcedLevel(platform.freezing, id))?.over).toContain('This freeze is over')
  })
})

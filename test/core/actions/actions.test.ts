import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { markActionDone, reassignAction } from '../../../src/core/actions/act-on-action.ts'
import type { Action } from '../../../src/core/actions/action.ts'
import { followActions } from '../../../src/core/actions/remind-actions.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { handInNotes } from '../../../src/core/reviews/hold-reviews.ts'
import { proveAction } from '../../../src/core/actions/prove-action.ts'
import { commandFreeze } from '../../../src/core/freezes/command-freeze.ts'
import { BOB, DANA, GUS, INES, MEI, OMAR, TOMAS, VICTOR } from '../../support/people.ts'
import { GATEWAY, Platform, type Told } from '../../support/platform.ts'

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

/** Moves the service to a budget at once; better levels take their time. */
async function at(remaining: number): Promise<void> {
  platform.source.set(GATEWAY, remaining)
  await platform.poll()
  await followActions(platform.deps)
}

async function after(ms: number): Promise<void> {
  platform.clock.advance(ms)
  await followActions(platform.deps)
}

const open = (): Promise<readonly Action[]> => platform.store.actions.open(GATEWAY)
const named = async (name: string): Promise<Action> => {
  const found = (await open()).find((action) => action.name === name)
  if (found === undefined) throw new Error(`${name} is not open`)
  return found
}
const namesOpen = async (): Promise<string[]> => (await open()).map(({ name }) => name).sort()

const notices = async (): Promise<readonly Told[]> =>
  (await platform.owed()).filter(({ content }) => content.kind === 'action-notice')

/** Each as `event text, text`, with the person where it is a direct message. */
const said = async (): Promise<string[]> =>
  (await notices()).map(({ address, content }) => {
    const items = content['items'] as readonly { readonly text: string }[]
    const who = address.kind === 'person' ? ` to ${address.userId}` : ''
    return `${content['event'] as string}${who}: ${items.map(({ text }) => text).join(', ')}`
  })

const list = async (): Promise<Told | undefined> =>
  (await platform.owed()).findLast(({ content }) => content.kind === 'action-list')

describe('the start of a level', () => {
  test.each([
    { level: 'HEALTHY', remaining: 0.9, names: [] },
    { level: 'WARNING', remaining: 0.4, names: ['improvements', 'root-causes'] },
    {
      level: 'CRITICAL',
      remaining: 0.2,
      names: ['action-plan', 'incident-commander', 'incident-review', 'war-room'],
    },
    {
      level: 'EMERGENCY',
      remaining: 0.05,
      names: [
        'assign-items',
        'emergency-review',
        'executive-update',
        'incident-commander',
        'recovery-plan',
        'stakeholders',
        'top-issues',
        'war-room',
      ],
    },
  ])('$level asks people for $names', async ({ remaining, names }) => {
    await at(remaining)
    expect(await namesOpen()).toEqual(names)
  })

  test('lists them in the thread of the announcement, with deadlines, owners and what the bot did itself', async () => {
    await at(0.2)
    const head = (await platform.owed()).find(({ content }) => content.kind === 'level-announcement')
    const message = await list()
    expect(message).toMatchObject({
      act: 'post',
      address: { kind: 'channel', purpose: 'announcements', thread: head?.subject },
    })
    const items = message?.content['items'] as readonly { readonly text: string }[]
    expect(items.find(({ text }) => text.startsWith('Hold the incident review'))).toMatchObject({
      state: 'open',
      dueAt: '2025-10-23T14:00:00.000Z',
      owner: { role: 'SRE', people: ['S0SRE'] },
    })
    expect(items.filter((item) => 'evidence' in item && item.evidence !== null)).toMatchObject([
      { state: 'done', owner: null, evidence: 'announced in the channel of this thread' },
      { state: 'done', owner: null, evidence: 'told in announcements, approvals, incidents, teams' },
    ])
    expect(await platform.audit('action_started')).toHaveLength(6)
    expect(await platform.audit('action_done')).toHaveLength(2)
  })

  test('puts the ways back into the thread of a freeze, and of no other level', async () => {
    await at(0.4)
    const help = async () => (await platform.owed()).filter(({ content }) => content.kind === 'recovery-help')
    expect(await help()).toEqual([])
    await at(0.2)
    expect(await help()).toMatchObject([
      { act: 'reply', subject: expect.stringMatching(/^freeze\//) as string },
    ])
  })

  test('counts the planned deployments that EMERGENCY cancels', async () => {
    await at(0.4)
    await platform.opened({ change: 'feature', revision: 'v2' })
    await platform.opened({ change: 'configuration', revision: 'v3' })
    await at(0.05)
    const done = await platform.audit('action_done')
    expect(done.map(({ data }) => data['evidence'])).toContain('2 planned deployments cancelled')
  })
})

describe('the next level', () => {
  test('takes on what it asks for as well, with the earlier deadline, and ends the rest', async () => {
    await at(0.2)
    const before = await named('war-room')
    await reassignAction(platform.deps, before.id, DANA, TOMAS)
    const review = await named('incident-review')
    await after(MINUTE_MS)
    await at(0.05)
    expect(await named('war-room')).toMatchObject({
      id: before.id,
      level: 'EMERGENCY',
      dueAt: before.dueAt,
      assignee: { userId: DANA },
    })
    expect(await platform.store.actions.byId(review.id)).toMatchObject({
      state: 'ended',
      closedBy: 'budgeteer',
    })
    expect(await platform.audit('action_ended')).toHaveLength(2)
  })

  test('that asks for nothing ends them all, and they get no more reminders', async () => {
    await at(0.2)
    await platform.settle(0.9)
    expect(await open()).toEqual([])
    const before = (await notices()).length
    await after(3 * DAY_MS)
    expect(await notices()).toHaveLength(before)
  })
})

describe('reminders', () => {
  test('an action that is not done: reminder, overdue, escalated; each once', async () => {
    await at(0.4)
    const about = async (): Promise<string[]> =>
      (await said()).filter((line) => line.includes('root causes')).map((line) => line.split(':')[0] ?? '')
    await after(18 * HOUR_MS - MINUTE_MS)
    expect(await about()).toEqual([])
    await after(MINUTE_MS)
    await after(MINUTE_MS)
    expect(await about()).toEqual(['due-soon'])
    await after(6 * HOUR_MS)
    await after(MINUTE_MS)
    expect(await about()).toEqual(['due-soon', 'overdue'])
    await after(30 * MINUTE_MS)
    await after(DAY_MS)
    // The guest in SRE's group is told nothing.
    expect(await about()).toEqual(['due-soon', 'overdue', 'escalated', `escalated to ${TOMAS}`])
    expect(await platform.audit('action_overdue')).toHaveLength(2)
    expect(await platform.audit('action_escalated')).toMatchObject([
      { data: { name: 'improvements', to: 'sre' } },
      { data: { name: 'root-causes', to: 'sre' } },
    ])
  })

  test('ran past its deadline and escalated: the list shows it, and the next role may close it', async () => {
    await at(0.2)
    const { id } = await named('incident-review')
    expect(await markActionDone(platform.deps, id, MEI)).toMatchObject({ kind: 'refused' })
    await after(2 * HOUR_MS)
    await after(30 * MINUTE_MS)
    const items = (await list())?.content['items'] as readonly { readonly actionId: string }[]
    expect(items.find(({ actionId }) => actionId === id)).toMatchObject({
      overdue: true,
      escalatedTo: 'Engineering manager',
    })
    expect(await said()).toContain(`escalated to ${MEI}: Hold the incident review meeting`)
    expect(await proveAction(platform.deps, id, { link: 'https://notes.example/1' }, MEI)).toMatchObject({
      kind: 'done',
    })
    expect((await platform.audit('action_done')).at(-1)).toMatchObject({ actor: MEI, data: { late: true } })
  })

  test('a bot that was off for three days says only the worst of each, once and late', async () => {
    await at(0.4)
    const before = (await notices()).length
    await after(3 * DAY_MS)
    const after3Days = (await notices()).slice(before)
    expect(after3Days.map(({ content }) => [content['event'], content['late']])).toEqual([
      ['escalated', true],
      ...Array.from({ length: 2 }, () => ['escalated', true]),
    ])
    await after(MINUTE_MS)
    expect(await notices()).toHaveLength(before + after3Days.length)
    expect(await platform.audit('action_overdue')).toHaveLength(2)
  })

  test('while the directory does not answer nothing is escalated, and everything once it does', async () => {
    await at(0.4)
    platform.directory.isDown = true
    await after(25 * HOUR_MS)
    expect(await platform.audit('action_escalated')).toEqual([])
    platform.directory.isDown = false
    await after(MINUTE_MS)
    expect(await platform.audit('action_escalated')).toHaveLength(2)
  })

  test('an executive update is asked for every six hours, from the start of the level', async () => {
    await at(0.05)
    const first = await named('executive-update')
    await after(HOUR_MS)
    await markActionDone(platform.deps, first.id, MEI)
    const second = await named('executive-update')
    expect(second.dueAt - first.levelSince).toBe(12 * HOUR_MS)
    // Done late, after two rounds were missed: the next one is ahead, not behind.
    await after(25 * HOUR_MS)
    await markActionDone(platform.deps, second.id, MEI)
    expect((await named('executive-update')).dueAt - first.levelSince).toBe(30 * HOUR_MS)
  })
})

describe('the incident commander and the war room', () => {
  const insisted = async (): Promise<string[]> =>
    (await said()).filter((line) => line.startsWith('insisting')).map((line) => line.slice(11))

  test('are asked for every half hour until both are set', async () => {
    await at(0.2)
    for (let minute = 0; minute < 59; minute += 1) await after(MINUTE_MS)
    const both = 'Assign an incident commander, Open a war room'
    // Found late after a quarter of an hour, handed on half an hour later, and insisted on half an hour after that.
    expect((await said()).filter((line) => line.includes('war room') && !line.includes(' to '))).toEqual([
      `overdue: ${both}`,
      `escalated: ${both}`,
    ])
    await after(16 * MINUTE_MS)
    expect(await insisted()).toEqual([` ${both}`.trimStart()])
    await commandFreeze(platform.freezing, GATEWAY, { incidentCommander: INES }, TOMAS)
    await after(30 * MINUTE_MS)
    expect(await insisted()).toEqual([both, 'Open a war room'])
    await commandFreeze(platform.freezing, GATEWAY, { warRoom: 'https://meet.example/war' }, TOMAS)
    await after(5 * HOUR_MS)
    expect(await insisted()).toHaveLength(2)
    expect((await platform.audit('action_done')).slice(-2)).toMatchObject([
      { actor: TOMAS, data: { name: 'incident-commander', evidence: 'the incident commander is named' } },
      { actor: TOMAS, data: { name: 'war-room' } },
    ])
  })

  test('are not closed by a word, and Budgeteer’s own deeds by nobody’s', async () => {
    await at(0.2)
    for (const name of ['incident-commander', 'war-room', 'incident-review']) {
      const { id } = await named(name)
      expect(await markActionDone(platform.deps, id, TOMAS)).toMatchObject({ kind: 'refused' })
      expect((await named(name)).state).toBe('open')
    }
  })

  test('are set by whoever owes them, whatever their role, and by no one else', async () => {
    await at(0.2)
    const { id } = await named('war-room')
    const set = () => commandFreeze(platform.freezing, GATEWAY, { warRoom: 'https://meet.example/war' }, BOB)
    expect(await set()).toMatchObject({ kind: 'refused' })
    await reassignAction(platform.deps, id, BOB, TOMAS)
    expect(await set()).toMatchObject({ kind: 'done', thing: { warRoom: 'https://meet.example/war' } })
    expect(await platform.store.actions.byId(id)).toMatchObject({ state: 'done', closedBy: BOB })
  })

  test('a review is held when its notes are in', async () => {
    await at(0.2)
    const { id } = await named('incident-review')
    const services = [platform.deps.catalog().services.get(GATEWAY)?.title ?? '']
    await platform.store.transaction((stores) =>
      stores.reviews.save({
        id: 'v-1',
        key: 'k',
        dueAt: 0,
        heldAt: 0,
        content: {
          kind: 'review',
          reviewId: 'v-1',
          title: 'Daily review',
          policyTitle: 'Policy',
          minutes: 30,
          dueAt: '2025-10-23T10:00:00.000Z',
          late: false,
          timeZone: 'UTC',
          attendees: [],
          services,
          agenda: [],
          notes: null,
          picture: null,
        },
      }),
    )
    await handInNotes(platform.everything, 'v-1', 'https://notes.example/1', TOMAS)
    expect(await platform.store.actions.byId(id)).toMatchObject({
      state: 'done',
      closedBy: TOMAS,
      evidence: 'the notes of Daily review are in',
    })
  })

  test('that were set at CRITICAL are done when EMERGENCY begins', async () => {
    await at(0.2)
    await commandFreeze(platform.freezing, GATEWAY, { incidentCommander: INES }, TOMAS)
    await at(0.05)
    expect(await namesOpen()).not.toContain('incident-commander')
    expect(await namesOpen()).toContain('war-room')
  })
})

describe('who may close or hand on an action', () => {
  test.each([
    { who: 'its owner', userId: OMAR, kind: 'done' },
    { who: 'SRE', userId: TOMAS, kind: 'done' },
    { who: 'a lead, whose role implies SRE', userId: INES, kind: 'done' },
    { who: 'a developer', userId: DANA, kind: 'refused' },
    { who: 'a guest in the SRE group', userId: GUS, kind: 'refused' },
    { who: 'somebody unknown', userId: 'U0NOBODY', kind: 'refused' },
    { who: 'the next role, before it is its turn', userId: VICTOR, kind: 'refused' },
  ])('$who: $kind', async ({ userId, kind }) => {
    await at(0.2)
    const { id } = await named('action-plan')
    expect(await reassignAction(platform.deps, id, BOB, userId)).toMatchObject({ kind })
    if (kind === 'refused') expect(await markActionDone(platform.deps, id, userId)).toMatchObject({ kind })
    expect(await platform.audit('action_reassigned')).toHaveLength(kind === 'done' ? 1 : 0)
  })

  test('its assignee, who is notified and whose name is on the list', async () => {
    await at(0.2)
    const { id } = await named('action-plan')
    await reassignAction(platform.deps, id, BOB, OMAR)
    expect(await said()).toEqual([`reassigned to ${BOB}: Create the reliability action plan`])
    const items = (await list())?.content['items'] as readonly { readonly actionId: string }[]
    expect(items.find(({ actionId }) => actionId === id)).toMatchObject({ owner: { people: [BOB] } })
    expect(await markActionDone(platform.deps, id, BOB)).toMatchObject({ kind: 'done' })
    expect(await markActionDone(platform.deps, id, BOB)).toEqual({
      kind: 'refused',
      message: 'This action is done already.',
    })
  })

  test.each([
    { given: 'a guest', assignee: GUS },
    { given: 'an unknown person', assignee: 'U0NOBODY' },
  ])('$given takes nothing over', async ({ assignee }) => {
    await at(0.2)
    const { id } = await named('action-plan')
    expect(await reassignAction(platform.deps, id, assignee, OMAR)).toMatchObject({ kind: 'refused' })
  })
})

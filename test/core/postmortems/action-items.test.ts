import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { followActions } from '../../../src/core/actions/remind-actions.ts'
import { DAY_MS } from '../../../src/core/kernel/time/duration.ts'
import type { ItemsInput } from '../../../src/core/postmortems/action-items.ts'
import { useCases, type UseCases } from '../../../src/core/use-cases.ts'
import { anIncident } from '../../support/an-incident.ts'
import { BOB, GUS, OMAR, TOMAS } from '../../support/people.ts'
import { GATEWAY, Platform } from '../../support/platform.ts'

let platform: Platform
let cases: UseCases
beforeEach(async () => {
  platform = await Platform.open()
  cases = useCases(platform.everything)
  await platform.settle(0.9)
  await platform.store.incidents.save(anIncident({ id: 'i-1', what: 'HighErrorRate' }))
})
afterEach(() => platform.close())

const add = (given: Partial<ItemsInput> = {}) =>
  cases.postmortems.addItems({
    incident: 'i-1',
    text: '- Limit retries\n\n2. Alert on the retry rate',
    ownerId: OMAR,
    dueOn: '2025-10-30',
    userId: BOB,
    ...given,
  })
const told = async (kind: string) => (await platform.owed()).filter(({ content }) => content.kind === kind)

describe('action items', () => {
  it('are actions of their service, due by the end of the day, tied to the incident', async () => {
    expect(await add()).toMatchObject({ kind: 'done' })
    expect(await cases.actions.open(GATEWAY)).toMatchObject([
      {
        text: 'Alert on the retry rate',
        incident: { id: 'i-1', what: 'HighErrorRate' },
        assignee: { userId: OMAR },
        dueAt: Date.parse('2025-10-30T23:59:00Z'),
      },
      { text: 'Limit retries' },
    ])
    const [entry] = await platform.audit('action_started')
    expect(entry).toMatchObject({ actor: BOB, data: { incident: 'i-1', text: 'Limit retries' } })
  })

  it('are listed once in the incident’s thread, and their owner is told', async () => {
    await add()
    await add({ text: 'Shed load' })
    const lists = await told('action-list')
    expect(lists.map(({ act, subject, address }) => ({ act, subject, address }))).toEqual([
      {
        act: 'post',
        subject: 'action-items/i-1',
        address: { kind: 'channel', purpose: 'incidents', thread: 'incident/i-1' },
      },
      { act: 'update', subject: 'action-items/i-1', address: { kind: 'channel', purpose: 'incidents' } },
    ])
    expect(lists.at(-1)?.content).toMatchObject({ incident: 'HighErrorRate', items: { length: 3 } })
    const notices = await told('action-notice')
    expect(notices.map(({ address }) => address)).toContainEqual({ kind: 'person', userId: OMAR })
  })

  it('outlast any change of level', async () => {
    await add()
    await platform.settle(0.05)
    await platform.settle(0.9)
    const items = (await cases.actions.open(GATEWAY)).filter(({ incident }) => incident !== null)
    expect(items).toHaveLength(2)
  })

  it('are reminded of before their day, and found late after it, in the incident’s channel', async () => {
    await add()
    platform.clock.advance(6 * DAY_MS)
    await followActions(platform.everything)
    platform.clock.advance(3 * DAY_MS)
    await followActions(platform.everything)
    const notices = (await told('action-notice')).filter(({ act }) => act === 'reply')
    expect(notices.map(({ content, address }) => [content['event'], address])).toEqual([
      ['due-soon', { kind: 'channel', purpose: 'incidents' }],
      ['overdue', { kind: 'channel', purpose: 'incidents' }],
    ])
    expect(await platform.audit('action_overdue')).toHaveLength(2)
  })

  it('are done on the word of who owns them', async () => {
    await add()
    const [one] = await cases.actions.open(GATEWAY)
    expect(await cases.actions.done(one?.id ?? '', BOB)).toMatchObject({ kind: 'refused' })
    expect(await cases.actions.done(one?.id ?? '', OMAR)).toMatchObject({ kind: 'done' })
  })

  it('are the service owner’s where nobody is named', async () => {
    await add({ ownerId: null })
    expect(await cases.actions.open(GATEWAY)).toMatchObject([
      { owner: 'service-owner', assignee: null },
      { owner: 'service-owner', assignee: null },
    ])
  })

  it.each([
    { what: 'nothing', given: { text: ' \n ' }, why: /^Write what is to be done/ },
    { what: 'a line that is too long', given: { text: 'x'.repeat(201) }, why: /takes 1 to 200 characters/ },
    { what: 'a day that is over', given: { dueOn: '2025-10-22' }, why: /^That day is over/ },
    { what: 'no day', given: { dueOn: 'soon' }, why: /^Choose the day/ },
    { what: 'a day beyond a year', given: { dueOn: '2027-10-22' }, why: /within a year/ },
    { what: 'a guest as the owner', given: { ownerId: GUS }, why: /full member/ },
    { what: 'the word of a guest', given: { userId: GUS }, why: /full members/ },
    {
      what: 'more than fit',
      given: { text: Array.from({ length: 21 }, (_, index) => `Item ${index}`).join('\n') },
      why: /takes 20 action items/,
    },
    { what: 'an incident that there is not', given: { incident: 'i-9' }, why: /There is no incident i-9/ },
  ])('are not taken of $what', async ({ given, why }) => {
    const outcome = await add(given)
    expect(outcome.kind === 'refused' && JSON.stringify(outcome.message)).toMatch(
      new RegExp(why.source.replace('^', '')),
    )
    expect((await cases.actions.open(GATEWAY)).filter(({ incident }) => incident !== null)).toEqual([])
  })

  it('are not taken twice, nor of a part of another incident', async () => {
    await add()
    expect(await add({ text: 'Limit retries' })).toMatchObject({ kind: 'refused' })
    await platform.store.incidents.save(anIncident({ id: 'i-2', mergedInto: 'i-1' }))
    expect(await add({ incident: 'i-2', userId: TOMAS })).toMatchObject({
      kind: 'refused',
      message: 'i-2 is a part of i-1 now.',
    })
  })
})

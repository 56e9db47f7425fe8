import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  addTopAction,
  finishTopAction,
  moveTopAction,
  MOST_TOP_ACTIONS,
} from '../../../src/core/actions/top-actions.ts'
import { BOB, DANA, GUS, INES, OMAR, SOFIA, TOMAS } from '../../support/people.ts'
import { commandFreeze } from '../../../src/core/freezes/command-freeze.ts'
import { GATEWAY, Platform } from '../../support/platform.ts'

let platform: Platform

beforeEach(async () => {
  platform = await Platform.open()
})
afterEach(() => platform.close())

const add = (text: string, userId = TOMAS, ownerId = DANA) =>
  addTopAction(platform.deps, { service: GATEWAY, text, ownerId, userId })
const texts = async (): Promise<string[]> =>
  (await platform.store.topActions.open(GATEWAY)).map(({ text }) => text)

describe('the list', () => {
  beforeEach(async () => {
    for (const text of ['Fix the leak', 'Add a replica', 'Break circuits']) await add(text)
  })

  test('keeps the order in which it was made, and names its people', async () => {
    expect(await texts()).toEqual(['Fix the leak', 'Add a replica', 'Break circuits'])
    expect((await platform.store.topActions.open())[0]).toMatchObject({
      owner: { userId: DANA, name: 'dana, developer' },
      addedBy: TOMAS,
    })
  })

  test('is put in order by moving', async () => {
    await moveTopAction(platform.deps, GATEWAY, 3, 'up', OMAR)
    await moveTopAction(platform.deps, GATEWAY, 1, 'down', OMAR)
    expect(await texts()).toEqual(['Break circuits', 'Fix the leak', 'Add a replica'])
  })

  test.each([
    {
      act: 'moving the first up',
      does: () => moveTopAction(platform.deps, GATEWAY, 1, 'up', TOMAS),
      says: 'first',
    },
    {
      act: 'finishing the fourth of three',
      does: () => finishTopAction(platform.deps, GATEWAY, 4, TOMAS),
      says: 'has 3',
    },
    { act: 'adding nothing', does: () => add('  '), says: '1 to 200' },
    { act: 'adding for a guest', does: () => add('Look', TOMAS, GUS), says: 'full member' },
    { act: 'a developer adding', does: () => add('Look', DANA), says: 'Only SRE' },
    {
      act: 'another than its owner finishing',
      does: () => finishTopAction(platform.deps, GATEWAY, 1, BOB),
      says: 'Only SRE',
    },
    {
      act: 'a service that nobody configured',
      does: () => addTopAction(platform.deps, { service: 'nope', text: 'x', ownerId: DANA, userId: TOMAS }),
      says: 'nope',
    },
  ])('$act is refused', async ({ does, says }) => {
    expect(await does()).toMatchObject({ kind: 'refused', message: expect.stringContaining(says) as string })
    expect(await texts()).toHaveLength(3)
  })

  test('loses what its owner has done', async () => {
    expect(await finishTopAction(platform.deps, GATEWAY, 1, DANA)).toMatchObject({ kind: 'done' })
    expect(await texts()).toEqual(['Add a replica', 'Break circuits'])
    expect((await platform.audit('top_action')).at(-1)).toMatchObject({
      actor: DANA,
      data: { event: 'done' },
    })
  })

  test('stands in the announcement of EMERGENCY, whose head follows each change', async () => {
    platform.source.set(GATEWAY, 0.05)
    await platform.poll()
    const head = async () =>
      (await platform.owed()).findLast(({ content }) => content.kind === 'level-announcement')
    expect((await head())?.content['topActions']).toEqual([
      { what: 'Fix the leak', owner: DANA },
      { what: 'Add a replica', owner: DANA },
      { what: 'Break circuits', owner: DANA },
    ])
    await finishTopAction(platform.deps, GATEWAY, 2, TOMAS)
    expect(await head()).toMatchObject({ act: 'update' })
    expect((await head())?.content['topActions']).toHaveLength(2)
  })
})

test('the incident commander may change the list, and its length is bounded', async () => {
  platform.source.set(GATEWAY, 0.05)
  await platform.poll()
  expect(await add('Look', SOFIA)).toMatchObject({ kind: 'refused' })
  await commandFreeze(platform.freezing, GATEWAY, { incidentCommander: SOFIA }, INES)
  for (let count = 0; count < MOST_TOP_ACTIONS; count += 1)
    expect(await add(`Action ${count}`, SOFIA)).toMatchObject({ kind: 'done' })
  expect(await add('One more', SOFIA)).toMatchObject({ kind: 'refused' })
})

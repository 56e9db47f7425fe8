import { expect, test } from 'vitest'
import type { PostedMessage } from '../../../../src/core/kernel/outbox/owed-message.ts'
import { openStore } from '../../../../src/adapters/store/open-store.ts'
import { aMessage, OWED_AT } from './a-message.ts'

const HEAD = aMessage('head', { subject: 'freeze/t_1' })
const LIST = aMessage('list', {
  subject: 'actions/t_1',
  address: { kind: 'channel', purpose: 'announcements', thread: 'freeze/t_1' },
})
const HEAD_POST: PostedMessage = { subject: 'freeze/t_1', reference: 'C1/1.0' }

test.each([
  { given: 'the head still owed', owed: [LIST, HEAD], posts: [], first: 'head', orphans: [] },
  { given: 'the head posted', owed: [LIST], posts: [HEAD_POST], first: 'list', orphans: [] },
  { given: 'no head at all', owed: [LIST], posts: [], first: undefined, orphans: ['list'] },
])('a post that stands in a thread waits for its head: with $given', async (given) => {
  const store = await openStore({ path: ':memory:' })
  await store.outbox.owe([...given.owed])
  for (const post of given.posts) {
    await store.outbox.owe([HEAD])
    await store.deliveries.finish('head', post, OWED_AT)
  }
  const [next] = await store.deliveries.next()
  expect(next?.message.id).toBe(given.first)
  expect(next?.post ?? null).toEqual(given.posts[0] ?? null)
  expect((await store.deliveries.orphans()).map(({ message }) => message.id)).toEqual(given.orphans)
  await store.close()
})

test('it keeps a subject of its own, by which it can be edited', async () => {
  const store = await openStore({ path: ':memory:' })
  await store.outbox.owe([LIST, aMessage('team', { address: { kind: 'team', channel: '#mobile' } })])
  expect((await store.deliveries.pending(10)).map(({ message }) => message.address)).toEqual([
    LIST.address,
    { kind: 'team', channel: '#mobile' },
  ])
  await store.deliveries.finish('list', { subject: 'actions/t_1', reference: 'C1/2.0' }, OWED_AT)
  expect(await store.deliveries.posted('actions/t_1')).toMatchObject({ reference: 'C1/2.0' })
  expect(await store.deliveries.posted('freeze/t_1')).toBeUndefined()
  await store.close()
})

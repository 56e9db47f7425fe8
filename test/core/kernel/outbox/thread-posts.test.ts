import { expect, test } from 'vitest'
import type { Delivery } from '../../../../src/core/kernel/outbox/delivery.ts'
import { nextSteps } from '../../../../src/core/kernel/outbox/next-deliveries.ts'
import type { OwedMessage, PostedMessage } from '../../../../src/core/kernel/outbox/owed-message.ts'
import { openStore } from '../../../../src/adapters/store/open-store.ts'
import { aMessage, OWED_AT } from './a-message.ts'

const HEAD = aMessage('head', { subject: 'freeze/t_1' })
const LIST = aMessage('list', {
  subject: 'actions/t_1',
  address: { kind: 'channel', purpose: 'announcements', thread: 'freeze/t_1' },
})
const HEAD_POST: PostedMessage = { subject: 'freeze/t_1', reference: 'C1/1.0' }

const pending = (...messages: readonly OwedMessage[]): readonly Delivery[] =>
  messages.map((message, seq) => ({
    message,
    seq,
    state: 'owed',
    attempts: 0,
    notBefore: OWED_AT,
    error: null,
  }))

test.each([
  { given: 'the head still owed', owed: [LIST, HEAD], posts: [], step: { kind: 'send', post: null } },
  { given: 'the head posted', owed: [LIST], posts: [HEAD_POST], step: { kind: 'send', post: HEAD_POST } },
  { given: 'no head at all', owed: [LIST], posts: [], step: { kind: 'fail' } },
])('a post that stands in a thread waits for its head: with $given, $step.kind', ({ owed, posts, step }) => {
  const steps = nextSteps({
    pending: pending(...owed),
    complete: true,
    posts: new Map(posts.map((post) => [post.subject, post])),
    now: OWED_AT,
    queueOf: () => 'C1',
  })
  expect(steps.get('C1')).toMatchObject(step)
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

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDelivery, type DeliveryLoop } from '../../../../src/core/kernel/outbox/deliver.ts'
import type { DeliveryWorld, DeliveryEvent } from '../../../../src/core/kernel/outbox/delivery-world.ts'
import type { OwedMessage } from '../../../../src/core/kernel/outbox/owed-message.ts'
import { openStore } from '../../../../src/adapters/store/open-store.ts'
import type { Store } from '../../../../src/adapters/store/store.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../src/core/kernel/time/duration.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'
import { aMessage, OWED_AT } from './a-message.ts'
import { RATE_LIMIT_MS, Receiver, type Behaviour } from './receiver.ts'

let store: Store
let clock: VirtualClock
let events: DeliveryEvent[]
const loops: DeliveryLoop[] = []

beforeEach(async () => {
  clock = new VirtualClock(OWED_AT)
  store = await openStore({ path: ':memory:' })
  events = []
})
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()))
  await store.close()
})

/** The behaviours of a receiver, call by call; the last one stays. */
const inTurn = (...behaviours: Behaviour[]) => {
  let call = 0
  return (): Behaviour => behaviours[Math.min(call++, behaviours.length - 1)] ?? 'takes it'
}

function started(messenger: Receiver, more: Partial<DeliveryWorld> = {}): DeliveryLoop {
  const loop = createDelivery({
    store: store.deliveries,
    messenger,
    clock,
    render: ({ content }) => ({
      text: JSON.stringify('text' in content ? content.text : undefined),
      blocks: [],
    }),
    onEvent: (event) => events.push(event),
    ...more,
  })
  loops.push(loop)
  loop.wake()
  return loop
}

const owe = (...messages: OwedMessage[]): Promise<void> => store.outbox.owe(messages)
const kinds = (): string[] => events.map(({ kind }) => kind)

describe('what is owed is sent', () => {
  test('in the order of a queue, about one a second', async () => {
    const receiver = new Receiver(clock)
    await owe(aMessage('a'), aMessage('b'), aMessage('c'))
    expect(await started(receiver).flush(MINUTE_MS)).toBe(0)
    expect(receiver.ids()).toEqual(['a', 'b', 'c'])
    const [first, second, third] = receiver.calls.map(({ at }) => at - OWED_AT)
    expect(second).toBeGreaterThanOrEqual((first ?? 0) + SECOND_MS)
    expect(third).toBeGreaterThanOrEqual((second ?? 0) + SECOND_MS)
    expect(third).toBeLessThan(3 * SECOND_MS)
  })

  test('queues side by side', async () => {
    const receiver = new Receiver(clock)
    await owe(aMessage('a', { to: 'U1' }), aMessage('b', { to: 'U2' }), aMessage('c', { to: 'U3' }))
    expect(await started(receiver).flush(MINUTE_MS)).toBe(0)
    expect(new Set(receiver.calls.map(({ at }) => at))).toEqual(new Set([OWED_AT]))
  })

  test('a receiver that takes nothing delays no other, however much is owed to it', async () => {
    const receiver = new Receiver(clock, ({ address }) => (address.kind === 'person' ? 'fails' : 'takes it'))
    await owe(...Array.from({ length: 1_100 }, (_, index) => aMessage(`p${index}`, { to: 'U1' })))
    await owe(aMessage('a'))
    await started(receiver).flush(MINUTE_MS)
    expect(receiver.ids()).toEqual(['a'])
  })

  test('also when it was owed while the loop rested', async () => {
    const receiver = new Receiver(clock)
    const loop = started(receiver)
    expect(await loop.flush(MINUTE_MS)).toBe(0)
    await owe(aMessage('late'))
    loop.wake()
    expect(await loop.flush(MINUTE_MS)).toBe(0)
    expect(receiver.ids()).toEqual(['late'])
  })

  test('replies and edits go to the post of their subject', async () => {
    const receiver = new Receiver(clock)
    await owe(
      aMessage('head', { subject: 'freeze/1' }),
      aMessage('reply', { subject: 'freeze/1', act: 'reply' }),
      aMessage('edit', { subject: 'freeze/1', act: 'update' }),
      aMessage('second reply', { subject: 'freeze/1', act: 'reply' }),
    )
    expect(await started(receiver).flush(MINUTE_MS)).toBe(0)
    expect(receiver.arrivals.map(({ id, thread }) => [id, thread])).toEqual([
      ['head', null],
      ['reply', '1761220800.000001'],
      ['second reply', '1761220800.000001'],
      ['edit', '1761220800.000001'],
    ])
  })

  test('a reply that was owed before its post waits for it and blocks no other', async () => {
    const receiver = new Receiver(clock)
    await owe(
      aMessage('reply', { subject: 'freeze/1', act: 'reply' }),
      aMessage('other'),
      aMessage('head', { subject: 'freeze/1' }),
    )
    expect(await started(receiver).flush(MINUTE_MS)).toBe(0)
    expect(receiver.ids()).toEqual(['other', 'head', 'reply'])
  })

  test('the message that it continues is handed to the rendering', async () => {
    const receiver = new Receiver(clock)
    await owe(
      aMessage('before', { subject: 'freeze/1' }),
      aMessage('after', { content: { kind: 'test', continues: 'freeze/1' } }),
      aMessage('of one that was never posted', { content: { kind: 'test', continues: 'freeze/0' } }),
    )
    const loop = started(receiver, {
      render: (_message, continues) => ({ text: continues?.reference ?? 'none', blocks: [] }),
    })
    expect(await loop.flush(MINUTE_MS)).toBe(0)
    expect(receiver.arrivals.map(({ text }) => text)).toEqual(['none', '1761220800.000001', 'none'])
  })
})

describe('what matters most leaves first', () => {
  const head = (id: string, more: Partial<OwedMessage> = {}) => aMessage(id, { subject: id, ...more })
  const edit = (subject: string, more: Partial<OwedMessage> = {}) =>
    aMessage(`${subject}/edit`, { subject, act: 'update', ...more })

  test('a page before posts, these before edits, and routine after them', async () => {
    const receiver = new Receiver(clock)
    const old = ['old 1', 'old 2', 'old 3']
    await owe(...old.map((id) => head(id)))
    const loop = started(receiver)
    expect(await loop.flush(MINUTE_MS)).toBe(0)
    await owe(
      aMessage('agenda', { urgency: 'routine' }),
      ...old.map((id) => edit(id)),
      aMessage('news 1'),
      aMessage('answer', { subject: 'old 1', act: 'reply' }),
      aMessage('news 2'),
      aMessage('page', { urgency: 'page' }),
    )
    loop.wake()
    expect(await loop.flush(MINUTE_MS)).toBe(0)
    expect(receiver.ids().slice(3)).toEqual([
      'page',
      'news 1',
      'answer',
      'news 2',
      'old 1/edit',
      'old 2/edit',
      'old 3/edit',
      'agenda',
    ])
  })

  test('what is new does not wait for edits of thousands of old messages', async () => {
    const receiver = new Receiver(clock)
    const old = Array.from({ length: 2_750 }, (_, index) => `old ${index}`)
    await owe(...old.map((id) => head(id)))
    for (const id of old) await store.deliveries.finish(id, { subject: id, reference: id }, OWED_AT)
    await owe(...old.map((id) => edit(id)))
    const loop = started(receiver)
    await clock.sleep(10 * SECOND_MS)
    await owe(aMessage('new'))
    loop.wake()
    const owedAt = clock.now()
    await clock.sleep(5 * SECOND_MS)
    await loop.stop()
    const arrived = receiver.arrivals.find(({ id }) => id === 'new')?.at ?? Number.NaN
    expect(arrived - owedAt).toBeLessThan(3 * SECOND_MS)
  })

  test('edits of storms leave once a minute in a channel, and hold up nothing', async () => {
    const receiver = new Receiver(clock)
    const storms = ['storm 1', 'storm 2', 'storm 3']
    await owe(...storms.map((id) => head(id)))
    const loop = started(receiver)
    expect(await loop.flush(MINUTE_MS)).toBe(0)
    await owe(...storms.map((id) => edit(id, { urgency: 'storm' })))
    loop.wake()
    await clock.sleep(10 * SECOND_MS)
    await owe(aMessage('new'))
    loop.wake()
    expect(await loop.flush(HOUR_MS)).toBe(0)
    const since = (id: string): number => receiver.arrivals.find((one) => one.id === id)?.at ?? Number.NaN
    expect(receiver.ids().slice(3)).toEqual(['storm 1/edit', 'new', 'storm 2/edit', 'storm 3/edit'])
    expect(since('storm 2/edit') - since('storm 1/edit')).toBeGreaterThanOrEqual(MINUTE_MS)
    expect(since('storm 3/edit') - since('storm 2/edit')).toBeGreaterThanOrEqual(MINUTE_MS)
  })
})

describe('what goes wrong', () => {
  test('a rate limit is waited out for as long as was asked, and the message is not looked for', async () => {
    const receiver = new Receiver(clock, inTurn('limits the rate', 'takes it'))
    await owe(aMessage('a'), aMessage('b'))
    expect(await started(receiver).flush(HOUR_MS)).toBe(0)
    const [limited, again] = receiver.calls
    expect((again?.at ?? 0) - (limited?.at ?? 0)).toBeGreaterThanOrEqual(RATE_LIMIT_MS)
    expect(receiver.ids()).toEqual(['a', 'b'])
    expect(receiver.searched).toEqual([])
  })

  test.each<[string, Behaviour, string[]]>([
    ['arrived without an answer is found, not sent again', 'takes it and fails', ['postponed', 'sent']],
    ['did not arrive is sent again', 'fails', ['postponed', 'sent']],
    ['met a bug is looked for and sent again', 'throws', ['postponed', 'sent']],
  ])('a message that %s', async (_sentence, behaviour, expected) => {
    const receiver = new Receiver(clock, inTurn(behaviour, 'takes it'))
    await owe(aMessage('a'))
    expect(await started(receiver).flush(MINUTE_MS)).toBe(0)
    expect(receiver.ids()).toEqual(['a'])
    expect(receiver.searched).toEqual(['a'])
    expect(kinds()).toEqual(expected)
  })

  test('a message that arrives when it has been sent again is deleted, and the one on record stays', async () => {
    const receiver = new Receiver(clock, inTurn('takes it late', 'takes it'))
    await owe(aMessage('a'))
    const loop = started(receiver)
    expect(await loop.flush(MINUTE_MS)).toBe(0)
    await clock.sleep(5 * MINUTE_MS)
    expect(receiver.ids()).toEqual(['a'])
    expect(receiver.arrivals[0]?.reference).toBe((await store.deliveries.posted('subject/a'))?.reference)
    expect(receiver.removed).toHaveLength(1)
    expect(kinds()).toEqual(['postponed', 'sent', 'twins-removed'])
  })

  test('a limit that is over at once does not say that the message did not arrive', async () => {
    const receiver = new Receiver(clock, inTurn('asks to wait for 0 s, and takes it', 'takes it'))
    await owe(aMessage('a'))
    expect(await started(receiver).flush(MINUTE_MS)).toBe(0)
    expect(receiver.ids()).toEqual(['a'])
    expect(receiver.searched).toEqual(['a'])
  })

  test('an edit is repeated without a search', async () => {
    const receiver = new Receiver(clock, inTurn('takes it', 'takes it and fails', 'takes it'))
    await owe(aMessage('head', { subject: 's' }), aMessage('edit', { subject: 's', act: 'update' }))
    expect(await started(receiver).flush(MINUTE_MS)).toBe(0)
    expect(receiver.ids()).toEqual(['head', 'edit', 'edit'])
    expect(receiver.searched).toEqual([])
  })

  test('a message that the receiver refuses fails at once and lets the next one pass', async () => {
    const receiver = new Receiver(clock, inTurn('refuses', 'takes it'))
    await owe(aMessage('a'), aMessage('b'))
    expect(await started(receiver).flush(MINUTE_MS)).toBe(0)
    expect(receiver.ids()).toEqual(['b'])
    expect(events[0]).toMatchObject({ kind: 'failed', error: 'channel_not_found', message: { id: 'a' } })
  })

  test('replies and edits of a post that failed fail with it', async () => {
    const receiver = new Receiver(clock, inTurn('refuses', 'takes it'))
    await owe(
      aMessage('head', { subject: 's' }),
      aMessage('reply', { subject: 's', act: 'reply' }),
      aMessage('edit', { subject: 's', act: 'update' }),
      aMessage('other'),
    )
    expect(await started(receiver).flush(MINUTE_MS)).toBe(0)
    expect(receiver.ids()).toEqual(['other'])
    expect(kinds()).toEqual(['failed', 'failed', 'failed', 'sent'])
    expect(events[1]).toMatchObject({ error: 'the post s was never sent' })
  })

  test('a message that cannot be rendered fails before anything is sent', async () => {
    const receiver = new Receiver(clock)
    await owe(aMessage('a'))
    const loop = started(receiver, {
      render: () => {
        throw new Error('no template x.liquid')
      },
    })
    expect(await loop.flush(MINUTE_MS)).toBe(0)
    expect(receiver.calls).toEqual([])
    expect(events).toMatchObject([{ kind: 'failed', error: 'no template x.liquid' }])
  })

  test('what cannot be sent for a day is given up, after pauses of at most five minutes', async () => {
    const receiver = new Receiver(clock, () => 'limits the rate')
    await owe(aMessage('a'), aMessage('b', { to: 'U1' }))
    expect(await started(receiver).flush(2 * DAY_MS)).toBe(0)
    expect(kinds().filter((kind) => kind === 'failed')).toHaveLength(2)
    expect(clock.now() - OWED_AT).toBeGreaterThanOrEqual(DAY_MS)
    expect(receiver.calls.length).toBeLessThan(700)
  })

  test('what lay in the outbox for two days is still tried for an hour', async () => {
    const receiver = new Receiver(clock, () =>
      clock.now() < OWED_AT + 50 * MINUTE_MS ? 'fails' : 'takes it',
    )
    await owe(aMessage('a', { owedAt: OWED_AT - 2 * DAY_MS }))
    expect(await started(receiver).flush(2 * HOUR_MS)).toBe(0)
    expect(receiver.ids()).toEqual(['a'])
  })

  test.each([
    ['a minute', MINUTE_MS],
    ['an hour', HOUR_MS],
    ['a day', DAY_MS],
  ])('a clock set back by %s holds nothing up for longer than a pause', async (_, ms) => {
    const receiver = new Receiver(clock, inTurn('fails', 'takes it'))
    await owe(aMessage('a'))
    const loop = started(receiver)
    await loop.flush(SECOND_MS / 2)
    clock.setBack(ms)
    await owe(aMessage('b', { to: 'U1', owedAt: clock.now() }))
    loop.wake()
    const setBackAt = clock.now()
    expect(await loop.flush(2 * HOUR_MS)).toBe(0)
    expect(receiver.ids().toSorted()).toEqual(['a', 'b'])
    expect(clock.now() - setBackAt).toBeLessThanOrEqual(HOUR_MS + 2 * MINUTE_MS)
  })

  test('a clock set forward by a day gives nothing up', async () => {
    const receiver = new Receiver(
      clock,
      inTurn('fails', 'fails', 'fails', 'fails', 'fails', 'fails', 'takes it'),
    )
    await owe(aMessage('a'))
    const loop = started(receiver)
    await loop.flush(20 * SECOND_MS)
    clock.setBack(-DAY_MS)
    loop.wake()
    expect(await loop.flush(HOUR_MS)).toBe(0)
    expect(receiver.ids()).toEqual(['a'])
    expect(kinds()).not.toContain('failed')
  })

  test('a store that fails for a while loses nothing and repeats nothing', async () => {
    const receiver = new Receiver(clock)
    await owe(aMessage('a'), aMessage('b'))
    let failures = 2
    const { deliveries } = store
    const finish: typeof deliveries.finish = (...args) =>
      failures-- > 0 ? Promise.reject(new Error('disk full')) : deliveries.finish(...args)
    const shaky = new Proxy(deliveries, {
      get: (target, key) => {
        if (key === 'finish') return finish
        const member: unknown = Reflect.get(target, key)
        return typeof member === 'function' ? (member.bind(target) as unknown) : member
      },
    })
    expect(await started(receiver, { store: shaky }).flush(MINUTE_MS)).toBe(0)
    expect(receiver.ids()).toEqual(['a', 'b'])
    expect(kinds().filter((kind) => kind === 'trouble')).toHaveLength(2)
  })
})

describe('after a crash', () => {
  test.each<[string, Behaviour]>([
    ['a message that had arrived is not sent again', 'takes it and dies'],
    ['a message that had not arrived is sent', 'dies'],
  ])('%s', async (_sentence, behaviour) => {
    const receiver = new Receiver(clock, inTurn(behaviour, 'takes it'))
    await owe(aMessage('a'), aMessage('b'))
    await started(receiver).flush(MINUTE_MS)
    expect(await started(receiver).flush(MINUTE_MS)).toBe(0)
    expect(receiver.ids()).toEqual(['a', 'b'])
    expect(receiver.searched).toEqual(['a'])
  })

  test('a message that cannot be looked for is never sent blindly, and sent once it can', async () => {
    const receiver = new Receiver(clock, inTurn('dies', 'takes it'))
    await owe(aMessage('a'))
    await started(receiver).flush(MINUTE_MS)
    receiver.search = 'cannot answer'
    const loop = started(receiver)
    expect(await loop.flush(HOUR_MS)).toBe(1)
    expect(receiver.ids()).toEqual([])
    // The doubt outlives another restart.
    await loop.stop()
    const next = started(receiver)
    expect(await next.flush(HOUR_MS)).toBe(1)
    expect(receiver.ids()).toEqual([])
    receiver.search = 'answers'
    expect(await next.flush(HOUR_MS)).toBe(0)
    expect(receiver.ids()).toEqual(['a'])
  })

  test('a message that can never be looked for is given up and reported', async () => {
    const receiver = new Receiver(clock, inTurn('dies', 'takes it'))
    await owe(aMessage('a'))
    await started(receiver).flush(MINUTE_MS)
    receiver.search = 'cannot answer'
    expect(await started(receiver).flush(2 * DAY_MS)).toBe(0)
    expect(events.at(-1)).toMatchObject({ kind: 'failed' })
    expect(receiver.ids()).toEqual([])
  })
})

describe('flush and stop', () => {
  test('flush does not wait for what is not due in its time', async () => {
    const receiver = new Receiver(clock, () => 'limits the rate')
    await owe(aMessage('a'))
    expect(await started(receiver).flush(10 * SECOND_MS)).toBe(1)
    expect(clock.now() - OWED_AT).toBeLessThan(5 * SECOND_MS)
  })

  test('flush ends in its time when the receiver never answers', async () => {
    const receiver = new Receiver(clock, () => 'dies')
    await owe(aMessage('a'))
    expect(await started(receiver).flush(10 * SECOND_MS)).toBe(1)
    expect(clock.now() - OWED_AT).toBe(10 * SECOND_MS)
  })

  test('nothing is begun after stop, and what is under way is recorded', async () => {
    const receiver = new Receiver(clock)
    await owe(aMessage('a'), aMessage('b'))
    const loop = started(receiver)
    await clock.sleep(10)
    await loop.stop()
    loop.wake()
    expect(await loop.flush(MINUTE_MS)).toBe(1)
    expect(receiver.ids()).toEqual(['a'])
  })

  test('a flush under way ends when the loop stops', async () => {
    const receiver = new Receiver(clock)
    await owe(aMessage('a'), aMessage('b'), aMessage('c'))
    const loop = started(receiver)
    const flushed = loop.flush(HOUR_MS)
    await clock.sleep(10)
    await loop.stop()
    expect(await flushed).toBe(2)
    expect(clock.now() - OWED_AT).toBeLessThan(MINUTE_MS)
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Away } from '../../../../src/core/kernel/outbox/away.ts'
import { createDelivery, type DeliveryLoop } from '../../../../src/core/kernel/outbox/deliver.ts'
import type { OwedMessage } from '../../../../src/core/kernel/outbox/owed-message.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../src/core/kernel/time/duration.ts'
import { openStore } from '../../../../src/adapters/store/open-store.ts'
import type { Store } from '../../../../src/adapters/store/store.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'
import { aMessage, OWED_AT } from './a-message.ts'
import { type Behaviour, Receiver } from './receiver.ts'

let store: Store
let clock: VirtualClock
let loop: DeliveryLoop | undefined

beforeEach(async () => {
  clock = new VirtualClock(OWED_AT)
  store = await openStore({ path: ':memory:' })
})
afterEach(async () => {
  await loop?.stop()
  loop = undefined
  await store.close()
})

/** One server with many queues, beside others. */
class Workspace extends Receiver {
  receiverOf({ address }: OwedMessage): string {
    return address.kind === 'webhook' ? address.receiver : 'workspace'
  }
}

function workspace(behaviour: (message: OwedMessage) => Behaviour): Workspace {
  const messenger = new Workspace(clock, behaviour)
  const render = () => ({ text: 'text', blocks: [] })
  loop = createDelivery({ store: store.deliveries, messenger, clock, render })
  return messenger
}

const toPeople = (count: number): OwedMessage[] =>
  Array.from({ length: count }, (_, n) => aMessage(`m${n}`, { to: `U${n}` }))

describe('a receiver that is away', () => {
  test('is asked by one message for all that wait for it', async () => {
    const messenger = workspace(() => 'is away')
    await store.outbox.owe(toPeople(50))
    expect(await loop?.flush(HOUR_MS)).toBe(50)
    const [first] = messenger.calls
    const together = messenger.calls.filter(({ at }) => at === first?.at).length
    expect(together).toBe(50)
    // Then at most twice a minute, however many there are.
    expect(messenger.calls.length - together).toBeLessThanOrEqual(2 * 60 + 6)
    expect(new Set(messenger.calls.slice(together).map(({ id }) => id)).size).toBeGreaterThan(1)
  })

  test('gets everything within half a minute of its return', async () => {
    const back = OWED_AT + 20 * MINUTE_MS
    const messenger = workspace(() => (clock.now() < back ? 'is away' : 'takes it'))
    await store.outbox.owe(toPeople(20))
    expect(await loop?.flush(HOUR_MS)).toBe(0)
    expect(messenger.arrivals).toHaveLength(20)
    for (const { at } of messenger.arrivals) expect(at - back).toBeLessThanOrEqual(31 * SECOND_MS)
  })

  test('keeps nothing from others', async () => {
    const messenger = workspace(({ address }) => (address.kind === 'webhook' ? 'takes it' : 'is away'))
    const hook = (n: number) => aMessage(`hook${n}`, { address: { kind: 'webhook', receiver: 'events' } })
    await store.outbox.owe([...toPeople(3), hook(1), hook(2)])
    await loop?.flush(MINUTE_MS)
    expect(messenger.ids()).toEqual(['hook1', 'hook2'])
  })

  test('is not what one message makes it seem: the others arrive', async () => {
    const messenger = workspace(({ id }) => (id === 'm0' ? 'is away' : 'takes it'))
    await store.outbox.owe(toPeople(10))
    expect(await loop?.flush(MINUTE_MS)).toBe(1)
    for (let n = 0; n < 5; n += 1) {
      await store.outbox.owe([aMessage(`later${n}`, { to: `U${n + 1}` })])
      expect(await loop?.flush(MINUTE_MS)).toBe(1)
    }
    expect(messenger.ids()).toHaveLength(14)
  })

  test('is asked again when the clock was set back while it was probed', () => {
    const away = new Away()
    away.isAway('workspace', 'U1', OWED_AT)
    const probedAt = OWED_AT + MINUTE_MS
    expect(away.until('workspace', probedAt)).toBe(0)
    away.begins('workspace')
    const setBack = OWED_AT - HOUR_MS
    away.isAway('workspace', 'U1', setBack)
    away.clockSetBack()
    expect(away.until('workspace', setBack)).toBe(0)
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStore } from '../../src/adapters/store/open-store.ts'
import type { Store } from '../../src/adapters/store/store.ts'
import { fencedDeliveries, fencedStore } from '../../src/app/fenced-store.ts'
import { DUTIES, type Lease, LeaseLostError } from '../../src/core/replicas/lease.ts'
import { aMessage, OWED_AT } from '../core/kernel/outbox/a-message.ts'

const OURS = 'term_ours'

let store: Store
beforeEach(async () => {
  store = await openStore({ path: ':memory:' })
  await store.leases.take(aLease(OURS), undefined)
  await store.transaction(({ outbox }) => outbox.owe([aMessage('m')]))
})
afterEach(() => store.close())

const aLease = (term: string): Lease => ({
  name: DUTIES,
  term,
  host: 'a',
  pid: 1,
  kernel: 'k',
  since: OWED_AT,
  beats: 0,
})
/** While this process stood still. */
const othersTakeOver = async (): Promise<void> => {
  expect(await store.leases.take(aLease('term_theirs'), { term: OURS, beats: 0 })).toBe(true)
}
const stateNow = async (): Promise<string | undefined> => (await store.deliveries.pending(10))[0]?.state

describe('a transaction under a term', () => {
  test('is committed while the term goes on', async () => {
    const fenced = fencedStore(store, OURS)
    await fenced.transaction(({ outbox }) => outbox.owe([aMessage('another')]))
    expect(await store.deliveries.count()).toBe(2)
  })

  test('writes nothing once somebody else has the lease', async () => {
    const fenced = fencedStore(store, OURS)
    await othersTakeOver()
    let isWorked = false
    const late = fenced.transaction(async ({ outbox }) => {
      isWorked = true
      await outbox.owe([aMessage('another')])
    })
    await expect(late).rejects.toThrow(LeaseLostError)
    expect(isWorked).toBe(false)
    expect(await store.deliveries.count()).toBe(1)
  })

  test('writes nothing when the lease was given back', async () => {
    await store.leases.release(DUTIES, OURS)
    await expect(fencedStore(store, OURS).transaction(() => Promise.resolve())).rejects.toThrow(
      'no longer this replica',
    )
  })
})

describe('the sender under a term', () => {
  const sender = (goesOn = true) => fencedDeliveries(fencedStore(store, OURS), () => goesOn)

  test('begins and finishes what is owed', async () => {
    expect(await sender().begin('m')).toBe(true)
    await sender().finish('m', { subject: 'subject/m', reference: 'C1/1' }, OWED_AT)
    expect(await store.deliveries.count()).toBe(0)
  })

  test.each([
    ['begins', 'owed', () => sender().begin('m')],
    ['finishes', 'owed', () => sender().finish('m', null, OWED_AT)],
    ['postpones', 'owed', () => sender().postpone('m', 'no answer', OWED_AT + 1)],
    ['gives up', 'owed', () => sender().fail('m', 'refused', OWED_AT)],
  ] as const)('%s nothing once somebody else has the lease', async (_what, state, step) => {
    await othersTakeOver()
    await expect(step()).rejects.toThrow(LeaseLostError)
    expect(await stateNow()).toBe(state)
  })

  test('sends nothing when its own clock says that the term is over, and whoever is next looks for the message', async () => {
    await expect(sender(false).begin('m')).rejects.toThrow(LeaseLostError)
    expect(await stateNow(), 'it may have been sent').toBe('sending')
  })
})

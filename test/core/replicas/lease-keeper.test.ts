import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from '../../../src/adapters/store/open-store.ts'
import type { Store } from '../../../src/adapters/store/store.ts'
import { DUTIES, type LeasedStore } from '../../../src/core/replicas/lease.ts'
import { LeaseKeeper, type LeaseWorld } from '../../../src/core/replicas/lease-keeper.ts'
import { CountingIds } from '../../support/counting-ids.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

const LENGTH_MS = 9_000
const BEAT_MS = LENGTH_MS / 3

let store: Store
let clock: VirtualClock
const ids = new CountingIds()
const keepers: LeaseKeeper[] = []

beforeEach(async () => {
  clock = new VirtualClock()
  store = await openStore({ path: ':memory:' })
})
afterEach(async () => {
  await Promise.all(keepers.splice(0).map((keeper) => keeper.stop()))
  await store.close()
})

interface Seat {
  readonly keeper: LeaseKeeper
  /** What happened, with when: `taken at 0 s`. */
  readonly told: string[]
}

function seat(host: string, more: Partial<LeaseWorld> = {}): Seat {
  const startedAt = clock.now()
  const told: string[] = []
  const keeper = new LeaseKeeper({
    store,
    replica: { host, pid: 1, kernel: 'k' },
    lengthMs: LENGTH_MS,
    monotonic: clock,
    clock,
    ids,
    ...more,
  })
  const tell = (what: string): void => void told.push(`${what} at ${(clock.now() - startedAt) / 1_000} s`)
  keeper.serve({ taken: () => tell('taken'), lost: () => tell('lost') })
  keepers.push(keeper)
  return { keeper, told }
}

/** A store that this replica alone cannot reach while `isAway`. */
function cut(): { readonly store: LeasedStore; isAway: boolean } {
  const link = {
    isAway: false,
    store: {
      leases: {
        ...store.leases,
        current: (name: string) => reach(() => store.leases.current(name)),
        renew: (name: string, term: string) => reach(() => store.leases.renew(name, term)),
        release: (name: string, term: string) => reach(() => store.leases.release(name, term)),
      },
      transaction: (work) => reach(() => store.transaction(work)),
    } as LeasedStore,
  }
  const reach = <Result>(ask: () => Promise<Result>): Promise<Result> =>
    link.isAway ? Promise.reject(new Error('no route to the database')) : ask()
  return link
}

const elapse = (ms: number): Promise<void> => clock.sleep(ms)

test('a free lease is taken at the first look, by one of two', async () => {
  const first = seat('a')
  const second = seat('b')
  await first.keeper.start()
  await second.keeper.start()
  expect(first.told).toEqual(['taken at 0 s'])
  expect(second.keeper.term).toBeUndefined()
  expect(second.keeper.holder).toMatchObject({ host: 'a', pid: 1 })
})

test('a lease that is renewed stays where it is', async () => {
  const first = seat('a')
  const second = seat('b')
  await first.keeper.start()
  await second.keeper.start()
  await elapse(20 * LENGTH_MS)
  expect(first.told).toEqual(['taken at 0 s'])
  expect(second.told).toEqual([])
  expect((await store.leases.current(DUTIES))?.beats).toBeGreaterThan(55)
})

test('a holder that cannot reach the store stops before anybody else begins', async () => {
  const link = cut()
  const first = seat('a', { store: link.store })
  const second = seat('b')
  await first.keeper.start()
  await second.keeper.start()
  await elapse(BEAT_MS + 1)
  link.isAway = true
  await elapse(2 * LENGTH_MS)
  expect(first.told, 'two thirds after its last renewal').toEqual(['taken at 0 s', 'lost at 9 s'])
  expect(second.told, 'a full length after that was seen').toEqual(['taken at 12 s'])
  expect(first.keeper.term).toBeUndefined()

  link.isAway = false
  await elapse(3 * LENGTH_MS)
  expect(first.told, 'it finds another there').toHaveLength(2)
  expect(second.told).toHaveLength(1)
})

test('a holder that lost sight of the store takes its own lease up again, in another term', async () => {
  const link = cut()
  const troubles: unknown[] = []
  const only = seat('a', { store: link.store, onTrouble: (error) => troubles.push(error) })
  await only.keeper.start()
  const { term } = only.keeper
  link.isAway = true
  await elapse(2 * LENGTH_MS)
  expect(only.told).toEqual(['taken at 0 s', 'lost at 6 s'])
  expect(troubles.length).toBeGreaterThan(3)
  link.isAway = false
  await elapse(BEAT_MS + 1)
  expect(only.told[2]).toMatch(/^taken/)
  expect(only.keeper.term).toBeDefined()
  expect(only.keeper.term).not.toBe(term)
})

test('a lease is trusted by the clock alone, even where no timer has fired', async () => {
  const startedAt = clock.now()
  let now = startedAt
  // As for a process that was stopped: time has passed, and no timer of its own has told it.
  const stopped = { now: () => now, sleep: () => new Promise<void>(() => undefined) }
  const only = seat('a', { monotonic: stopped })
  await only.keeper.start()
  expect(only.keeper.term).toBeDefined()
  now = startedAt + (2 / 3) * LENGTH_MS
  expect(only.keeper.term).toBeUndefined()
  keepers.splice(0)
})

test('a lease that is given back is free at once', async () => {
  const first = seat('a')
  const second = seat('b')
  await first.keeper.start()
  await second.keeper.start()
  await first.keeper.stop()
  second.keeper.look()
  await elapse(1)
  expect(first.told).toEqual(['taken at 0 s', 'lost at 0 s'])
  expect(second.told).toHaveLength(1)
  expect(second.told[0]).toMatch(/^taken at 0/)
})

test('who is known to be dead is not waited for', async () => {
  const first = seat('a')
  await first.keeper.start()
  const second = seat('b', { isGone: ({ host }) => host === 'a' })
  await second.keeper.start()
  expect(second.told).toEqual(['taken at 0 s'])
  await elapse(BEAT_MS + 1)
  expect(first.keeper.term, 'it notices with its next renewal').toBeUndefined()
})

test('of two that wait for a silent holder, one takes over', async () => {
  const link = cut()
  const first = seat('a', { store: link.store })
  const waiting = [seat('b'), seat('c')]
  await first.keeper.start()
  for (const { keeper } of waiting) await keeper.start()
  link.isAway = true
  await elapse(3 * LENGTH_MS)
  expect(waiting.map(({ told }) => told.length).sort()).toEqual([0, 1])
})

test('who wants the lease within some time says whether it was to be had', async () => {
  const first = seat('a')
  await first.keeper.start()
  const second = seat('b')
  const before = clock.now()
  expect(await second.keeper.takenWithin(2 * LENGTH_MS)).toBe(false)
  expect(clock.now() - before).toBeGreaterThanOrEqual(2 * LENGTH_MS)
  expect(second.keeper.holder).toMatchObject({ host: 'a' })
  await first.keeper.stop()
  expect(await second.keeper.takenWithin(2 * LENGTH_MS)).toBe(true)
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStore } from '../../src/adapters/store/open-store.ts'
import type { Store } from '../../src/adapters/store/store.ts'
import { Chores } from '../../src/app/chores.ts'
import { Duties } from '../../src/app/duties.ts'
import { leaseLengthMs } from '../../src/app/join-replicas.ts'
import { SECOND_MS } from '../../src/core/kernel/time/duration.ts'
import { LeaseKeeper } from '../../src/core/replicas/lease-keeper.ts'
import { CountingIds } from '../support/counting-ids.ts'
import { VirtualClock } from '../support/virtual-clock.ts'

const PHASES = 12

let store: Store
let clock: VirtualClock
let ids: CountingIds
beforeEach(async () => {
  store = await openStore({ path: ':memory:' })
  clock = new VirtualClock()
  ids = new CountingIds()
})
afterEach(() => store.close())

/** A replica that beats each second, until it dies. */
async function replica(host: string, everyMs: number) {
  const polls: number[] = []
  let isDead = false
  const reach = <Result>(ask: () => Promise<Result>): Promise<Result> =>
    isDead ? Promise.reject(new Error('it is dead')) : ask()
  const keeper = new LeaseKeeper({
    store: {
      leases: {
        ...store.leases,
        current: (name) => reach(() => store.leases.current(name)),
        renew: (name, term) => reach(() => store.leases.renew(name, term)),
      },
      transaction: (work) => reach(() => store.transaction(work)),
    },
    replica: { host, pid: 1, kernel: 'k' },
    lengthMs: leaseLengthMs(everyMs),
    monotonic: clock,
    clock,
    ids,
  })
  const run = (): Promise<void> => {
    if (!isDead) polls.push(clock.now())
    return Promise.resolve()
  }
  const poll = { name: 'poll', everyMs, timeoutMs: everyMs, run }
  const duties = new Duties(
    () => ({
      chores: new Chores([poll], clock, () => undefined),
      sender: {
        wake: () => undefined,
        flush: () => Promise.resolve(0),
        stop: () => Promise.resolve(),
        ended: () => Promise.resolve(),
      },
    }),
    () => undefined,
  )
  await keeper.start()
  keeper.serve(duties)
  const beat = async (): Promise<void> => {
    while (!isDead) {
      await duties.runDue()
      await clock.sleep(SECOND_MS)
    }
  }
  const ended = beat()
  const die = async (): Promise<void> => {
    isDead = true
    await ended
    await keeper.stop().catch(() => undefined)
  }
  return { polls, die }
}

describe.each([2, 5, 15, 60])('with a poll each %i s', (seconds) => {
  const everyMs = seconds * SECOND_MS

  test.each(Array.from({ length: PHASES }, (_, phase) => phase / PHASES))(
    'another polls within two intervals after the one that polls died, %f of an interval after its poll',
    async (phase) => {
      const first = await replica('a', everyMs)
      await clock.sleep(everyMs * 0.37)
      const second = await replica('b', everyMs)
      await clock.sleep(everyMs * (2.63 + phase))
      const diedAt = clock.now()
      const dying = first.die()
      expect(second.polls).toEqual([])
      await clock.sleep(3 * everyMs)
      const [next = Infinity] = second.polls
      expect((next - diedAt) / everyMs).toBeLessThanOrEqual(2)
      expect(first.polls.every((at) => at < diedAt)).toBe(true)
      await Promise.all([dying, second.die()])
    },
  )
})

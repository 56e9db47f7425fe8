import type { Store } from '../../src/adapters/store/store.ts'
import { randomIds } from '../../src/adapters/system/random-ids.ts'
import { monotonicClock, systemClock } from '../../src/adapters/system/system-clock.ts'
import { thisReplica } from '../../src/adapters/system/this-replica.ts'
import { MINUTE_MS } from '../../src/core/kernel/time/duration.ts'
import { LeaseKeeper } from '../../src/core/replicas/lease-keeper.ts'

/** The lease of the only bot on a store. The bot gives it back when it stops. */
export async function startedLease(store: Store): Promise<LeaseKeeper> {
  const lease = new LeaseKeeper({
    store,
    replica: thisReplica(),
    lengthMs: MINUTE_MS,
    monotonic: monotonicClock,
    clock: systemClock,
    ids: randomIds,
  })
  await lease.start()
  return lease
}

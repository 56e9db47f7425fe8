import type { Store } from '../adapters/store/store.ts'
import type { DeliveryStore } from '../core/kernel/outbox/delivery.ts'
import { assertTerm, DUTIES, LeaseLostError } from '../core/replicas/lease.ts'

/** The store for what is done under a term: each of its transactions fails with a LeaseLostError once the term is over. */
export const fencedStore = (store: Store, term: string): Store => ({
  ...store,
  transaction: (work) =>
    store.transaction(async (stores) => {
      await assertTerm(stores.leases, { name: DUTIES, term })
      return work(stores)
    }),
})

/**
 * The sender's side of a fenced store. A message is sent only by whose term went on when it was begun, and by their own clock still
 * does: a process that was stopped between the two sends nothing when it wakes up.
 */
export function fencedDeliveries(store: Store, goesOn: () => boolean): DeliveryStore {
  return {
    ...store.deliveries,
    async begin(id) {
      const isBegun = await store.transaction((stores) => stores.deliveries.begin(id))
      if (isBegun && !goesOn()) throw new LeaseLostError(DUTIES)
      return isBegun
    },
    finish: (id, posted, at) => store.transaction((stores) => stores.deliveries.finish(id, posted, at)),
    postpone: (id, error, notBefore) =>
      store.transaction((stores) => stores.deliveries.postpone(id, error, notBefore)),
    fail: (id, error, at) => store.transaction((stores) => stores.deliveries.fail(id, error, at)),
  }
}

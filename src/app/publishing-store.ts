import { type EventReceiver, publishingAudit } from '../core/kernel/outbox/publish-events.ts'
import type { Store } from '../adapters/store/store.ts'
import type { Ids } from '../core/kernel/time/clock.ts'

/** The store whose transactions also owe what goes on record to the receivers of events. */
export function publishingStore(store: Store, receivers: readonly EventReceiver[], ids: Ids): Store {
  if (receivers.length === 0) return store
  return {
    ...store,
    transaction: (work) =>
      store.transaction((stores) =>
        work({ ...stores, audit: publishingAudit(stores.audit, stores.outbox, receivers, ids) }),
      ),
    healthy: () => store.healthy(),
    thin: (now, kept) => store.thin(now, kept),
    close: () => store.close(),
  }
}

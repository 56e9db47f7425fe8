import { type EventReceiver, publishingAudit } from '../outbox/publish-events.ts'
import type { Store } from '../store/store.ts'
import type { Ids } from '../time/clock.ts'

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

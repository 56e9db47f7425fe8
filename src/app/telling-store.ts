import { outboxOn } from '../core/kernel/outbox/owed-message.ts'
import { type EventReceiver, publishingAudit } from '../core/kernel/outbox/publish-events.ts'
import type { Store } from '../adapters/store/store.ts'
import type { Ids } from '../core/kernel/time/clock.ts'

export interface Told {
  /** Receivers of events. */
  readonly receivers: readonly EventReceiver[]
  readonly ids: Ids
  /** Called after each commit that owed a message, so that it leaves at once. */
  readonly onOwed: () => void
}

/** The store, whose transactions also owe audit entries to the receivers of events, and which wakes the sender. */
export function tellingStore(store: Store, { receivers, ids, onOwed }: Told): Store {
  return {
    ...store,
    transaction: async (work) => {
      let owed = 0
      const result = await store.transaction((stores) => {
        const outbox = outboxOn((messages) => {
          owed += messages.length
          return stores.outbox.owe(messages)
        })
        const audit =
          receivers.length === 0 ? stores.audit : publishingAudit(stores.audit, outbox, receivers, ids)
        return work({ ...stores, audit, outbox })
      })
      if (owed > 0) onOwed()
      return result
    },
    trouble: () => store.trouble(),
    thin: (now, kept) => store.thin(now, kept),
    close: () => store.close(),
  }
}

import type { AuditKind, AuditLog, NewAuditEntry } from '../core/kernel/audit/audit-entry.ts'
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
  /** Called after each commit that changed something of what people look at. */
  readonly onChanged: () => void
}

/** Too many to tell of each, and nothing follows from them: what a gate call uses up has an entry of its own. */
const UNSEEN: ReadonlySet<AuditKind> = new Set([
  'gate',
  'click_refused',
  'request_in_shadow',
  'counts_pushed',
  'page_sign_in',
])

/**
 * The store, whose transactions also owe audit entries to the receivers of events. It wakes the sender, and says when something
 * has changed.
 */
export function tellingStore(store: Store, { receivers, ids, onOwed, onChanged }: Told): Store {
  return {
    ...store,
    transaction: async (work) => {
      let owed = 0
      const seen: NewAuditEntry[] = []
      const result = await store.transaction(async (stores) => {
        const outbox = outboxOn((messages) => {
          owed += messages.length
          return stores.outbox.owe(messages)
        })
        const audit =
          receivers.length === 0 ? stores.audit : publishingAudit(stores.audit, outbox, receivers, ids)
        const watched: AuditLog = {
          ...audit,
          append: (entries) => {
            seen.push(...entries.filter(({ kind }) => !UNSEEN.has(kind)))
            return audit.append(entries)
          },
        }
        const result = await work({ ...stores, audit: watched, outbox })
        if (owed > 0) await stores.signals.send(['owed', 'changed'])
        else if (seen.length > 0) await stores.signals.send(['changed'])
        return result
      })
      if (owed > 0) onOwed()
      // Replicas tell each other, and one that listens hears itself.
      if (!store.isShared && (seen.length > 0 || owed > 0)) onChanged()
      return result
    },
    trouble: () => store.trouble(),
    thin: (now, kept) => store.thin(now, kept),
    close: () => store.close(),
  }
}

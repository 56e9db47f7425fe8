import type { AuditHead, AuditKind, AuditLog, NewAuditEntry } from '../audit/audit-entry.ts'
import { isoTime } from '../time/iso-time.ts'
import type { Ids } from '../time/clock.ts'
import { type MessageContent, type Outbox, type OwedMessage, post } from './owed-message.ts'

/** A receiver of events outside of Slack. */
export interface EventReceiver {
  readonly name: string
  /** Kinds of audit entries; see `audit export`. */
  readonly events: ReadonlySet<AuditKind>
}

/** What a receiver is sent: an audit entry as it was written. `at` is ISO 8601. */
export interface EventContent extends MessageContent {
  readonly kind: 'event'
  readonly type: AuditKind
  readonly at: string
  readonly actor: string
  readonly service: string
  readonly data: NewAuditEntry['data']
  /** Its place in the log. */
  readonly audit: AuditHead
}

/**
 * An audit log that also owes its entries to the receivers who want them, in the same transaction: events and audit log
 * always agree. An entry that names a receiver is for that one alone.
 */
export function publishingAudit(
  audit: AuditLog,
  outbox: Outbox,
  receivers: readonly EventReceiver[],
  ids: Ids,
): AuditLog {
  return {
    entries: (fromSeq) => audit.entries(fromSeq),
    append: async (entries) => {
      const heads = await audit.append(entries)
      const owed = entries.flatMap((entry, index) => {
        const head = heads[index]
        return head === undefined ? [] : eventsOf(entry, { seq: head.seq, hash: head.hash }, receivers, ids)
      })
      if (owed.length > 0) await outbox.owe(owed)
      return heads
    },
  }
}

function eventsOf(
  entry: NewAuditEntry,
  audit: AuditHead,
  receivers: readonly EventReceiver[],
  ids: Ids,
): OwedMessage[] {
  const { at, kind, actor, service, data } = entry
  const content: EventContent = { kind: 'event', type: kind, at: isoTime(at), actor, service, data, audit }
  return receivers
    .filter(({ name, events }) => events.has(kind) && (data['receiver'] ?? name) === name)
    .map(({ name }) =>
      post({ subject: `event/${ids.next('e')}`, to: { kind: 'webhook', receiver: name }, content, at }),
    )
}

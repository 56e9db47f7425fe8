import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { Outbox } from '../kernel/outbox/owed-message.ts'
import type { EndedShadow } from '../policy/ended-shadow.ts'
import type { StatusStore } from '../policy/status.ts'
import type { World } from '../policy/world.ts'
import type { ShadowStore } from './shadow-store.ts'

export interface ShadowStores {
  readonly shadows: ShadowStore
  readonly statuses: StatusStore
  readonly audit: AuditLog
  readonly outbox: Outbox
}

/** What ending shadow, and following an edit of it, need from outside. */
export interface ShadowWorld extends World<ShadowStores> {
  /** The catalog knows of these from now on. Called after they are on record. */
  readonly onShadowEnded: (ended: readonly EndedShadow[]) => void
}

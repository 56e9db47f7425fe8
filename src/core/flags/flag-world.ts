import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { Outbox } from '../kernel/outbox/owed-message.ts'
import type { World } from '../policy/world.ts'
import type { StatusStore } from '../policy/status.ts'
import type { FlagChangeStore } from './flag-change.ts'
import type { FlagProviders } from './flag-provider.ts'

/** What the use cases of flags read and write, in one transaction. */
export interface FlagStores {
  readonly flagChanges: FlagChangeStore
  readonly statuses: Pick<StatusStore, 'of'>
  readonly audit: AuditLog
  readonly outbox: Outbox
}

/** What they need from outside. */
export interface FlagWorld extends World<FlagStores, 'flagChanges' | 'statuses'> {
  readonly flagProviders: FlagProviders
  /** A step is owed that somebody waits for. */
  readonly onFlagsOwed?: () => void
}

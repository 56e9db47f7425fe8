import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { Transactor } from '../kernel/transaction.ts'
import type { Outbox } from '../kernel/outbox/owed-message.ts'
import type { CurrentCatalog } from '../policy/catalog.ts'
import type { FreezeFactStores } from '../freezes/freeze-facts.ts'
import type { StatusStore } from '../policy/status.ts'
import type { Clock, Ids } from '../kernel/time/clock.ts'
import type { CalendarStore } from '../calendar/planned-deployment.ts'
import type { GrantStore, RequestStore } from './deploy-request.ts'
import type { Directory, RoleBook } from '../people/directory.ts'

/** The stores that a decision on a deployment reads and writes, all in one transaction. */
export interface DeployStores extends FreezeFactStores {
  readonly requests: RequestStore
  readonly grants: GrantStore
  readonly statuses: StatusStore
  readonly calendar: CalendarStore
  readonly audit: AuditLog
  readonly outbox: Outbox
}

/** What the use cases of this folder need from outside. */
export interface DeployDeps {
  readonly catalog: CurrentCatalog
  readonly roleBook: () => RoleBook
  /** Environments that the gate guards; deployments to others are answered yes. */
  readonly gatedEnvironments: () => readonly string[]
  readonly directory: Directory
  readonly store: Transactor<DeployStores> & Pick<DeployStores, 'requests' | 'statuses'> & FreezeFactStores
  readonly clock: Clock
  readonly ids: Ids
}

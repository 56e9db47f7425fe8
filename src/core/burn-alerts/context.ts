import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { DetectedStores } from '../incidents/detected-incident.ts'
import type { Outbox } from '../kernel/outbox/owed-message.ts'
import type { Catalog } from '../policy/catalog.ts'
import type { Ids } from '../kernel/time/clock.ts'
import type { AudienceContext } from './audience.ts'
import type { BurnAlertStore } from './burn-alert.ts'

export interface BurnAlertStores extends DetectedStores {
  readonly burnAlerts: BurnAlertStore
  readonly audit: AuditLog
  readonly outbox: Outbox
}

export interface AlertContext extends AudienceContext {
  readonly catalog: Catalog
  /** Services in shadow: their alerts call nobody. */
  readonly shadowed: ReadonlySet<string>
  readonly ids: Ids
  /** Evaluation time of the poll. */
  readonly now: number
}

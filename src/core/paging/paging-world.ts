import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { Address, Outbox } from '../kernel/outbox/owed-message.ts'
import type { BurnAlertStore } from '../burn-alerts/burn-alert.ts'
import type { IncidentStore } from '../incidents/incident.ts'
import type { Clock, Ids } from '../kernel/time/clock.ts'
import type { CurrentCatalog } from '../policy/catalog.ts'
import type { StatusStore } from '../policy/status.ts'
import type { Pager } from './pager.ts'
import type { PagerAlertStore } from './pager-alert.ts'

/** Port: what waits to be sent. */
export interface SentLater {
  /** For whom the post of a subject is; undefined where there is none, or it is long forgotten. */
  addressOf(subject: string): Promise<Address | undefined>
  /** Takes back those of the messages that wait; answers which of them nobody has ever tried to send. */
  withdraw(ids: readonly string[], at: number): Promise<ReadonlySet<string>>
}

export interface PagingStores {
  readonly pagerAlerts: PagerAlertStore
  readonly deliveries: SentLater
  readonly statuses: Pick<StatusStore, 'of'>
  readonly burnAlerts: Pick<BurnAlertStore, 'open'>
  readonly incidents: Pick<IncidentStore, 'byId'>
  readonly outbox: Outbox
  readonly audit: AuditLog
}

/** What paging needs to know beside its stores. */
export interface PagingWorld {
  readonly pagers: readonly Pager[]
  readonly catalog: CurrentCatalog
  /** Where people reach the pages, without a slash at its end; null where nothing says it. */
  readonly pages: () => { readonly url: string | null; readonly isPublic: boolean }
  readonly clock: Clock
  readonly ids: Ids
}

import type { ActionStore } from '../actions/action.ts'
import type { ReadingStore } from '../budgets/reading.ts'
import type { PostmortemStore } from '../freezes/postmortem.ts'
import type { IncidentStore } from '../incidents/incident.ts'
import type { AuditPages } from '../kernel/audit/audit-pages.ts'
import type { RoleBook } from '../people/role-book.ts'
import type { Catalog } from '../policy/catalog.ts'
import type { GatePassStore } from '../requests/gate-pass.ts'
import type { RequestStore } from '../requests/deploy-request.ts'

/** The stores that a draft is read from. */
export interface DraftStores {
  readonly incidents: Pick<IncidentStore, 'byId' | 'since' | 'during' | 'partsOf' | 'episodesOf'>
  readonly readings: Pick<ReadingStore, 'spaced'>
  readonly auditPages: Pick<AuditPages, 'page'>
  readonly requests: Pick<RequestStore, 'list'>
  readonly gatePasses: Pick<GatePassStore, 'during'>
  readonly actions: Pick<ActionStore, 'listedIn'>
  readonly postmortems: Pick<PostmortemStore, 'about'>
}

/** What a draft is made of: the store and the configuration as they are, and the time. */
export interface DraftWorld {
  readonly store: DraftStores
  readonly catalog: Catalog
  readonly roleBook: RoleBook
  /** Epoch milliseconds. */
  readonly now: number
}

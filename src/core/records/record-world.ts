import type { ActionStore } from '../actions/action.ts'
import type { CalendarStore } from '../calendar/planned-deployment.ts'
import type { DeclaredFreezeStore } from '../freezes/declared-freeze.ts'
import type { LevelFreezeStore } from '../freezes/level-freeze.ts'
import type { PostmortemStore } from '../freezes/postmortem.ts'
import type { WindowRunStore } from '../freezes/window-run.ts'
import type { IncidentStore } from '../incidents/incident.ts'
import type { AuditKeys } from '../kernel/audit/audit-key.ts'
import type { AuditPages } from '../kernel/audit/audit-pages.ts'
import type { AuditChain } from '../kernel/audit/stored-entry.ts'
import type { DeliveryStore } from '../kernel/outbox/delivery.ts'
import type { OutcomeStore } from '../outcomes/outcome.ts'
import type { GrantStore, RequestStore } from '../requests/deploy-request.ts'
import type { RolloutStore } from '../rollouts/rollout.ts'
import type { StatusWorld } from '../status/report-status.ts'

/** The stores that records are read from. */
export interface RecordStores {
  readonly requests: Pick<RequestStore, 'byId' | 'list'>
  readonly grants: Pick<GrantStore, 'ofRequests' | 'history'>
  readonly rollouts: Pick<RolloutStore, 'ofRequest' | 'page'>
  readonly outcomes: Pick<OutcomeStore, 'ofRequests'>
  readonly incidents: Pick<IncidentStore, 'byId' | 'page' | 'partsOf' | 'episodesOf' | 'notes'>
  readonly levelFreezes: Pick<LevelFreezeStore, 'byId' | 'page'>
  readonly declaredFreezes: Pick<DeclaredFreezeStore, 'byId' | 'page' | 'open'>
  readonly windowRuns: Pick<WindowRunStore, 'byId' | 'page'>
  readonly postmortems: Pick<PostmortemStore, 'of' | 'latest' | 'about'>
  readonly actions: Pick<ActionStore, 'open'>
  readonly calendar: Pick<CalendarStore, 'plans' | 'absences'>
  readonly auditChain: Pick<AuditChain, 'rows' | 'newest'>
  readonly auditPages: AuditPages
  /** Where a record's message is. */
  readonly deliveries: Pick<DeliveryStore, 'posted'>
}

/** What records need from outside. Nothing of them is written. */
export interface RecordWorld extends StatusWorld {
  /** Left out: keyed hashes of the audit log are not compared. */
  readonly auditKeys?: AuditKeys
  readonly store: StatusWorld['store'] & RecordStores
}

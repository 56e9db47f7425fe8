import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { Outbox } from '../kernel/outbox/owed-message.ts'
import type { Actor } from '../people/authority.ts'
import type { StatusStore } from '../policy/status.ts'
import type { Moment, World } from '../policy/world.ts'
import type { DeclaredFreezeStore } from './declared-freeze.ts'
import type { LevelFreeze, LevelFreezeStore } from './level-freeze.ts'
import type { PostmortemStore } from './postmortem.ts'
import type { WindowRunStore } from './window-run.ts'

export interface FreezeStores {
  readonly declaredFreezes: DeclaredFreezeStore
  readonly levelFreezes: LevelFreezeStore
  readonly windowRuns: WindowRunStore
  readonly postmortems: PostmortemStore
  readonly statuses: Pick<StatusStore, 'of' | 'transition' | 'transitions'>
  readonly followers: FreezeFollowers
  readonly audit: AuditLog
  readonly outbox: Outbox
}

/** Port: what changes elsewhere with a freeze, in the transaction that changes the freeze. */
export interface FreezeFollowers {
  /** A freeze of these services (null: all) began or ended: waiting requests are decided again. */
  scopeChanged(services: readonly string[] | null, moment: Moment): Promise<void>
  /** The commander or the war room of a freeze was set: the actions that asked for it are done. */
  detailSet(freeze: LevelFreeze, setBy: string, moment: Moment): Promise<void>
  /** Whether an open action asks this person for the commander or the war room of a service. */
  owesDetail(service: string, detail: 'incident-commander' | 'war-room', actor: Actor): Promise<boolean>
  /** The id of the incident of a service that a postmortem is about: the chosen one, or one that its text names; null for none. */
  incidentMeant(service: string, chosen: string | null, text: string): Promise<string | null>
  /** A postmortem of a service was filed: the actions that asked for it are done. */
  postmortemFiled(service: string, author: string, moment: Moment): Promise<void>
}

/** What the use cases of freezes, correctness incidents and postmortems need from outside. */
export type FreezeWorld = World<FreezeStores, 'declaredFreezes'>

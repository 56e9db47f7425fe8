import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { LevelFreezeStore } from '../freezes/level-freeze.ts'
import type { Outbox } from '../kernel/outbox/owed-message.ts'
import type { ActionStore, LevelNoticeStore, TopActionStore } from './action.ts'
import type { World } from '../policy/world.ts'

/** What the use cases of this folder read and write, in one transaction. */
export interface ActionStores {
  readonly actions: ActionStore
  readonly topActions: TopActionStore
  readonly levelNotices: LevelNoticeStore
  readonly levelFreezes: LevelFreezeStore
  readonly audit: AuditLog
  readonly outbox: Outbox
}

/** What the use cases of actions need from outside. */
export interface ActionWorld extends World<ActionStores, 'actions' | 'topActions' | 'levelNotices'> {
  /** Addresses by the name that policies give the list. */
  readonly mailLists?: ReadonlyMap<string, readonly string[]>
}

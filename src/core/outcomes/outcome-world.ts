import type { SliSource } from '../budgets/sli-source.ts'
import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { Outbox } from '../kernel/outbox/owed-message.ts'
import type { World } from '../policy/world.ts'
import type { GrantStore, RequestStore } from '../requests/deploy-request.ts'
import type { GatePassStore } from '../requests/gate-pass.ts'
import type { RolloutStore } from '../rollouts/rollout.ts'
import type { OutcomeStore } from './outcome.ts'

export interface OutcomeStores {
  readonly outcomes: OutcomeStore
  readonly requests: Pick<RequestStore, 'list' | 'ofIds'>
  readonly grants: Pick<GrantStore, 'ofRequests'>
  readonly gatePasses: Pick<GatePassStore, 'ofRequests'>
  readonly rollouts: Pick<RolloutStore, 'ofRequest'>
  readonly audit: AuditLog
  readonly outbox: Outbox
}

/** What telling outcomes needs from outside. */
export interface OutcomeWorld extends World<OutcomeStores, Exclude<keyof OutcomeStores, 'audit' | 'outbox'>> {
  /** Asked of the past, in any order of times. */
  readonly pastSource: SliSource
  /** How long after a deployment its thread is told. */
  readonly outcomesAfterMs: () => number
}

import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { Outbox } from '../kernel/outbox/owed-message.ts'
import type { FreezeFactStores } from '../freezes/freeze-facts.ts'
import type { StatusStore } from '../policy/status.ts'
import type { CalendarStore } from '../calendar/planned-deployment.ts'
import type { GatePassStore } from './gate-pass.ts'
import type { GrantStore, RequestStore } from './deploy-request.ts'
import type { ShadowAnswerStore } from './shadow-answer.ts'
import type { World } from '../policy/world.ts'

/** The stores that a decision on a deployment reads and writes, all in one transaction. */
export interface RequestStores extends FreezeFactStores {
  readonly requests: RequestStore
  readonly grants: GrantStore
  readonly statuses: StatusStore
  readonly calendar: CalendarStore
  readonly shadowAnswers: Pick<ShadowAnswerStore, 'add'>
  readonly audit: AuditLog
  readonly outbox: Outbox
}

/** The same for the gate, which keeps what it lets through. */
export interface GateStores extends RequestStores {
  readonly gatePasses: Pick<GatePassStore, 'add'>
}

/** What the use cases of requests, and the gate, need from outside. */
export interface RequestWorld extends World<
  RequestStores,
  'requests' | 'grants' | 'statuses' | keyof FreezeFactStores
> {
  /** Environments that the gate guards; deployments to others are answered yes. */
  readonly gatedEnvironments: () => readonly string[]
}

/** The world of requests whose transactions know what the gate keeps. */
export interface GateRequestWorld
  extends
    Omit<RequestWorld, 'store'>,
    World<GateStores, 'requests' | 'grants' | 'statuses' | keyof FreezeFactStores> {}

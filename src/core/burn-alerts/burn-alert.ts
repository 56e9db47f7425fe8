import type { BurnSeverity } from '../budgets/burn-rule.ts'
import type { BurnAlertMessage } from './messages.ts'

/** That an SLO burns its budget faster than its rules of one severity allow, from its beginning to its end. */
export interface BurnAlert {
  readonly id: string
  readonly service: string
  readonly slo: string
  readonly severity: BurnSeverity
  readonly startedAt: number
  /** Null while it goes on. */
  readonly endedAt: number | null
  /** Names of the rules that have fired in it, in the order in which they did. */
  readonly rules: readonly string[]
  /** Since which poll none of its rules has fired; null while one does, and while nobody knows. */
  readonly quietSince: number | null
  /** Subject of the message that tells of it, where it has one of its own. */
  readonly subject: string
  /** Subject of the post in whose thread its steps are told. */
  readonly thread: string
  /** Its facts as they were told last. */
  readonly told: BurnAlertMessage
  /** False for a ticket that is told in the thread of a page of the same SLO. */
  readonly hasHead: boolean
  readonly toldAt: number
  /** Whom a message of their own was sent to, which is edited when it ends. */
  readonly directs: readonly string[]
  /** Addresses that were mailed, and are when it ends. */
  readonly mailed: readonly string[]
}

/** Port: burn alerts by SLO and severity; of each at most one goes on. */
export interface BurnAlertStore {
  save(alert: BurnAlert): Promise<void>
  /** Those that go on, oldest first. */
  open(): Promise<readonly BurnAlert[]>
  /** Those that are told in one thread, ended ones included, oldest first. */
  inThread(thread: string): Promise<readonly BurnAlert[]>
}

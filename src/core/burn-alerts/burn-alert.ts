import type { BurnSeverity } from '../budgets/burn-rule.ts'
import type { BurnAlertMessage } from './messages.ts'

/** An SLO burns its budget faster than its rules of one severity allow: the alert from its beginning to its end. */
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
  /** Since which poll none of its rules has fired; null while one does, and while that is unknown. */
  readonly quietSince: number | null
  /** Subject of its own message, where it has one. */
  readonly subject: string
  /** Subject of the post whose thread has its steps. */
  readonly thread: string
  /** Its facts as they were posted last. */
  readonly told: BurnAlertMessage
  /** False for a ticket in the thread of a page of the same SLO. */
  readonly hasHead: boolean
  readonly toldAt: number
  /** The people who got a direct message, which is edited when the alert ends. */
  readonly directs: readonly string[]
  /** Addresses that were mailed, and get a mail when it ends. */
  readonly mailed: readonly string[]
}

/** Port: burn alerts by SLO and severity; of each at most one goes on. */
export interface BurnAlertStore {
  save(alert: BurnAlert): Promise<void>
  /** Those that go on, oldest first. */
  open(): Promise<readonly BurnAlert[]>
  /** Those of one thread, ended ones included, oldest first. */
  inThread(thread: string): Promise<readonly BurnAlert[]>
}

import type { KeptReadings } from '../backtest/player.ts'
import type { Reading } from '../budgets/reading.ts'
import type { DeclaredFreeze } from '../freezes/declared-freeze.ts'
import type { Postmortem } from '../freezes/postmortem.ts'
import type { AuditEntry } from '../kernel/audit/audit-entry.ts'
import type { Catalog } from '../policy/catalog.ts'
import type { Transition } from '../policy/status.ts'
import type { DeployRequest } from '../requests/deploy-request.ts'

/** What the bot has on record of a time. */
export interface Recorded {
  /** Readings of `(from, until]`, missing ones too, oldest first. */
  readings(from: number, until: number): Promise<readonly Reading[]>
  /** What each of the last days before `at` spent, the last 24 hours first; null where that is not on record. */
  dailySpends(service: string, slo: string, at: number, days: number): Promise<readonly (number | null)[]>
  /** Of all services those of `(from, until]`, and of each the last one before, by service and oldest first. */
  transitions(from: number, until: number): Promise<readonly Transition[]>
  /** Audit entries from a time on, oldest first. */
  entries(from: number): AsyncIterable<AuditEntry>
  request(id: string): Promise<DeployRequest | undefined>
  /** Those that covered a service, whether they still hold or not. */
  declaredFreezes(service: string): Promise<readonly DeclaredFreeze[]>
  postmortems(service: string): Promise<readonly Postmortem[]>
}

export interface ReplayWorld {
  /** The services under the policies that are played. */
  readonly catalog: Catalog
  /** Names of the services that are played. */
  readonly services: readonly string[]
  /** The readings of `(from, until]` are played. Epoch milliseconds. */
  readonly from: number
  readonly until: number
  readonly recorded: Recorded
  /** A place for readings, for conditions that ask for the past. */
  readonly readings: () => Promise<KeptReadings>
  readonly quietForMs: number
  readonly onProgress?: (done: number, of: number) => void
}

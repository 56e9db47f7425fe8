import type { AuditEntry, AuditKind } from './audit-entry.ts'

/** Where an entry stands in the log. */
export interface AuditPlace {
  readonly at: number
  readonly seq: number
}

export interface AuditFilter {
  /** The id of a record; see `aboutOf`. The gate's answers are about none. */
  readonly about?: string
  /** The gate's answers drown all else: they come alone, or where all is asked for. */
  readonly kinds: AuditKind | 'all' | 'all-but-the-gate'
  readonly service?: string
  readonly actor?: string
  /** Entries of `[from, until)`, epoch milliseconds. */
  readonly from?: number
  readonly until?: number
  /** Only what stands before it. */
  readonly before?: AuditPlace
  readonly limit: number
}

/** A part of the log, newest first. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[]
  /** Where older ones go on; null when there are none. */
  readonly next: AuditPlace | null
  /**
   * Whether the search ended before it had found as many as were wanted, because it had looked through enough entries: older
   * ones may follow.
   */
  readonly isCutShort: boolean
}

/** Port: the record, for looking things up in it. */
export interface AuditPages {
  page(filter: AuditFilter): Promise<AuditPage>
  /** How many entries there are. */
  count(): Promise<number>
}

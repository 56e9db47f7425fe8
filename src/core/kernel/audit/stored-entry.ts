import type { AuditHead, AuditKind } from './audit-entry.ts'

/** An entry as its row holds it, unread: the hash was made over these texts, and whoever changed the row may have left any. */
export interface StoredEntry {
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly actor: string
  readonly service: string
  /** JSON, in the bytes that were hashed. */
  readonly data: string
  readonly previousHash: string
  readonly hash: string
  /** The keyed hash; null for an entry that was written without a key. */
  readonly mac: string | null
  /** See `aboutOf`. */
  readonly about: string | null
}

/** Port: the record as it lies in the store. */
export interface AuditChain {
  /** Oldest first, in pages that the caller never sees. */
  rows(fromSeq?: number): AsyncIterable<StoredEntry>
  /** The last entry's place; null for an empty log. */
  head(): Promise<AuditHead | null>
  /** The entry of a number; null where there is none. */
  at(seq: number): Promise<StoredEntry | null>
  /** The newest entry of a kind other than the gate's answers; null for none. */
  newest(kind: Exclude<AuditKind, 'gate'>): Promise<StoredEntry | null>
  /** Removes all entries up to that number. Only under a seal: see `sealEntries`. */
  removeThrough(seq: number): Promise<void>
}

import type { AuditHead } from './audit-entry.ts'

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
}

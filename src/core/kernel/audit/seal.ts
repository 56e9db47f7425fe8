import { DAY_MS } from '../time/duration.ts'
import type { AuditHead, Json } from './audit-entry.ts'
import type { StoredEntry } from './stored-entry.ts'

/**
 * The shortest time that entries may be kept: yearly counts, the estimates of risks and the audits of a year look back twelve
 * months, and an audit begins some weeks after the year that it is about.
 */
export const SHORTEST_AUDIT_RETENTION_MS = 400 * DAY_MS

/** What an entry of kind `audit_sealed` keeps of those that were removed. */
export interface Seal {
  /** The number of the seal itself. */
  readonly seq: number
  readonly at: number
  readonly count: number
  readonly first: AuditHead
  readonly last: AuditHead
  /** SHA-256 of what `audit export` prints of the removed entries. */
  readonly digest: string
  /** All that were removed are older, epoch milliseconds. */
  readonly olderThan: number
  /** The key that the last of them was signed with, by its name; null for none. */
  readonly key: string | null
}

/** As it goes into the log. */
export const sealData = ({
  count,
  first,
  last,
  digest,
  olderThan,
  key,
}: Omit<Seal, 'seq' | 'at'>): { readonly [key: string]: Json } => ({
  count,
  digest,
  first: { hash: first.hash, seq: first.seq },
  key,
  last: { hash: last.hash, seq: last.seq },
  olderThan,
})

/** The seal that an entry holds; null when its data is not a seal's. */
export function sealIn({ seq, at, kind, data }: StoredEntry): Seal | null {
  if (kind !== 'audit_sealed') return null
  try {
    const { count, first, last, digest, olderThan, key } = JSON.parse(data) as Readonly<
      Record<string, unknown>
    >
    if (!isHead(first) || !isHead(last) || typeof digest !== 'string') return null
    if (typeof count !== 'number' || typeof olderThan !== 'number') return null
    return { seq, at, count, first, last, digest, olderThan, key: typeof key === 'string' ? key : null }
  } catch {
    return null
  }
}

/** Why a seal cannot be the bot's; null when it can. */
export function sealProblem({ at, count, first, last, olderThan }: Seal): string | null {
  if (at - olderThan < SHORTEST_AUDIT_RETENTION_MS)
    return 'is a seal over entries that the bot would not have removed yet'
  if (count !== last.seq - first.seq + 1)
    return 'is a seal whose count is not that of the entries that it names'
  return null
}

const isHead = (value: unknown): value is AuditHead =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as AuditHead).seq === 'number' &&
  typeof (value as AuditHead).hash === 'string'

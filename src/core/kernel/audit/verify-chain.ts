import { aboutOf } from './about.ts'
import type { AuditKind, Json } from './audit-entry.ts'
import { FIRST_HASH, hashOf } from './chain.ts'
import type { StoredEntry } from './stored-entry.ts'

export type Verification =
  | { readonly intact: true; readonly entries: number; readonly lastHash: string }
  | { readonly intact: false; readonly atSeq: number; readonly problem: string }

/** Walks the whole chain, over the bytes that are stored, and names the first entry that is not as it was written. */
export async function verifyChain(entries: AsyncIterable<StoredEntry>): Promise<Verification> {
  let seq = 0
  let lastHash = FIRST_HASH
  for await (const entry of entries) {
    seq += 1
    const problem = problemOf(entry, seq, lastHash)
    if (problem !== null) return { intact: false, atSeq: seq, problem: `entry ${seq} ${problem}` }
    lastHash = entry.hash
  }
  return { intact: true, entries: seq, lastHash }
}

function problemOf(entry: StoredEntry, seq: number, lastHash: string): string | null {
  if (entry.seq !== seq) return 'is missing'
  if (entry.previousHash !== lastHash) return `does not continue entry ${seq - 1}`
  // A blob may hold the bytes of a text, which every reader of the log would stumble over.
  if (typeof entry.data !== 'string' || hashOf(entry) !== entry.hash)
    return 'was changed after it was written'
  if (entry.about !== whatItIsAbout(entry)) return 'is filed under another record than its own'
  return null
}

/** What follows from data that was hashed, and so was written by the bot. */
function whatItIsAbout({ kind, data }: StoredEntry): string | null {
  if (kind === 'gate') return null
  return aboutOf({ kind: kind as AuditKind, data: JSON.parse(data) as { readonly [key: string]: Json } })
}

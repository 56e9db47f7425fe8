import { hash as digest } from 'node:crypto'
import type { AuditEntry, Json, NewAuditEntry } from './audit-entry.ts'

export const FIRST_HASH = '0'.repeat(64)

/** JSON with sorted keys and no white space: one text for one value, whatever wrote it. */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`)
  return `{${members.join(',')}}`
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** SHA-256 over the canonical form of everything but the hash itself. */
export function hashOf(entry: Omit<AuditEntry, 'hash'>): string {
  const { seq, at, kind, actor, service, data, previousHash } = entry
  return digest('sha256', canonicalJson({ seq, at, kind, actor, service, data, previousHash }), 'hex')
}

/** Continues the chain from the entry before (none for an empty log). */
export function chained(
  last: { readonly seq: number; readonly hash: string } | undefined,
  entries: readonly NewAuditEntry[],
): AuditEntry[] {
  let { seq, hash } = last ?? { seq: 0, hash: FIRST_HASH }
  return entries.map((entry) => {
    const unhashed = { ...entry, seq: seq + 1, previousHash: hash }
    seq += 1
    hash = hashOf(unhashed)
    return { ...unhashed, hash }
  })
}

export type Verification =
  | { readonly intact: true; readonly entries: number; readonly lastHash: string }
  | { readonly intact: false; readonly atSeq: number; readonly problem: string }

/** Walks the whole chain and names the first entry that does not follow from the one before. */
export async function verifyChain(entries: AsyncIterable<AuditEntry>): Promise<Verification> {
  let seq = 0
  let lastHash = FIRST_HASH
  for await (const entry of entries) {
    seq += 1
    if (entry.seq !== seq) return { intact: false, atSeq: seq, problem: `entry ${seq} is missing` }
    if (entry.previousHash !== lastHash)
      return { intact: false, atSeq: seq, problem: `entry ${seq} does not continue entry ${seq - 1}` }
    if (hashOf(entry) !== entry.hash)
      return { intact: false, atSeq: seq, problem: `entry ${seq} was changed after it was written` }
    lastHash = entry.hash
  }
  return { intact: true, entries: seq, lastHash }
}

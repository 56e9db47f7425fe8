import { hash as digest } from 'node:crypto'
import type { AuditEntry, Json, NewAuditEntry } from './audit-entry.ts'

export const FIRST_HASH = '0'.repeat(64)

/** JSON with sorted keys and no white space: one text for one value, whatever wrote it. */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  // Data whose keys are sorted is its own canonical JSON, in half the time: every answer of the gate passes here.
  if (isInOrder(value)) return JSON.stringify(value)
  let text = ''
  if (isList(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${canonicalJson(item)}`
    return `[${text}]`
  }
  for (const key of Object.keys(value).sort()) {
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`
  }
  return `{${text}}`
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value)

/** Whether the keys stand as `sort` would put them, at every depth. */
function isInOrder(value: Json | undefined): boolean {
  if (value === undefined) return false
  if (value === null || typeof value !== 'object') return true
  if (isList(value)) return value.every(isInOrder)
  let before = ''
  for (const key in value) {
    if (key < before || !isInOrder(value[key])) return false
    before = key
  }
  return true
}

/** SHA-256 over the canonical JSON of everything but the hash itself. */
export const hashOf = (entry: Omit<AuditEntry, 'hash'>): string => hashWith(entry, canonicalJson(entry.data))

/** The same with the canonical text of the data at hand: `{"actor":…,"at":…,"data":<text>,"kind":…}`, keys sorted. */
function hashWith(
  { seq, at, kind, actor, service, previousHash }: Omit<AuditEntry, 'hash' | 'data'>,
  dataText: string,
): string {
  const before = JSON.stringify({ actor, at }).slice(0, -1)
  const after = JSON.stringify({ kind, previousHash, seq, service }).slice(1)
  return digest('sha256', `${before},"data":${dataText},${after}`, 'hex')
}

/** An entry at its place in the chain, with the text of its data that was hashed. */
export interface ChainedEntry extends AuditEntry {
  readonly dataText: string
}

/** Continues the chain from the entry before (none for an empty log). */
export function chained(
  last: { readonly seq: number; readonly hash: string } | undefined,
  entries: readonly NewAuditEntry[],
): ChainedEntry[] {
  let { seq, hash } = last ?? { seq: 0, hash: FIRST_HASH }
  return entries.map((entry) => {
    const unhashed = { ...entry, seq: seq + 1, previousHash: hash }
    const dataText = canonicalJson(entry.data)
    seq += 1
    hash = hashWith(unhashed, dataText)
    return { ...unhashed, hash, dataText }
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

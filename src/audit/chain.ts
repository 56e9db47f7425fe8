import { hash as digest } from 'node:crypto'
import type { AuditEntry, Json, NewAuditEntry } from './audit-entry.ts'

export const FIRST_HASH = '0'.repeat(64)

/** JSON with sorted keys and no white space: one text for one value, whatever wrote it. */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return quoted(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  // Every answer of the gate passes here: adding to one text costs half of mapping and joining.
  let text = ''
  if (isList(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${canonicalJson(item)}`
    return `[${text}]`
  }
  for (const key of Object.keys(value).sort()) {
    text += `${text === '' ? '' : ','}${quoted(key)}:${canonicalJson(value[key] ?? null)}`
  }
  return `{${text}}`
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** ASCII that JSON writes as it is. */
const PLAIN = /^[ !#-[\]-~]*$/

const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text))

/** SHA-256 over the canonical JSON of everything but the hash itself. */
export const hashOf = (entry: Omit<AuditEntry, 'hash'>): string => hashWith(entry, canonicalJson(entry.data))

/** The same with the canonical text of the data at hand: `{"actor":…,"at":…,"data":<text>,"kind":…}`, keys sorted. */
function hashWith(
  { seq, at, kind, actor, service, previousHash }: Omit<AuditEntry, 'hash' | 'data'>,
  dataText: string,
): string {
  const before = `"actor":${quoted(actor)},"at":${JSON.stringify(at)}`
  const after = `"kind":${quoted(kind)},"previousHash":${quoted(previousHash)},"seq":${seq},"service":${quoted(service)}`
  return digest('sha256', `{${before},"data":${dataText},${after}}`, 'hex')
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

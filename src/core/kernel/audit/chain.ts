import { hash as digest } from 'node:crypto'
import { aboutOf } from './about.ts'
import type { AuditHead, Json, NewAuditEntry } from './audit-entry.ts'
import { storableText } from '../storable-text.ts'
import type { AuditKey } from './audit-key.ts'
import type { StoredEntry } from './stored-entry.ts'

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

/**
 * SHA-256 over the canonical JSON of everything but the hash itself, with the data's text as it is stored:
 * `{"actor":…,"at":…,"data":<text>,"kind":…}`, keys sorted.
 */
export function hashOf({ seq, at, kind, actor, service, data, previousHash }: Hashed): string {
  const before = JSON.stringify({ actor, at }).slice(0, -1)
  const after = JSON.stringify({ kind, previousHash, seq, service }).slice(1)
  return digest('sha256', `${before},"data":${data},${after}`, 'hex')
}

type Hashed = Omit<StoredEntry, 'hash' | 'mac' | 'about'>

/** Continues the chain from the entry before (null for an empty log), with keyed hashes where there is a key. */
export function chained(
  last: AuditHead | null,
  entries: readonly NewAuditEntry[],
  key: AuditKey | null = null,
): StoredEntry[] {
  let { seq, hash } = last ?? { seq: 0, hash: FIRST_HASH }
  let written: { readonly entry: NewAuditEntry; readonly data: string } | null = null
  return entries.map((entry) => {
    const { at, kind } = entry
    // Hashed is what is stored. The data's text holds neither a zero nor half of a character: JSON escapes them.
    const [actor, service] = [storableText(entry.actor), storableText(entry.service)]
    // The gate gives the same entry for each of the same calls, which needs no second text.
    written = written?.entry === entry ? written : { entry, data: canonicalJson(entry.data) }
    const unhashed = {
      seq: seq + 1,
      at,
      kind,
      actor,
      service,
      data: written.data,
      previousHash: hash,
    }
    seq += 1
    hash = hashOf(unhashed)
    return { ...unhashed, hash, mac: key === null ? null : key.mac({ seq, hash }), about: aboutOf(entry) }
  })
}

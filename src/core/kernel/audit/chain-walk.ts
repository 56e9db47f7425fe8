import { aboutOf } from './about.ts'
import type { AuditHead, AuditKind, Json } from './audit-entry.ts'
import { hashOf } from './chain.ts'
import type { KeyWalk } from './key-walk.ts'
import { sealIn, sealProblem } from './seal.ts'
import type { StoredEntry } from './stored-entry.ts'

/** Goes along a chain, entry by entry, and says of each whether it is as it was written. */
export class ChainWalk {
  readonly #signed: KeyWalk
  #last: AuditHead

  /** `last` is where the walk begins: the entry before the first. */
  constructor(last: AuditHead, signed: KeyWalk) {
    this.#last = last
    this.#signed = signed
  }

  get last(): AuditHead {
    return this.#last
  }

  /** What is wrong with the next entry, as a sentence; null for nothing. Goes on from it in any case. */
  problem(entry: StoredEntry): string | null {
    const { seq, hash } = entry
    const last = this.#last
    this.#last = { seq, hash }
    if (seq > last.seq + 2) return `entries ${last.seq + 1} to ${seq - 1} are missing`
    if (seq !== last.seq + 1) return `entry ${last.seq + 1} is missing`
    const problem =
      (entry.previousHash === last.hash ? null : `does not continue entry ${last.seq}`) ??
      contentProblem(entry) ??
      this.#signed.problem(entry)
    return problem === null ? null : `entry ${seq} ${problem}`
  }
}

function contentProblem(entry: StoredEntry): string | null {
  // A blob may hold the bytes of a text, which every reader of the log would stumble over.
  if (typeof entry.data !== 'string' || hashOf(entry) !== entry.hash)
    return 'was changed after it was written'
  const data = objectIn(entry.data)
  if (data === null) return 'holds no JSON object'
  if (entry.about !== aboutOf({ kind: entry.kind as AuditKind, data }))
    return 'is filed under another record than its own'
  // An anchor is of the entry before it: both were written in one transaction.
  if (
    entry.kind === 'audit_anchor' &&
    !(data['seq'] === entry.seq - 1 && data['hash'] === entry.previousHash)
  )
    return 'is an anchor of another log: what stands before it was written anew'
  if (entry.kind !== 'audit_sealed') return null
  const seal = sealIn(entry)
  return seal === null ? 'is a seal that cannot be read' : sealProblem(seal)
}

function objectIn(text: string): { readonly [key: string]: Json } | null {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as { readonly [key: string]: Json })
      : null
  } catch {
    return null
  }
}

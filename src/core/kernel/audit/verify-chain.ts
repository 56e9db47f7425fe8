import { aboutOf } from './about.ts'
import type { AuditHead, AuditKind, Json } from './audit-entry.ts'
import { type AuditKeys, NO_AUDIT_KEYS } from './audit-key.ts'
import { FIRST_HASH, hashOf } from './chain.ts'
import { type KeyFinding, KeyWalk } from './key-walk.ts'
import { type Seal, sealIn, sealProblem } from './seal.ts'
import type { StoredEntry } from './stored-entry.ts'
import { type Witness, WitnessWalk } from './witness.ts'

/** What the log is held to, beside itself. */
export interface VerifiedAgainst {
  readonly keys?: AuditKeys
  /** The entry from which on the operator says that all are signed. */
  readonly keyedFrom?: number | null
  readonly witnesses?: readonly Witness[]
  /** The newest seal, where the log begins after entries that were removed; see `verifyRecord`. */
  readonly seal?: Seal | null
}

export type Verification =
  | {
      readonly intact: true
      readonly entries: number
      readonly lastSeq: number
      readonly lastHash: string
      readonly keyed: KeyFinding
      readonly seal: Seal | null
      /** How many heads that were kept elsewhere the log agrees with, and how many were of entries under the seal. */
      readonly witnesses: { readonly agreed: number; readonly sealed: number }
    }
  | {
      readonly intact: false
      /** Where the log itself breaks; null where it only disagrees with what was kept elsewhere. */
      readonly atSeq: number | null
      /** The first of the problems. */
      readonly problem: string
      readonly problems: readonly string[]
    }

/**
 * Walks the whole chain, over the bytes that are stored, and names the first entry that is not as it was written. What was kept
 * elsewhere is compared to the end, each.
 */
export async function verifyChain(
  entries: AsyncIterable<StoredEntry>,
  { keys = NO_AUDIT_KEYS, keyedFrom = null, witnesses = [], seal = null }: VerifiedAgainst = {},
): Promise<Verification> {
  const seen = new WitnessWalk(witnesses, seal?.last ?? null)
  const signed = new KeyWalk(keys, seal?.key ?? null)
  let last: AuditHead = seal?.last ?? { seq: 0, hash: FIRST_HASH }
  let broken: { seq: number; problem: string } | null = null
  let isSealSeen = seal === null
  let count = 0
  for await (const entry of entries) {
    seen.see(entry)
    if (broken === null) {
      const problem =
        linkProblem(entry, last) ?? contentProblem(entry) ?? signed.problem(entry) ?? foundByBot(entry)
      if (problem !== null)
        broken = { seq: last.seq + 1, problem: entryProblem(last.seq + 1, entry, problem) }
    }
    if (entry.seq === seal?.seq) isSealSeen = true
    last = { seq: entry.seq, hash: entry.hash }
    count += 1
  }
  if (broken === null && !isSealSeen)
    broken = { seq: last.seq + 1, problem: `entry ${seal?.seq ?? 0}, the seal, is missing` }
  const whole = broken === null ? signed.problemAtEnd(keyedFrom) : null
  const problems = [broken?.problem, whole, ...seen.problems(last.seq)].filter(
    (one) => typeof one === 'string',
  )
  const [problem] = problems
  if (problem !== undefined) return { intact: false, atSeq: broken?.seq ?? null, problem, problems }
  return {
    intact: true,
    entries: count,
    lastSeq: last.seq,
    lastHash: last.hash,
    keyed: signed.finding,
    seal,
    witnesses: { agreed: seen.agreed, sealed: seen.sealed },
  }
}

const MISSING = 'missing'

function linkProblem(entry: StoredEntry, last: AuditHead): string | null {
  if (entry.seq !== last.seq + 1) return MISSING
  return entry.previousHash === last.hash ? null : `does not continue entry ${last.seq}`
}

function entryProblem(expected: number, { seq }: StoredEntry, problem: string): string {
  if (problem !== MISSING) return `entry ${expected} ${problem}`
  return seq > expected + 1 ? `entries ${expected} to ${seq - 1} are missing` : `entry ${expected} is missing`
}

function contentProblem(entry: StoredEntry): string | null {
  // A blob may hold the bytes of a text, which every reader of the log would stumble over.
  if (typeof entry.data !== 'string' || hashOf(entry) !== entry.hash)
    return 'was changed after it was written'
  if (entry.about !== whatItIsAbout(entry)) return 'is filed under another record than its own'
  if (entry.kind !== 'audit_sealed') return null
  const seal = sealIn(entry)
  return seal === null ? 'is a seal that cannot be read' : sealProblem(seal)
}

/** What follows from data that was hashed, and so was written by the bot. */
function whatItIsAbout({ kind, data }: StoredEntry): string | null {
  if (kind === 'gate') return null
  return aboutOf({ kind: kind as AuditKind, data: JSON.parse(data) as { readonly [key: string]: Json } })
}

/** The running bot saw what the log alone shows no more. */
function foundByBot({ kind, at, data }: StoredEntry): string | null {
  if (kind !== 'audit_broken') return null
  const { problem } = JSON.parse(data) as { readonly problem?: unknown }
  return `says that the running bot found on ${new Date(at).toISOString()}: ${String(problem)}`
}

import { isoTime } from '../time/iso-time.ts'
import { type AuditKeys, NO_AUDIT_KEYS } from './audit-key.ts'
import { FIRST_HASH } from './chain.ts'
import { ChainWalk } from './chain-walk.ts'
import { type KeyFinding, KeyWalk } from './key-walk.ts'
import type { Seal } from './seal.ts'
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
  const seen = new WitnessWalk(witnesses, seal)
  const signed = new KeyWalk(keys, seal?.key ?? null)
  const walk = new ChainWalk(seal?.last ?? { seq: 0, hash: FIRST_HASH }, signed)
  let broken: { seq: number; problem: string } | null = null
  let lastSeq = walk.last.seq
  let isSealSeen = seal === null
  let count = 0
  for await (const entry of entries) {
    seen.see(entry)
    const next = walk.last.seq + 1
    // Behind the first break nothing follows from anything: what was kept elsewhere is compared all the same.
    const problem: string | null = broken === null ? (walk.problem(entry) ?? foundByBot(entry)) : null
    if (problem !== null) broken = { seq: next, problem }
    if (entry.seq === seal?.seq) isSealSeen = true
    lastSeq = entry.seq
    count += 1
  }
  const { last } = walk
  if (broken === null && !isSealSeen)
    broken = { seq: last.seq + 1, problem: `entry ${seal?.seq ?? 0}, the seal, is missing` }
  const whole = broken === null ? signed.problemAtEnd(keyedFrom) : null
  const problems = [broken?.problem, whole, ...seen.problems(lastSeq)].filter(
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

/** The same with what else was found. */
export function withProblems(found: Verification, more: readonly string[]): Verification {
  const problems = [...(found.intact ? [] : found.problems), ...more]
  const [problem] = problems
  if (problem === undefined) return found
  return { intact: false, atSeq: found.intact ? null : found.atSeq, problem, problems }
}

/** The running bot saw what the log alone shows no more. */
function foundByBot({ seq, kind, at, data }: StoredEntry): string | null {
  if (kind !== 'audit_broken') return null
  const { problem } = JSON.parse(data) as { readonly problem?: unknown }
  return `entry ${seq} says that the running bot found on ${isoTime(at)}: ${String(problem)}`
}

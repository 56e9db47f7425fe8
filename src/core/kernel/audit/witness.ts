import { isoTime } from '../time/iso-time.ts'
import type { AuditHead } from './audit-entry.ts'
import type { Seal } from './seal.ts'

/** A head that was kept outside of the store, by somebody who saw it: a pipeline's log, a file, a thread in Slack. */
export interface Witness extends AuditHead {
  /** Who saw it, for people: `--expect`, `anchors.jsonl, line 3`. */
  readonly where: string
  /** When it was anchored, at the earliest: the entry after it, which says so, is no older. Left out where nobody knows. */
  readonly anchoredAt?: number
}

/** `812:3fa9…`, as answers of the gate are written down. Null for anything else. */
export function headIn(text: string): AuditHead | null {
  const [, seq = '', hash = ''] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text.trim()) ?? []
  return hash === '' ? null : { seq: Number(seq), hash }
}

export const headText = ({ seq, hash }: AuditHead): string => `${seq}:${hash}`

/** Compares a walk along the log with what was kept of it elsewhere. */
export class WitnessWalk {
  readonly #waiting = new Map<number, Witness[]>()
  readonly #problems: string[] = []
  #agreed = 0
  #sealed = 0

  /** What was seen of entries that were removed under a seal cannot be compared any more, except when they were written. */
  constructor(witnesses: readonly Witness[], seal: Seal | null) {
    const sealedTo = seal?.last ?? null
    for (const witness of witnesses) {
      const isRemoved = sealedTo !== null && witness.seq < sealedTo.seq
      if (isRemoved) {
        this.#sealed += 1
        const problem = tooFresh(witness, seal)
        if (problem !== null) this.#problems.push(problem)
      } else this.#waiting.set(witness.seq, [...(this.#waiting.get(witness.seq) ?? []), witness])
    }
    if (sealedTo !== null) this.see(sealedTo)
  }

  see({ seq, hash }: AuditHead): void {
    const witnesses = this.#waiting.get(seq)
    if (witnesses === undefined) return
    this.#waiting.delete(seq)
    for (const witness of witnesses) {
      if (witness.hash === hash) this.#agreed += 1
      else
        this.#problems.push(
          `entry ${seq} is not the one that ${witness.where} saw: the log was written anew, or ${witness.where} is forged`,
        )
    }
  }

  /** Every one that was not confirmed, after the last entry. */
  problems(lastSeq: number): readonly string[] {
    const unseen = [...this.#waiting.values()].flat().sort((a, b) => a.seq - b.seq)
    return [
      ...this.#problems,
      ...unseen.map(({ seq, where }) =>
        seq > lastSeq
          ? `the log ends at entry ${lastSeq}, and ${where} saw entry ${seq}: its end was cut off, or ${where} is forged`
          : `entry ${seq} is missing, and ${where} saw it`,
      ),
    ]
  }

  get agreed(): number {
    return this.#agreed
  }

  /** How many are of entries that were removed under a seal. */
  get sealed(): number {
    return this.#sealed
  }
}

/** Whoever makes up a seal writes into it what makes it look due; when its entries were written they cannot say. */
function tooFresh({ seq, where, anchoredAt }: Witness, seal: Seal | null): string | null {
  if (seal === null || anchoredAt === undefined || anchoredAt < seal.olderThan) return null
  return `entry ${seal.seq} seals entries of before ${isoTime(seal.olderThan)}, and ${where} saw one of them, entry ${seq + 1}, written on ${isoTime(anchoredAt)} or later: the seal was made up, or ${where} is forged`
}

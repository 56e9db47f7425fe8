import { MINUTE_MS } from '../kernel/time/duration.ts'
import type { Period } from '../kernel/time/period.ts'
import { isSourceFailure, type SliSample, type SliSource } from './sli-source.ts'
import { type Slo, sloKey } from './slo.ts'

export interface ToldPiece {
  readonly sample: SliSample
  readonly warning?: string
}

/** What happened in a stretch of maintenance that was asked for. */
export type KnownPieces = (slo: Slo, period: Period) => ToldPiece

export interface WantedPieces {
  readonly slo: Slo
  readonly pieces: readonly Period[]
  /** Those among them that a later lookback will want again, because they are whole periods. */
  readonly whole: readonly Period[]
}

/** Rules and remote writers may still add to what is younger. */
const SETTLED_AFTER_MS = 10 * MINUTE_MS
const MOST_KEPT = 1_000
/** Times that a source is asked about at once. */
const AT_ONCE = 4

/**
 * Asks for stretches of maintenance, each by one question at its end. Those of the past that queries have told are kept, for
 * as long as the SLO is the same; pushed counts may come late, and cost little.
 */
export function knownPieces(source: SliSource): {
  of(wanted: readonly WantedPieces[], at: number, signal?: AbortSignal): Promise<KnownPieces>
} {
  const kept = new WeakMap<Slo, Map<string, ToldPiece>>()

  return {
    async of(wanted, at, signal) {
      const told = new Map<Slo, Map<string, ToldPiece>>()
      const failures = new Map<Slo, ToldPiece>()
      const lasting = new Map<Slo, ReadonlySet<string>>()
      const open = new Map<number, Map<Slo, Set<number>>>()
      for (const { slo, pieces, whole } of wanted) {
        const own = new Map<string, ToldPiece>()
        told.set(slo, own)
        lasting.set(slo, new Set(whole.map(keyOf)))
        for (const piece of pieces) {
          const isWhole = lasting.get(slo)?.has(keyOf(piece)) === true
          const known = isWhole ? kept.get(slo)?.get(keyOf(piece)) : undefined
          if (known !== undefined) own.set(keyOf(piece), known)
          else lengthsAt(open, piece.until, slo).add(piece.until - piece.from)
        }
      }

      const askAt = async (until: number, lengths: ReadonlyMap<Slo, ReadonlySet<number>>): Promise<void> => {
        const asked = [...lengths].filter(([slo]) => !failures.has(slo))
        if (asked.length === 0) return
        const found = await source.measure(
          asked.map(([slo, lookbacksMs]) => ({ slo, lookbacksMs: [...lookbacksMs] })),
          until,
          signal,
        )
        for (const [slo, lookbacksMs] of asked)
          for (const lookbackMs of lookbacksMs) {
            const { samples, warning } = found.get(sloKey(slo)) ?? { samples: new Map<number, SliSample>() }
            const sample = samples.get(lookbackMs) ?? NO_ANSWER
            const piece = { sample, ...(warning !== undefined && { warning }) }
            const key = keyOf({ from: until - lookbackMs, until })
            told.get(slo)?.set(key, piece)
            if (isFailure(piece)) failures.set(slo, piece)
            const isSettled = until <= at - SETTLED_AFTER_MS && lasting.get(slo)?.has(key) === true
            if (isSettled && isForGood(slo, piece)) keep(kept, slo, key, piece)
          }
      }
      // The newest first: of a source that fails, no further times are asked about.
      const ends = [...open].sort(([a], [b]) => b - a)
      for (let done = 0; done < ends.length; done += AT_ONCE)
        await Promise.all(ends.slice(done, done + AT_ONCE).map(([until, lengths]) => askAt(until, lengths)))

      return (slo, period) => told.get(slo)?.get(keyOf(period)) ?? failures.get(slo) ?? { sample: NO_ANSWER }
    },
  }
}

const NO_ANSWER: SliSample = { kind: 'missing', reason: 'query_failed', detail: 'the source gave no answer' }

const keyOf = ({ from, until }: Period): string => `${from}-${until}`

function lengthsAt(open: Map<number, Map<Slo, Set<number>>>, until: number, slo: Slo): Set<number> {
  const bySlo = open.get(until) ?? new Map<Slo, Set<number>>()
  open.set(until, bySlo)
  const lengths = bySlo.get(slo) ?? new Set()
  bySlo.set(slo, lengths)
  return lengths
}

const isFailure = ({ sample }: ToldPiece): boolean =>
  sample.kind === 'missing' && isSourceFailure(sample.reason)

const isForGood = ({ sli }: Slo, piece: ToldPiece): boolean =>
  sli.kind !== 'pushed' && piece.warning === undefined && !isFailure(piece)

function keep(kept: WeakMap<Slo, Map<string, ToldPiece>>, slo: Slo, key: string, piece: ToldPiece): void {
  const own = kept.get(slo) ?? new Map<string, ToldPiece>()
  kept.set(slo, own)
  own.set(key, piece)
  const [oldest] = own.keys()
  if (own.size > MOST_KEPT && oldest !== undefined) own.delete(oldest)
}

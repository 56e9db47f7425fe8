import { questionOf, readingOf } from '../budgets/reading-of.ts'
import type { Missing, SliMeasurement, SliSource } from '../budgets/sli-source.ts'
import { type Slo, sloKey } from '../budgets/slo.ts'
import { windowAt } from '../budgets/slo-window.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import type { Past } from './past-counts.ts'
import { type Piece, pastOf } from './past-of.ts'
import { LOOKBACKS_OF_TRAFFIC } from './traffic-ahead.ts'

/** A window is asked for in so many pieces; a day at most belongs to one, where that is possible. */
const PIECES = 30
/** Times that a source is asked about at once. */
const AT_ONCE = 4

export interface PastQuestion {
  /** Plain ones, no composites. */
  readonly slos: readonly Slo[]
  readonly at: number
  /** Further lookbacks that conditions ask for. */
  readonly furtherMs: readonly number[]
  /** How far ahead the figures have to be exact: the past is asked for without as much. */
  readonly exactAheadMs: number
}

/**
 * The recent past of each SLO by `sloKey`: its lookbacks by one question as of now, and what leaves its window in pieces.
 * Rejects only when `signal` aborts.
 */
export async function askPast(
  source: SliSource,
  question: PastQuestion,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Past>> {
  const { slos, at } = question
  const asked = slos.map((slo) => ({ slo, lookbacksMs: lookbacksFor(slo, question) }))
  const measured = await source.measure(asked, at, signal)
  const live = slos.filter((slo) => readingNow(slo, measured, question).kind === 'measured')
  const pieces = await askPieces(source, live, at, signal)
  return new Map(
    slos.map((slo): [string, Past] => {
      const reading = readingNow(slo, measured, question)
      if (reading.kind === 'missing') {
        const { reason, detail } = reading
        return [sloKey(slo), { kind: 'unknown', slo, why: { kind: 'missing', reason, detail } }]
      }
      const measurement = measured.get(sloKey(slo)) ?? NOTHING
      return [sloKey(slo), pastOf(slo, measurement, pieces.get(sloKey(slo)) ?? [], at)]
    }),
  )
}

const NOTHING: SliMeasurement = { samples: new Map() }

const readingNow = (
  slo: Slo,
  measured: ReadonlyMap<string, SliMeasurement>,
  { at, furtherMs }: PastQuestion,
) => readingOf(slo, measured.get(sloKey(slo)) ?? NOTHING, at, furtherMs)

function lookbacksFor(slo: Slo, { at, furtherMs, exactAheadMs }: PastQuestion): readonly number[] {
  const { lookbacksMs } = questionOf(slo, at, furtherMs)
  const shortened = lookbacksMs.map((lookbackMs) => lookbackMs - exactAheadMs).filter((ms) => ms > 0)
  return [...new Set([...lookbacksMs, ...LOOKBACKS_OF_TRAFFIC, ...shortened, pieceMs(slo, at)])]
}

/** How long the pieces are in which a window is asked for. */
const pieceMs = ({ window }: Slo, at: number): number =>
  Math.max(1, Math.round(windowAt(window, at).lengthMs / PIECES))

/** The pieces of each SLO's window by `sloKey`, the newest first. What a calendar window counts leaves it with all else. */
async function askPieces(
  source: SliSource,
  slos: readonly Slo[],
  at: number,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, readonly Piece[]>> {
  const wanted = new Map<number, Slo[]>()
  for (const slo of slos)
    for (let piece = 1; piece < PIECES; piece += 1) {
      const until = at - piece * pieceMs(slo, at)
      if (slo.window.kind === 'rolling' || until > at - 7 * DAY_MS)
        wanted.set(until, [...(wanted.get(until) ?? []), slo])
    }
  const found = new Map<string, Piece[]>()
  const times = [...wanted].toSorted(([a], [b]) => b - a)
  for (let done = 0; done < times.length; done += AT_ONCE) {
    const some = times.slice(done, done + AT_ONCE)
    const answers = await Promise.all(
      some.map(([until, own]) =>
        source.measure(
          own.map((slo) => ({ slo, lookbacksMs: [pieceMs(slo, at)] })),
          until,
          signal,
        ),
      ),
    )
    for (const [index, [, own]] of some.entries())
      for (const slo of own) {
        const lengthMs = pieceMs(slo, at)
        const sample = answers[index]?.get(sloKey(slo))?.samples.get(lengthMs) ?? NO_ANSWER
        found.set(sloKey(slo), [...(found.get(sloKey(slo)) ?? []), { sample, lengthMs }])
      }
  }
  return found
}

const NO_ANSWER: Missing = { kind: 'missing', reason: 'no_data', detail: 'the source gave no answer' }

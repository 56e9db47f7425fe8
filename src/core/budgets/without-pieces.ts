import type { MissingReason, SliSample } from './sli-source.ts'

/** What one stretch of maintenance gave. */
export interface Piece {
  readonly lengthMs: number
  readonly sample: SliSample
}

/** Two increases that were extrapolated differ by so much of the whole: what is left of it below that is no traffic. */
const NOISE = 1e-3

/** Where nothing was counted there is nothing to take away; everything else must be known. */
const NOTHING_HAPPENED: ReadonlySet<MissingReason> = new Set([
  'no_data',
  'no_traffic',
  'low_traffic',
  'not_a_number',
])

/**
 * The sample of a lookback, as long as there is history, without the pieces in it: counts minus counts, ratios by time
 * under even traffic. `isExact` where counts are counted and not extrapolated. A piece without an answer makes it
 * missing.
 */
export function withoutPieces(
  whole: SliSample,
  lookbackMs: number,
  pieces: readonly Piece[],
  isExact: boolean,
): SliSample {
  if (whole.kind === 'missing') return whole
  for (const { sample } of pieces)
    if (sample.kind === 'missing' && !NOTHING_HAPPENED.has(sample.reason))
      return { ...sample, detail: `what happened in maintenance: ${sample.detail}` }
  const busy = pieces.filter(({ sample }) => sample.kind !== 'missing')
  if (whole.kind === 'counts' && busy.every(({ sample }) => sample.kind === 'counts'))
    return countsWithout(whole, busy, isExact)
  return ratioWithout(whole, lookbackMs, pieces)
}

const NOTHING_ELSE: SliSample = {
  kind: 'missing',
  reason: 'no_traffic',
  detail: 'no events outside of maintenance',
}

type Counts = Extract<SliSample, { kind: 'counts' }>

function countsWithout(whole: Counts, pieces: readonly Piece[], isExact: boolean): SliSample {
  let { total } = whole
  let bad = whole.total - whole.good
  for (const { sample } of pieces) {
    if (sample.kind !== 'counts') continue
    total -= sample.total
    bad -= sample.total - sample.good
  }
  if (total <= (isExact ? 0 : whole.total * NOISE)) return NOTHING_ELSE
  return { kind: 'counts', good: total - Math.min(Math.max(bad, 0), total), total }
}

function ratioWithout(whole: SliSample, lookbackMs: number, pieces: readonly Piece[]): SliSample {
  const ratio = ratioOf(whole)
  if (ratio === undefined) return whole
  // A time without events had no part in the whole's ratio.
  let weightMs = lookbackMs
  let good = 0
  let busyMs = 0
  for (const { lengthMs, sample } of pieces) {
    const own = ratioOf(sample)
    if (own === undefined) weightMs -= lengthMs
    else {
      good += own * lengthMs
      busyMs += lengthMs
    }
  }
  const restMs = weightMs - busyMs
  if (restMs <= lookbackMs * NOISE) return NOTHING_ELSE
  const rest = (ratio * weightMs - good) / restMs
  return { kind: 'success-ratio', ratio: Math.min(1, Math.max(0, rest)) }
}

function ratioOf(sample: SliSample): number | undefined {
  switch (sample.kind) {
    case 'counts':
      return sample.total > 0 ? sample.good / sample.total : undefined
    case 'success-ratio':
      return sample.ratio
    default:
      return undefined
  }
}

import { BURN_LOOKBACKS } from '../budgets/reading.ts'
import type { Missing, SliMeasurement, SliSample } from '../budgets/sli-source.ts'
import type { Slo } from '../budgets/slo.ts'
import { windowAt } from '../budgets/slo-window.ts'
import { type CountsOver, median, type Past } from './past-counts.ts'

/** One piece by its end; the newest one is among the lookbacks. */
export interface Piece {
  readonly sample: SliSample
  readonly lengthMs: number
}

/** What the measurement as of now and the older pieces say of an SLO that has a figure. */
export function pastOf(slo: Slo, measurement: SliMeasurement, pieces: readonly Piece[], at: number): Past {
  const { samples, coverage } = measurement
  const span = windowAt(slo.window, at)
  const ageMs = coverage === undefined ? null : coverage < 1 ? coverage * span.lookbackMs : Infinity
  const covered = pieces.filter(({ lengthMs }, index) => (index + 2) * lengthMs <= (ageMs ?? Infinity))
  const all = [...samples.values(), ...covered.map(({ sample }) => sample)]
  // Where some of it is recorded as ratios, all of it is a matter of time.
  const isCounted = all.every(({ kind }) => kind === 'counts' || kind === 'missing')
  const count: Counting = (sample, lookbackMs, elapsedRatio = 1) =>
    countsOf(slo, sample, lookbackMs, { elapsedRatio, isCounted })
  const unanswered = new Map<number, Missing>()
  const known: CountsOver[] = []
  for (const [lookbackMs, sample] of samples) {
    const counts = count(sample, lookbackMs, span.elapsedRatio)
    if (counts !== undefined) known.push({ lookbackMs, ...counts })
    else if (sample.kind === 'missing') unanswered.set(lookbackMs, sample)
  }
  const whole = known.find(({ lookbackMs }) => lookbackMs === span.lookbackMs)
  const parts = partsOf(known, covered, count)
  // A budget that something else has worked out need not be the sum of what it tells of other times.
  const isSum = samples.get(span.lookbackMs)?.kind !== 'remaining'
  const over = ascending(
    isSum
      ? [...known, ...(slo.window.kind === 'rolling' ? cumulated(known, pieces, whole, count) : [])]
      : known.filter((one) => one === whole || one.lookbackMs <= BURN_LOOKBACKS['3d']),
    whole,
  )
  return {
    kind: 'known',
    slo,
    at,
    isCounted,
    over,
    unanswered,
    parts,
    usualBadRatio: usualBadRatio(parts, whole),
    ageMs,
  }
}

interface Counts {
  readonly bad: number
  readonly total: number
}

/** Undefined where there is no figure. */
type Counting = (sample: SliSample, lookbackMs: number, elapsedRatio?: number) => Counts | undefined

/** Without traffic nothing was counted. */
function countsOf(
  { objective, sli }: Slo,
  sample: SliSample,
  lookbackMs: number,
  { elapsedRatio, isCounted }: { readonly elapsedRatio: number; readonly isCounted: boolean },
): Counts | undefined {
  const ofRatio = (bad: number): Counts => ({ bad: bad * lookbackMs, total: lookbackMs })
  switch (sample.kind) {
    case 'counts': {
      const { good, total } = sample
      return isCounted || total <= 0 ? { bad: total - good, total } : ofRatio((total - good) / total)
    }
    case 'success-ratio':
      return ofRatio(1 - sample.ratio)
    case 'burn-rate':
      return ofRatio(sample.burnRate * objective.errorBudgetRatio)
    case 'remaining':
      return ofRatio(((1 - sample.remainingRatio) * objective.errorBudgetRatio) / elapsedRatio)
    case 'missing':
      return isQuiet(sample) || isNothingPushed(sli, sample) ? { bad: 0, total: 0 } : undefined
  }
}

/** Counts are pushed when there are any. */
const isNothingPushed = ({ kind }: Slo['sli'], { reason }: Missing): boolean =>
  kind === 'pushed' && reason === 'no_data'

const isQuiet = ({ reason }: Missing): boolean => reason.endsWith('_traffic')

/** Older than the data there is nothing, which is known as well. */
const isEmpty = (sample: SliSample): boolean =>
  sample.kind === 'missing' && (isQuiet(sample) || sample.reason === 'no_data')

/** The pieces added up from the newest on, so that they make what the whole window has. */
function cumulated(
  known: readonly CountsOver[],
  pieces: readonly Piece[],
  whole: CountsOver | undefined,
  count: Counting,
): readonly CountsOver[] {
  const [{ lengthMs } = { lengthMs: 0 }] = pieces
  const newest = known.find(({ lookbackMs }) => lookbackMs === lengthMs)
  if (newest === undefined || whole === undefined) return []
  let sum: CountsOver = newest
  const sums = [sum]
  for (const { sample } of pieces) {
    const counts = isEmpty(sample) ? { bad: 0, total: 0 } : count(sample, lengthMs)
    if (counts === undefined) return []
    sum = {
      lookbackMs: sum.lookbackMs + lengthMs,
      bad: sum.bad + counts.bad,
      total: sum.total + counts.total,
    }
    sums.push(sum)
  }
  const scaled = (part: number, sumOfAll: number, all: number): number =>
    sumOfAll > 0 ? (part * all) / sumOfAll : 0
  return sums.map(({ lookbackMs, bad, total }) => ({
    lookbackMs,
    bad: scaled(bad, sum.bad, whole.bad),
    total: scaled(total, sum.total, whole.total),
  }))
}

/** By lookback, each once, none with less than a shorter one, and within the window none with more than that: sources extrapolate. */
function ascending(counts: readonly CountsOver[], whole: CountsOver | undefined): readonly CountsOver[] {
  const sorted = [...new Map(counts.toReversed().map((one) => [one.lookbackMs, one])).values()].toSorted(
    (a, b) => a.lookbackMs - b.lookbackMs,
  )
  const rising: CountsOver[] = []
  for (const { lookbackMs, bad, total } of sorted) {
    const before = rising.at(-1)
    const most = whole !== undefined && lookbackMs <= whole.lookbackMs ? whole : NO_BOUND
    rising.push({
      lookbackMs,
      bad: Math.min(most.bad, Math.max(bad, before?.bad ?? 0)),
      total: Math.min(most.total, Math.max(total, before?.total ?? 0)),
    })
  }
  return rising
}

const NO_BOUND = { bad: Infinity, total: Infinity } as const

/** The pieces for which there is a figure, the newest first. */
function partsOf(
  known: readonly CountsOver[],
  pieces: readonly Piece[],
  count: Counting,
): readonly CountsOver[] {
  const [{ lengthMs } = { lengthMs: 0 }] = pieces
  const newest = known.find(({ lookbackMs }) => lookbackMs === lengthMs)
  const older = pieces.flatMap(({ sample }) => {
    const counts = count(sample, lengthMs)
    return counts === undefined ? [] : [{ lookbackMs: lengthMs, ...counts }]
  })
  return newest === undefined ? older : [newest, ...older]
}

/** The median of the parts, so that an outage of last week is not expected again; of the whole window without parts. */
function usualBadRatio(parts: readonly CountsOver[], whole: CountsOver | undefined): number {
  const ratios = parts.flatMap(({ bad, total }) => (total > 0 ? [bad / total] : []))
  const ofWhole = whole !== undefined && whole.total > 0 ? whole.bad / whole.total : 0
  return clamped(median(ratios) ?? ofWhole)
}

const clamped = (ratio: number): number => Math.min(1, Math.max(0, ratio))

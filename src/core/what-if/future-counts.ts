import type { Period } from '../kernel/time/period.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import { trafficAhead } from './traffic-ahead.ts'
import { windowAt } from '../budgets/slo-window.ts'
import { countsBack, type PastCounts } from './past-counts.ts'
import { costs, hits, type ImaginedOutage, type Scenario } from './scenario.ts'

/** What an SLO will have counted in `(from, until]`, both after now. */
export type FutureCounts = (from: number, until: number) => { readonly bad: number; readonly total: number }

/**
 * The usual traffic with the bad share of a usual day; in an outage at least its share is bad. Nothing counts in maintenance.
 */
export function futureCounts(
  past: PastCounts,
  scenario: Scenario,
  maintenance: readonly Period[],
): FutureCounts {
  const own = scenario.outages.filter((outage) => hits(outage, past.slo))
  const { budgeting } = past.slo
  const counted =
    budgeting === undefined || budgeting.kind === 'occurrences'
      ? ofEvents(past, own, maintenance)
      : ofSlices(past, own, maintenance)
  const ownCosts = scenario.costs
    .filter((cost) => costs(cost, past.slo))
    .map(({ at, costRatio, windowEndsAt }) => ({
      at,
      bad: costRatio * budgetAt(past, counted, windowEndsAt),
    }))
  return (from, until) => {
    const { bad, total } = counted(from, until)
    const cost = ownCosts.filter(({ at }) => at > from && at <= until).reduce((sum, one) => sum + one.bad, 0)
    return { bad: bad + cost, total }
  }
}

/** What may be bad of the window that ends then, or of the whole of a calendar window that goes on. */
function budgetAt(past: PastCounts, counted: FutureCounts, at: number): number {
  const { lookbackMs, elapsedRatio } = windowAt(past.slo.window, at)
  const before = countsBack(past, lookbackMs - (at - past.at)).total
  const after = counted(Math.max(past.at, at - lookbackMs), at).total
  return ((before + after) / elapsedRatio) * past.slo.objective.errorBudgetRatio
}

type Outages = readonly ImaginedOutage[]

function ofEvents(past: PastCounts, own: Outages, maintenance: readonly Period[]): FutureCounts {
  const { totalUntil } = trafficAhead(past)
  const edges = edgesOf(own, maintenance)
  return (from, until) => {
    let bad = 0
    let total = 0
    for (const [start, end] of stretches(edges, from, until)) {
      const middle = (start + end) / 2
      if (isIn(maintenance, middle)) continue
      const events = totalUntil(end - past.at) - totalUntil(start - past.at)
      total += events
      bad += events * Math.max(past.usualBadRatio, worstShare(own, middle))
    }
    return { bad, total }
  }
}

/** Each slice counts once, when it ends. */
function ofSlices(past: PastCounts, own: Outages, maintenance: readonly Period[]): FutureCounts {
  const { budgeting } = past.slo
  if (budgeting === undefined || budgeting.kind === 'occurrences') throw new Error('an SLO without slices')
  const { sliceMs } = budgeting
  const { totalUntil } = trafficAhead(past)
  const isBusy = totalUntil(DAY_MS) > 0
  const badOf = (end: number): number => {
    const lost = own.reduce(
      (sum, { from, until, badRatio }) =>
        sum + badRatio * Math.max(0, Math.min(until, end) - Math.max(from, end - sliceMs)),
      0,
    )
    const share = Math.min(1, lost / sliceMs)
    const isMissed = budgeting.kind === 'timeslices' && share > 1 - budgeting.target + 1e-9
    if (budgeting.kind === 'timeslices') return isMissed ? 1 : past.usualBadRatio
    return Math.max(share, past.usualBadRatio)
  }
  return (from, until) => {
    let bad = 0
    let total = 0
    if (!isBusy) return { bad, total }
    const [first, last] = [Math.floor(from / sliceMs) + 1, Math.floor(until / sliceMs)]
    for (let slice = first; slice <= last; slice += 1) {
      const end = slice * sliceMs
      if (isIn(maintenance, end - sliceMs / 2)) continue
      total += 1
      bad += badOf(end)
    }
    return { bad, total }
  }
}

const worstShare = (own: Outages, at: number): number =>
  own.reduce(
    (most, { from, until, badRatio }) => (from <= at && at < until ? Math.max(most, badRatio) : most),
    0,
  )

const isIn = (periods: readonly Period[], at: number): boolean =>
  periods.some(({ from, until }) => from <= at && at < until)

const edgesOf = (own: Outages, maintenance: readonly Period[]): readonly number[] =>
  [...new Set([...own, ...maintenance].flatMap(({ from, until }) => [from, until]))].toSorted((a, b) => a - b)

/** `(from, until]` cut at the edges that lie in it. */
function stretches(
  edges: readonly number[],
  from: number,
  until: number,
): readonly (readonly [number, number])[] {
  if (until <= from) return []
  const cuts = [from, ...edges.filter((edge) => edge > from && edge < until), until]
  return cuts.slice(1).map((end, index) => [cuts[index] ?? from, end] as const)
}

import { MINUTE_MS } from '../kernel/time/duration.ts'
import type { Period } from '../kernel/time/period.ts'
import {
  lengthOf,
  maintenanceBetween,
  type MaintenanceWindow,
  whyNotExcluded,
  within,
} from './maintenance.ts'
import { type KnownPieces, knownPieces } from './maintenance-pieces.ts'
import type { SliMeasurement, SliQuestion, SliSample, SliSource } from './sli-source.ts'
import { sloKey } from './slo.ts'
import { windowAt } from './slo-window.ts'
import { withoutPieces } from './without-pieces.ts'

/** The beginning of a history is known to within this part of the window. */
const COVERAGE_STEPS = 60

/** The newest so many periods are left out of a lookback; each is asked for once. Every day of a year fits. */
const MOST_PERIODS = 400

/**
 * The same measurements without what happened in maintenance. A lookback that was nothing but maintenance is one without
 * traffic. Where another tool has worked out the figure already, maintenance stays in it and a warning says so.
 */
export function excludingMaintenance(
  source: SliSource,
  windows: () => readonly MaintenanceWindow[],
): SliSource {
  const pieces = knownPieces(source)
  return {
    measure: async (questions, at, signal) => {
      const measured = await source.measure(questions, at, signal)
      const current = windows()
      if (current.length === 0) return measured
      const longestMs = questions.reduce((most, { lookbacksMs }) => Math.max(most, ...lookbacksMs), 0)
      const periodsOf = maintenanceBetween(current, at - longestMs, at)
      const cuts = questions.flatMap((question) => {
        const found = measured.get(sloKey(question.slo))
        const cut = found && cutOf(question, found, periodsOf(question.slo), at)
        return cut === undefined ? [] : [cut]
      })
      const told = await pieces.of(
        cuts.map(({ slo, byLookback, whole }) => ({
          slo,
          pieces: [...byLookback.values()].flat(),
          whole,
        })),
        at,
        signal,
      )
      return new Map([...measured, ...cuts.map((cut) => [sloKey(cut.slo), corrected(cut, told)] as const)])
    },
  }
}

/** What to cut out of the measurement of one SLO. */
interface Cut {
  readonly slo: SliQuestion['slo']
  readonly measurement: SliMeasurement
  readonly at: number
  /** When the source's history begins. */
  readonly coveredFrom: number
  /** Periods that lie in it as a whole. */
  readonly whole: readonly Period[]
  /** What periods share with each lookback. */
  readonly byLookback: ReadonlyMap<number, readonly Period[]>
  readonly windowMs: number
  readonly warning: string | undefined
}

function cutOf(
  { slo, lookbacksMs }: SliQuestion,
  measurement: SliMeasurement,
  periods: readonly Period[],
  at: number,
): Cut | undefined {
  const windowMs = windowAt(slo.window, at).lookbackMs
  const { coverage = 1 } = measurement
  const isShort = coverage < 1 && lookbacksMs.includes(windowMs)
  const coveredFrom = isShort ? at - coverage * windowMs : -Infinity
  // How far the history reaches is known to a step of a search.
  const told = periods.filter(({ until }) => until > coveredFrom - windowMs / COVERAGE_STEPS)
  const newest = told.slice(-MOST_PERIODS)
  const byLookback = new Map<number, readonly Period[]>()
  for (const lookbackMs of lookbacksMs) {
    const own = within(newest, at - lookbackMs, at)
    if (own.length > 0) byLookback.set(lookbackMs, own)
  }
  if (byLookback.size === 0) return undefined
  const why = whyNotExcluded(slo.sli)
  // What the source begins to forget is asked for again: it must not be subtracted from a figure that no longer contains
  // it.
  const whole = newest.filter(({ from }) => from > coveredFrom)
  const cut = { slo, measurement, whole, windowMs, at, coveredFrom }
  if (why !== null) return { ...cut, byLookback: new Map(), warning: `maintenance is not left out: ${why}` }
  const tooMany = newest.length < told.length
  const warning = tooMany ? `only the last ${MOST_PERIODS} periods of maintenance are left out` : undefined
  return { ...cut, byLookback, warning }
}

function corrected(
  { slo, measurement, byLookback, windowMs, warning, at, coveredFrom }: Cut,
  told: KnownPieces,
): SliMeasurement {
  const isExact = slo.sli.kind === 'pushed'
  const covered = (periods: readonly Period[]): number => lengthOf(within(periods, coveredFrom, at))
  const warnings = new Set([measurement.warning, warning])
  const samples = new Map<number, SliSample>(measurement.samples)
  for (const [lookbackMs, periods] of byLookback) {
    const whole = samples.get(lookbackMs)
    if (whole === undefined) continue
    if (isNothingElse(lookbackMs, periods)) {
      samples.set(lookbackMs, ALL_MAINTENANCE)
      continue
    }
    const found = periods.map((period) => ({ period, ...told(slo, period) }))
    found.forEach((piece) => warnings.add(piece.warning))
    const pieces = found.map(({ period, sample }) => ({ lengthMs: covered([period]), sample }))
    const coveredMs = Math.min(lookbackMs, at - coveredFrom)
    samples.set(lookbackMs, withoutPieces(whole, coveredMs, pieces, isExact))
  }
  warnings.delete(undefined)
  const excludedMs = covered(byLookback.get(windowMs) ?? [])
  return {
    ...measurement,
    samples,
    ...(excludedMs > 0 && { excludedMs }),
    ...(warnings.size > 0 && { warning: [...warnings].join('; ') }),
  }
}

const ALL_MAINTENANCE: SliSample = {
  kind: 'missing',
  reason: 'no_traffic',
  detail: 'all of that time was maintenance',
}

/** What is left beside maintenance is too short to tell what happened in it. */
const isNothingElse = (lookbackMs: number, periods: readonly Period[]): boolean =>
  lookbackMs - lengthOf(periods) < Math.max(lookbackMs / 100, Math.min(MINUTE_MS, lookbackMs / 4))

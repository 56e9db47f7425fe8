import { depletionAt, FORECAST_OVER_MS, inMsOf } from './depletion.ts'
import { burnRate, errorRatio, eventsCostRatio, remainingRatio } from './budget.ts'
import {
  BURN_LOOKBACKS,
  type BurnLookback,
  type BurnRates,
  type LookbackFigures,
  type Reading,
} from './reading.ts'
import { orImplausible } from './implausible.ts'
import { hasStopped } from './newest-sample.ts'
import {
  isSourceFailure,
  type Missing,
  type SliMeasurement,
  type SliQuestion,
  type SliSample,
} from './sli-source.ts'
import { lookbacksOfRules } from './burn-rule.ts'
import { youngFactors, youngOf } from './young.ts'
import type { Slo } from './slo.ts'
import { windowAt, type WindowSpan } from './slo-window.ts'

/** What a reading of an SLO at `at` needs to be measured, and the lookbacks that are asked for beyond it. */
export function questionOf(slo: Slo, at: number, furtherMs: readonly number[] = []): SliQuestion {
  const lookbacksMs = new Set([
    windowAt(slo.window, at).lookbackMs,
    ...Object.values(BURN_LOOKBACKS),
    ...lookbacksOfRules(slo.burnRules ?? []),
    ...furtherMs,
  ])
  return { slo, lookbacksMs: [...lookbacksMs] }
}

/**
 * One measurement as a reading, with figures over the further lookbacks that are asked for. Only the SLO's own window
 * decides whether there is a figure at all.
 */
export function readingOf(
  slo: Slo,
  measurement: SliMeasurement,
  at: number,
  furtherMs: readonly number[] = [],
): Reading {
  const { service, name } = slo
  const span = windowAt(slo.window, at)
  const { coverage = 1 } = measurement
  const measured: Measured = {
    slo,
    span,
    samples: countedSamples(slo, measurement.samples),
    factorOver:
      measurement.isYoungAllowedFor === true ? () => 1 : youngFactors(slo, span.lookbackMs, coverage),
  }
  const window = ofLiveData(windowFigures(measured), measurement, at)
  const newestAt = measurement.newest && { newestAt: measurement.newest.at }
  if ('reason' in window) {
    const { reason, detail } = window
    return { kind: 'missing', service, slo: name, at, reason, detail, ...newestAt }
  }

  const burnRates = burnRatesOf(measured)
  const overMs = new Set([...furtherMs, ...lookbacksOfRules(slo.burnRules ?? [])])
  const { excludedMs, warning } = measurement
  const young = youngOf(slo, coverage, span.lookbackMs)
  const youth = young === null ? {} : { young }
  return {
    kind: 'measured',
    service,
    slo: name,
    at,
    ...window,
    burnRates,
    spentLastDayRatio: spentOver(measured, BURN_LOOKBACKS['1d'], burnRates['1d']),
    exhaustsInMs: inMsOf(depletionAt({ ...window, at, ...youth }, burnRates['1d'], span, FORECAST_OVER_MS)),
    coverage,
    ...youth,
    ...newestAt,
    ...(excludedMs !== undefined && excludedMs > 0 && { excludedMs }),
    ...(warning !== undefined && { warning }),
    ...(overMs.size > 0 && {
      over: new Map([...overMs].map((lookbackMs) => [lookbackMs, figuresOver(measured, lookbackMs)])),
    }),
  }
}

/** Figures of data that has stopped say nothing of today: what failed since was not counted. */
function ofLiveData(
  figures: WindowFigures | Missing,
  { newest }: SliMeasurement,
  at: number,
): WindowFigures | Missing {
  const isLive = newest === undefined || !hasStopped(newest, at)
  if (isLive || ('reason' in figures && isSourceFailure(figures.reason))) return figures
  return { kind: 'missing', reason: 'data_stopped', detail: '' }
}

/** What one SLO's window and lookbacks gave. */
interface Measured {
  readonly slo: Slo
  readonly span: WindowSpan
  readonly samples: ReadonlyMap<number, SliSample>
  /** What counts of what was bad in a lookback. */
  readonly factorOver: (lookbackMs: number) => number
}

/** The samples that can be true, of lookbacks that had as many events as count at all; the others are missing. */
export function countedSamples(
  slo: Slo,
  samples: ReadonlyMap<number, SliSample>,
): ReadonlyMap<number, SliSample> {
  const counted = new Map<number, SliSample>()
  for (const [lookbackMs, sample] of samples)
    counted.set(lookbackMs, orLowTraffic(orImplausible(sample, slo), slo))
  return counted
}

function orLowTraffic(sample: SliSample, { minEvents = 0, budgeting }: Slo): SliSample {
  // Where slices are counted, the source has left out those with too few events.
  const isOfSlices = budgeting !== undefined && budgeting.kind !== 'occurrences'
  if (isOfSlices || sample.kind !== 'counts' || sample.total >= minEvents) return sample
  return {
    kind: 'missing',
    reason: 'low_traffic',
    detail: `${Math.round(sample.total)} events, fewer than the ${minEvents} below which nothing counts`,
  }
}

const NO_ANSWER: Missing = { kind: 'missing', reason: 'no_data', detail: 'the source gave no answer' }

interface WindowFigures {
  readonly good: number | null
  readonly total: number | null
  readonly errorRatio: number
  readonly remainingRatio: number
}

/** A calendar window's budget is that of the whole period, under even traffic: what is to come has failed nothing yet. */
function windowFigures({ slo, span, samples, factorOver }: Measured): WindowFigures | Missing {
  const { objective } = slo
  const factor = factorOver(span.lookbackMs)
  const ofRatio = (bad: number): WindowFigures => ({
    good: null,
    total: null,
    errorRatio: bad,
    remainingRatio: remainingRatio(bad * span.elapsedRatio * factor, objective),
  })
  const sample = samples.get(span.lookbackMs) ?? NO_ANSWER
  switch (sample.kind) {
    case 'counts': {
      const bad = errorRatio(sample.good, sample.total)
      if (bad === undefined)
        return { kind: 'missing', reason: 'no_traffic', detail: 'no events in the whole window' }
      return { ...ofRatio(bad), good: sample.good, total: sample.total }
    }
    case 'success-ratio':
      return ofRatio(1 - sample.ratio)
    case 'remaining': {
      const spent = 1 - sample.remainingRatio
      return {
        ...ofRatio((spent * objective.errorBudgetRatio) / span.elapsedRatio),
        remainingRatio: factor === 1 ? sample.remainingRatio : 1 - spent * factor,
      }
    }
    case 'burn-rate':
      return { kind: 'missing', reason: 'no_data', detail: 'a burn rate stands where the budget should' }
    case 'missing':
      return sample
  }
}

function burnRatesOf(measured: Measured): BurnRates {
  const burnOver = (lookback: BurnLookback): number | null => burnRateOver(measured, BURN_LOOKBACKS[lookback])
  return {
    '5m': burnOver('5m'),
    '1h': burnOver('1h'),
    '6h': burnOver('6h'),
    '1d': burnOver('1d'),
    '3d': burnOver('3d'),
  }
}

function burnRateOver(measured: Measured, lookbackMs: number): number | null {
  const rate = plainBurnRateOver(measured, lookbackMs)
  return rate === null ? null : rate * measured.factorOver(lookbackMs)
}

function plainBurnRateOver({ slo, span, samples }: Measured, lookbackMs: number): number | null {
  const sample = samples.get(lookbackMs) ?? NO_ANSWER
  switch (sample.kind) {
    case 'counts':
      return burnRate(errorRatio(sample.good, sample.total) ?? 0, slo.objective)
    case 'success-ratio':
      return burnRate(1 - sample.ratio, slo.objective)
    case 'burn-rate':
      return sample.burnRate
    case 'remaining':
      // Over its own window an SLO burns what it has spent.
      return lookbackMs === span.lookbackMs ? (1 - sample.remainingRatio) / span.elapsedRatio : null
    case 'missing':
      // Nothing asked, nothing failed: without traffic nothing burns.
      return sample.reason === 'no_traffic' || sample.reason === 'low_traffic' ? 0 : null
  }
}

function figuresOver(measured: Measured, lookbackMs: number): LookbackFigures {
  const rate = burnRateOver(measured, lookbackMs)
  return { burnRate: rate, spentRatio: spentOver(measured, lookbackMs, rate) }
}

/** By counts where there are any; else as the burn rate says under even traffic. */
function spentOver(
  { slo, span, samples, factorOver }: Measured,
  lookbackMs: number,
  rate: number | null,
): number | null {
  const lookback = samples.get(lookbackMs)
  const window = samples.get(span.lookbackMs)
  if (lookback?.kind === 'counts' && window?.kind === 'counts' && window.total > 0)
    return (
      eventsCostRatio(lookback.total - lookback.good, window.total, slo.objective) *
      span.elapsedRatio *
      factorOver(span.lookbackMs)
    )
  return rate === null ? null : (rate * lookbackMs) / span.lengthMs
}

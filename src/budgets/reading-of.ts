import { burnRate, errorRatio, eventsCostRatio, exhaustsInMs, remainingRatio } from './budget.ts'
import {
  BURN_LOOKBACKS,
  type BurnLookback,
  type BurnRates,
  type LookbackFigures,
  type Reading,
} from './reading.ts'
import type { Missing, SliMeasurement, SliSample } from './sli-source.ts'
import type { Slo } from './slo.ts'

/** Every lookback that a reading of these SLOs needs, and those that are asked for beyond it, in milliseconds. */
export function lookbacksOf(slos: readonly Slo[], furtherMs: readonly number[] = []): number[] {
  return [...new Set([...slos.map((slo) => slo.windowMs), ...Object.values(BURN_LOOKBACKS), ...furtherMs])]
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
  const window = windowFigures(slo, measurement.samples.get(slo.windowMs))
  if ('reason' in window)
    return { kind: 'missing', service, slo: name, at, reason: window.reason, detail: window.detail }

  const burnRates = burnRatesOf(slo, measurement)
  return {
    kind: 'measured',
    service,
    slo: name,
    at,
    ...window,
    burnRates,
    spentLastDayRatio: spentOver(slo, measurement, BURN_LOOKBACKS['1d'], burnRates['1d']),
    exhaustsInMs: exhaustsInMs(window.remainingRatio, burnRates['1d'], slo.windowMs),
    coverage: measurement.coverage ?? 1,
    ...(furtherMs.length > 0 && {
      over: new Map(furtherMs.map((lookbackMs) => [lookbackMs, figuresOver(slo, measurement, lookbackMs)])),
    }),
  }
}

const NO_ANSWER: Missing = { kind: 'missing', reason: 'no_data', detail: 'the source gave no answer' }

interface WindowFigures {
  readonly good: number | null
  readonly total: number | null
  readonly errorRatio: number
  readonly remainingRatio: number
}

function windowFigures(slo: Slo, sample: SliSample = NO_ANSWER): WindowFigures | Missing {
  switch (sample.kind) {
    case 'counts': {
      const bad = errorRatio(sample.good, sample.total)
      if (bad === undefined)
        return { kind: 'missing', reason: 'no_traffic', detail: 'no events in the whole window' }
      const { good, total } = sample
      return { good, total, errorRatio: bad, remainingRatio: remainingRatio(bad, slo.objective) }
    }
    case 'success-ratio': {
      const bad = 1 - sample.ratio
      return {
        good: null,
        total: null,
        errorRatio: bad,
        remainingRatio: remainingRatio(bad, slo.objective),
      }
    }
    case 'remaining': {
      const spent = 1 - sample.remainingRatio
      return {
        good: null,
        total: null,
        errorRatio: spent * slo.objective.errorBudgetRatio,
        remainingRatio: sample.remainingRatio,
      }
    }
    case 'burn-rate':
      return { kind: 'missing', reason: 'no_data', detail: 'a burn rate stands where the budget should' }
    case 'missing':
      return sample
  }
}

function burnRatesOf(slo: Slo, measurement: SliMeasurement): BurnRates {
  const burnOver = (lookback: BurnLookback): number | null =>
    burnRateOver(slo, measurement, BURN_LOOKBACKS[lookback])
  return {
    '5m': burnOver('5m'),
    '1h': burnOver('1h'),
    '6h': burnOver('6h'),
    '1d': burnOver('1d'),
    '3d': burnOver('3d'),
  }
}

function burnRateOver(slo: Slo, { samples }: SliMeasurement, lookbackMs: number): number | null {
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
      return lookbackMs === slo.windowMs ? 1 - sample.remainingRatio : null
    case 'missing':
      // Nothing asked, nothing failed: without traffic nothing burns.
      return sample.reason === 'no_traffic' ? 0 : null
  }
}

function figuresOver(slo: Slo, measurement: SliMeasurement, lookbackMs: number): LookbackFigures {
  const rate = burnRateOver(slo, measurement, lookbackMs)
  return { burnRate: rate, spentRatio: spentOver(slo, measurement, lookbackMs, rate) }
}

/** By counts where there are any; else as the burn rate says under even traffic. */
function spentOver(
  slo: Slo,
  { samples }: SliMeasurement,
  lookbackMs: number,
  rate: number | null,
): number | null {
  const lookback = samples.get(lookbackMs)
  const window = samples.get(slo.windowMs)
  if (lookback?.kind === 'counts' && window?.kind === 'counts' && window.total > 0)
    return eventsCostRatio(lookback.total - lookback.good, window.total, slo.objective)
  return rate === null ? null : (rate * lookbackMs) / slo.windowMs
}

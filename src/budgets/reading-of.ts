import { burnRate, errorRatio, eventsCostRatio, exhaustsInMs, remainingRatio } from './budget.ts'
import { BURN_LOOKBACKS, type BurnLookback, type BurnRates, type Reading } from './reading.ts'
import type { Missing, SliMeasurement, SliSample } from './sli-source.ts'
import type { Slo } from './slo.ts'

/** Every lookback that a reading of these SLOs needs, in milliseconds. */
export function lookbacksOf(slos: readonly Slo[]): number[] {
  return [...new Set([...slos.map((slo) => slo.windowMs), ...Object.values(BURN_LOOKBACKS)])]
}

/** One measurement as a reading. Only the SLO's own window decides whether there is a figure at all. */
export function readingOf(slo: Slo, measurement: SliMeasurement, at: number): Reading {
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
    spentLastDayRatio: spentLastDay(slo, measurement, burnRates['1d']),
    exhaustsInMs: exhaustsInMs(window.remainingRatio, burnRates['1d'], slo.windowMs),
    coverage: measurement.coverage ?? 1,
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

function burnRatesOf(slo: Slo, { samples }: SliMeasurement): BurnRates {
  const burnOver = (lookback: BurnLookback): number | null => {
    const sample = samples.get(BURN_LOOKBACKS[lookback]) ?? NO_ANSWER
    switch (sample.kind) {
      case 'counts':
        return burnRate(errorRatio(sample.good, sample.total) ?? 0, slo.objective)
      case 'success-ratio':
        return burnRate(1 - sample.ratio, slo.objective)
      case 'burn-rate':
        return sample.burnRate
      case 'remaining':
        return null
      case 'missing':
        // Nothing asked, nothing failed: without traffic nothing burns.
        return sample.reason === 'no_traffic' ? 0 : null
    }
  }
  return {
    '5m': burnOver('5m'),
    '1h': burnOver('1h'),
    '6h': burnOver('6h'),
    '1d': burnOver('1d'),
    '3d': burnOver('3d'),
  }
}

function spentLastDay(slo: Slo, { samples }: SliMeasurement, burnOfDay: number | null): number | null {
  const day = samples.get(BURN_LOOKBACKS['1d'])
  const window = samples.get(slo.windowMs)
  if (day?.kind === 'counts' && window?.kind === 'counts' && window.total > 0)
    return eventsCostRatio(day.total - day.good, window.total, slo.objective)
  return burnOfDay === null ? null : (burnOfDay * BURN_LOOKBACKS['1d']) / slo.windowMs
}

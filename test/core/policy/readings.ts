import type { MeasuredReading, MissingReading } from '../../../src/core/budgets/reading.ts'

/** A reading of the availability of a service, unless another SLO is named. */
export const measured = (remainingRatio: number, at = 0, slo = 'availability'): MeasuredReading => ({
  kind: 'measured',
  service: 'inference-gateway',
  slo,
  at,
  good: null,
  total: null,
  errorRatio: (1 - remainingRatio) * 0.005,
  remainingRatio,
  burnRates: { '5m': null, '1h': null, '6h': null, '1d': null, '3d': null },
  spentLastDayRatio: null,
  exhaustsInMs: null,
  coverage: 1,
})

export const missing = (slo = 'availability', at = 0): MissingReading => ({
  kind: 'missing',
  service: 'inference-gateway',
  slo,
  at,
  reason: 'source_timeout',
  detail: 'no answer within 10 s',
})

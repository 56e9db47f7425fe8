import type { MeasuredReading, Reading } from '../../core/budgets/reading.ts'
import type { MissingReason } from '../../core/budgets/sli-source.ts'
import type { ReadingTable } from './schema.ts'
import type { Place } from './stored-value.ts'
import { storedNumber, storedWord } from './stored-value.ts'

const MISSING_REASONS: Record<MissingReason, true> = {
  no_data: true,
  no_traffic: true,
  low_traffic: true,
  not_a_number: true,
  query_failed: true,
  source_unreachable: true,
  source_timeout: true,
}

/** Every column but the key. */
export const FIGURES = [
  'missing_reason',
  'missing_detail',
  'good',
  'total',
  'error_ratio',
  'remaining_ratio',
  'burn_5m',
  'burn_1h',
  'burn_6h',
  'burn_1d',
  'burn_3d',
  'spent_last_day_ratio',
  'exhausts_in_ms',
  'coverage',
  'excluded_ms',
  'warning',
] as const

/** The row of a reading. */
export function rowOf(reading: Reading, series: number): ReadingTable {
  if (reading.kind === 'missing') {
    return {
      series,
      at: reading.at,
      missing_reason: reading.reason,
      missing_detail: reading.detail,
      good: null,
      total: null,
      error_ratio: null,
      remaining_ratio: null,
      burn_5m: null,
      burn_1h: null,
      burn_6h: null,
      burn_1d: null,
      burn_3d: null,
      spent_last_day_ratio: null,
      exhausts_in_ms: null,
      coverage: null,
      excluded_ms: null,
      warning: null,
    }
  }
  return {
    series,
    at: reading.at,
    missing_reason: null,
    missing_detail: null,
    good: reading.good,
    total: reading.total,
    error_ratio: reading.errorRatio,
    remaining_ratio: reading.remainingRatio,
    burn_5m: reading.burnRates['5m'],
    burn_1h: reading.burnRates['1h'],
    burn_6h: reading.burnRates['6h'],
    burn_1d: reading.burnRates['1d'],
    burn_3d: reading.burnRates['3d'],
    spent_last_day_ratio: reading.spentLastDayRatio,
    exhausts_in_ms: reading.exhaustsInMs,
    coverage: reading.coverage,
    excluded_ms: reading.excludedMs ?? null,
    warning: reading.warning ?? null,
  }
}

/** @throws CorruptRowError */
export function readingOf(row: ReadingTable, service: string, slo: string): Reading {
  if (row.missing_reason === null) return measuredReadingOf(row, service, slo)
  return {
    kind: 'missing',
    service,
    slo,
    at: row.at,
    reason: storedWord(row.missing_reason, MISSING_REASONS, placeOf(row, service, slo, 'missing_reason')),
    detail: row.missing_detail ?? '',
  }
}

/** @throws CorruptRowError, also for the row of a missing reading */
export function measuredReadingOf(row: ReadingTable, service: string, slo: string): MeasuredReading {
  const figure = (column: 'error_ratio' | 'remaining_ratio' | 'coverage'): number =>
    storedNumber(row[column], placeOf(row, service, slo, column))
  return {
    kind: 'measured',
    service,
    slo,
    at: row.at,
    good: row.good,
    total: row.total,
    errorRatio: figure('error_ratio'),
    remainingRatio: figure('remaining_ratio'),
    burnRates: {
      '5m': row.burn_5m,
      '1h': row.burn_1h,
      '6h': row.burn_6h,
      '1d': row.burn_1d,
      '3d': row.burn_3d,
    },
    spentLastDayRatio: row.spent_last_day_ratio,
    exhaustsInMs: row.exhausts_in_ms,
    coverage: figure('coverage'),
    ...(row.excluded_ms !== null && { excludedMs: row.excluded_ms }),
    ...(row.warning !== null && { warning: row.warning }),
  }
}

const placeOf = (row: ReadingTable, service: string, slo: string, column: string): Place => ({
  table: 'readings',
  id: `${service}/${slo} at ${row.at}`,
  column,
})

import type { MeasuredReading, Reading } from '../../core/budgets/reading.ts'
import { MISSING_REASONS } from '../../core/budgets/sli-source.ts'
import { snakeCase } from './names.ts'
import type { ReadingRow } from './schema.ts'
import { CorruptRowError } from './store-error.ts'

const EMPTY: Omit<ReadingRow, 'series' | 'at'> = {
  missingReason: null,
  missingDetail: null,
  good: null,
  total: null,
  errorRatio: null,
  remainingRatio: null,
  burn5m: null,
  burn1h: null,
  burn6h: null,
  burn1d: null,
  burn3d: null,
  spentLastDayRatio: null,
  exhaustsInMs: null,
  coverage: null,
  youngSeconds: null,
  youngWindowSeconds: null,
  excludedMs: null,
  newestAt: null,
  warning: null,
}

export function rowOf(reading: Reading, series: number): ReadingRow {
  const row = { ...EMPTY, series, at: reading.at }
  if (reading.kind === 'missing')
    return {
      ...row,
      missingReason: reading.reason,
      missingDetail: reading.detail,
      newestAt: reading.newestAt ?? null,
    }
  return {
    ...row,
    good: reading.good,
    total: reading.total,
    errorRatio: reading.errorRatio,
    remainingRatio: reading.remainingRatio,
    burn5m: reading.burnRates['5m'],
    burn1h: reading.burnRates['1h'],
    burn6h: reading.burnRates['6h'],
    burn1d: reading.burnRates['1d'],
    burn3d: reading.burnRates['3d'],
    spentLastDayRatio: reading.spentLastDayRatio,
    exhaustsInMs: reading.exhaustsInMs,
    coverage: reading.coverage,
    youngSeconds: reading.young?.coveredSeconds ?? null,
    youngWindowSeconds: reading.young?.windowSeconds ?? null,
    excludedMs: reading.excludedMs ?? null,
    newestAt: reading.newestAt ?? null,
    warning: reading.warning ?? null,
  }
}

/** @throws CorruptRowError */
export function readingOf(row: ReadingRow, service: string, slo: string): Reading {
  if (row.missingReason === null) return measuredReadingOf(row, service, slo)
  const reason = MISSING_REASONS.find((one) => one === row.missingReason)
  if (reason === undefined) throw corrupt(row, service, slo, `missing_reason is "${row.missingReason}"`)
  return {
    kind: 'missing',
    service,
    slo,
    at: row.at,
    reason,
    detail: row.missingDetail ?? '',
    ...(row.newestAt !== null && { newestAt: row.newestAt }),
  }
}

/** @throws CorruptRowError, also for the row of a missing reading */
export function measuredReadingOf(row: ReadingRow, service: string, slo: string): MeasuredReading {
  const figure = (column: 'errorRatio' | 'remainingRatio' | 'coverage'): number => {
    const value = row[column]
    if (value === null) throw corrupt(row, service, slo, `${snakeCase(column)} is empty`)
    return value
  }
  return {
    kind: 'measured',
    service,
    slo,
    at: row.at,
    good: row.good,
    total: row.total,
    errorRatio: figure('errorRatio'),
    remainingRatio: figure('remainingRatio'),
    burnRates: {
      '5m': row.burn5m,
      '1h': row.burn1h,
      '6h': row.burn6h,
      '1d': row.burn1d,
      '3d': row.burn3d,
    },
    spentLastDayRatio: row.spentLastDayRatio,
    exhaustsInMs: row.exhaustsInMs,
    coverage: figure('coverage'),
    ...(row.youngSeconds !== null &&
      row.youngWindowSeconds !== null && {
        young: { coveredSeconds: row.youngSeconds, windowSeconds: row.youngWindowSeconds },
      }),
    ...(row.excludedMs !== null && { excludedMs: row.excludedMs }),
    ...(row.newestAt !== null && { newestAt: row.newestAt }),
    ...(row.warning !== null && { warning: row.warning }),
  }
}

const corrupt = ({ at }: ReadingRow, service: string, slo: string, problem: string): CorruptRowError =>
  new CorruptRowError('readings', `${service}/${slo} at ${at}`, problem)

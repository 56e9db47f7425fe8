import { Temporal } from 'temporal-polyfill'

import { ALL_SERVICES } from '../../../core/freezes/declared-freeze.ts'
import { type Catalog, governed } from '../../../core/policy/catalog.ts'

/** The zone in which times are read that people type about a service or about all: its policy's. */
export function zoneOf(scope: string, catalog: Catalog): string {
  const [first] = catalog.services.keys()
  return governed(catalog, scope === ALL_SERVICES ? (first ?? '') : scope)?.policy.timeZone ?? 'UTC'
}

/** `14:30` or `9:30` today; undefined for anything else. */
export function timeToday(text: string, now: number, timeZone: string): Temporal.ZonedDateTime | undefined {
  if (!/^([01]?\d|2[0-3]):[0-5]\d$/.test(text)) return undefined
  const [hour = 0, minute = 0] = text.split(':').map(Number)
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone)
  return today.with({ hour, minute, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 })
}

/**
 * `2026-11-21T14:30` in `timeZone`, unless it ends in `Z` or an offset; a space may stand for the T. A date alone is its
 * beginning. Undefined for anything else.
 */
export function dateTime(text: string, timeZone: string): number | undefined {
  const iso = text.replace(' ', 'T').toUpperCase()
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}.*)?$/.test(iso)) return undefined
  try {
    return /T.*(?:Z|[+-]\d{2}:?\d{2})$/.test(iso)
      ? Temporal.Instant.from(iso).epochMilliseconds
      : Temporal.PlainDateTime.from(iso).toZonedDateTime(timeZone).epochMilliseconds
  } catch {
    return undefined
  }
}

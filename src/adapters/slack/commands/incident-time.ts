import { Temporal } from 'temporal-polyfill'

import { DAY_MS, parseDuration } from '../../../core/kernel/time/duration.ts'

/** When something began and ended. */
export interface IncidentTime {
  readonly startedAt: number
  readonly endedAt: number | null
}

export interface IncidentWords extends IncidentTime {
  /** What came before the time. */
  readonly what: string
}

/**
 * Reads `<what> <start> [duration]` from its end. A start is `now`, `14:30` (the last one that has been, in `timeZone`),
 * `2026-11-21T14:30` (in `timeZone` unless it ends in `Z` or an offset) or `45m ago`. Undefined when there is no start.
 */
export function incidentWords(
  words: readonly string[],
  now: number,
  timeZone: string,
): IncidentWords | undefined {
  for (const length of [1, 2]) {
    const startedAt = startOf(words.slice(-length), now, timeZone)
    if (startedAt !== undefined) return { what: words.slice(0, -length).join(' '), startedAt, endedAt: null }
  }
  const durationMs = parseDuration(words.at(-1) ?? '')
  if (durationMs === undefined) return undefined
  const before = words.slice(0, -1)
  for (const length of [1, 2]) {
    const startedAt = startOf(before.slice(-length), now, timeZone)
    if (startedAt !== undefined) {
      return { what: before.slice(0, -length).join(' '), startedAt, endedAt: startedAt + durationMs }
    }
  }
  return undefined
}

/** A time as people type it: `now`, `14:30`, `45m ago` or `2026-11-21T14:30`. Undefined when it is none. */
export const timeIn = (text: string, now: number, timeZone: string): number | undefined =>
  startOf(text.trim().split(/\s+/), now, timeZone)

function startOf(words: readonly string[], now: number, timeZone: string): number | undefined {
  const text = words.join(' ').toLowerCase()
  if (text === 'now') return now
  const ago = /^(\S+) ago$/.exec(text)
  if (ago !== null) {
    const ms = parseDuration(ago[1] ?? '')
    return ms === undefined ? undefined : now - ms
  }
  return words.length === 1 ? (wallTime(text, now, timeZone) ?? dateTime(text, timeZone)) : undefined
}

function wallTime(text: string, now: number, timeZone: string): number | undefined {
  if (!/^([01]?\d|2[0-3]):[0-5]\d$/.test(text)) return undefined
  const [hour = 0, minute = 0] = text.split(':').map(Number)
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone)
  const at = today.with({ hour, minute, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 })
  const last = at.epochMilliseconds > now ? at.subtract({ days: 1 }) : at
  return last.epochMilliseconds
}

function dateTime(text: string, timeZone: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}t\d{2}:\d{2}/.test(text)) return undefined
  try {
    if (/(?:z|[+-]\d{2}:?\d{2})$/.test(text))
      return Temporal.Instant.from(text.toUpperCase()).epochMilliseconds
    return Temporal.PlainDateTime.from(text.toUpperCase()).toZonedDateTime(timeZone).epochMilliseconds
  } catch {
    return undefined
  }
}

/** How far back `/budget incidents` looks. */
export const INCIDENTS_SINCE_MS = 30 * DAY_MS

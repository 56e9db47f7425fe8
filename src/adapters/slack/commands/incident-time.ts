import { parseDuration } from '../../../core/kernel/time/duration.ts'
import { dateTime, timeToday } from './typed-time.ts'

/** What happened, and when it began and ended. */
export interface IncidentWords {
  /** What came before the time. */
  readonly what: string
  readonly startedAt: number
  readonly endedAt: number | null
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
  const begun = whatAndStart(words, now, timeZone)
  if (begun !== undefined) return { ...begun, endedAt: null }
  const durationMs = parseDuration(words.at(-1) ?? '')
  const before = durationMs === undefined ? undefined : whatAndStart(words.slice(0, -1), now, timeZone)
  if (durationMs === undefined || before === undefined) return undefined
  return { ...before, endedAt: before.startedAt + durationMs }
}

function whatAndStart(words: readonly string[], now: number, timeZone: string) {
  for (const length of [1, 2]) {
    const startedAt = startOf(words.slice(-length), now, timeZone)
    if (startedAt !== undefined) return { what: words.slice(0, -length).join(' '), startedAt }
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
  if (words.length !== 1) return undefined
  const at = timeToday(text, now, timeZone)
  if (at !== undefined) return (at.epochMilliseconds > now ? at.subtract({ days: 1 }) : at).epochMilliseconds
  return text.includes('t') ? dateTime(text, timeZone) : undefined
}

import { calendarPeriod, type CalendarUnit } from '../kernel/time/calendar-period.ts'
import { formatDuration } from '../kernel/time/duration.ts'

/** The period that an SLO's budget is for. */
export type SloWindow =
  | { readonly kind: 'rolling'; readonly lengthMs: number }
  | { readonly kind: 'calendar'; readonly unit: CalendarUnit; readonly timeZone: string }

/** A window at one evaluation time. Epoch milliseconds and milliseconds. */
export interface WindowSpan {
  /** How far back from the evaluation time the window begins: what its SLI is measured over. */
  readonly lookbackMs: number
  /** Of the whole window, as much of it as is still to come included. */
  readonly lengthMs: number
  /** Share of the window that is over: 1 for a rolling one. */
  readonly elapsedRatio: number
  /** When a calendar window ends, and its budget with it; null for a rolling one. */
  readonly endsAt: number | null
}

export const rolling = (lengthMs: number): SloWindow => ({ kind: 'rolling', lengthMs })

/** A calendar window that began this very millisecond is a millisecond long. */
export function windowAt(window: SloWindow, at: number): WindowSpan {
  if (window.kind === 'rolling')
    return { lookbackMs: window.lengthMs, lengthMs: window.lengthMs, elapsedRatio: 1, endsAt: null }
  const { from, until } = calendarPeriod(window.unit, window.timeZone, at)
  const lookbackMs = Math.max(1, at - from)
  return { lookbackMs, lengthMs: until - from, elapsedRatio: lookbackMs / (until - from), endsAt: until }
}

/** `30d`; or `month`, with the zone where it is not UTC: `month (Europe/Berlin)`. */
export function windowText(window: SloWindow): string {
  if (window.kind === 'rolling') return formatDuration(window.lengthMs)
  return window.timeZone === 'UTC' ? window.unit : `${window.unit} (${window.timeZone})`
}

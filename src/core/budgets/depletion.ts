import { DAY_MS, durationInWords, MINUTE_MS } from '../kernel/time/duration.ts'
import { exhaustsInMs } from './budget.ts'
import { burnRateOver } from './burn-verdict.ts'
import type { MeasuredReading, Reading } from './reading.ts'
import type { Slo } from './slo.ts'
import { windowAt, type WindowSpan } from './slo-window.ts'

/** The rate that the one forecast rests on, as the policy has it: that of the last day. */
export const FORECAST_OVER_MS = DAY_MS

/** When a budget is spent, if it goes on burning as it did over a lookback of `overMs`. */
export type Depletion =
  | { readonly kind: 'spent' }
  /** In so many milliseconds from the reading. */
  | { readonly kind: 'spent-in'; readonly inMs: number; readonly overMs: number }
  /** Nothing burns, or a calendar window ends before. */
  | { readonly kind: 'lasts'; readonly overMs: number; readonly isRenewed: boolean }
  | {
      readonly kind: 'unknown'
      readonly why: 'missing' | 'stale' | 'young' | 'no-rate'
      readonly overMs: number
    }

/** Of one reading, at the rate of the last day or of another lookback that the reading has. */
export function depletionOf(
  slo: Slo,
  reading: Reading | undefined,
  overMs: number = FORECAST_OVER_MS,
): Depletion {
  if (reading?.kind !== 'measured') return { kind: 'unknown', why: 'missing', overMs }
  return depletionAt(reading, burnRateOver(reading, overMs), windowAt(slo.window, reading.at), overMs)
}

/** The same now: a reading older than `keptMs` says nothing of what is to come. */
export const depletionNow = (
  slo: Slo,
  reading: Reading | undefined,
  now: number,
  keptMs: number,
  overMs: number = FORECAST_OVER_MS,
): Depletion =>
  reading?.kind === 'measured' && now - reading.at > keptMs
    ? { kind: 'unknown', why: 'stale', overMs }
    : depletionOf(slo, reading, overMs)

/** The same from its figures. Old errors that will leave a rolling window are not allowed for. */
export function depletionAt(
  { at, remainingRatio, young }: Pick<MeasuredReading, 'at' | 'remainingRatio' | 'young'>,
  burnRate: number | null,
  { lengthMs, endsAt }: WindowSpan,
  overMs: number,
): Depletion {
  if (remainingRatio <= 0) return { kind: 'spent' }
  if (young !== undefined) return { kind: 'unknown', why: 'young', overMs }
  if (burnRate === null) return { kind: 'unknown', why: 'no-rate', overMs }
  const inMs = exhaustsInMs(remainingRatio, burnRate, lengthMs)
  return inMs === null || (endsAt !== null && at + inMs > endsAt)
    ? { kind: 'lasts', overMs, isRenewed: endsAt !== null }
    : { kind: 'spent-in', inMs, overMs }
}

/** Milliseconds until nothing remains; 0 when it is spent, null when it is not, or not known. */
export function inMsOf(depletion: Depletion): number | null {
  if (depletion.kind === 'spent') return 0
  return depletion.kind === 'spent-in' ? depletion.inMs : null
}

const WHY_UNKNOWN = {
  missing: 'without data',
  stale: 'from stale figures',
  young: 'while the data is young',
  'no-rate': 'without a burn rate',
} as const

/** One line for people: `spent in 15 hours at the rate of the last day`. The only one there is. */
export function depletionWords(depletion: Depletion): string {
  switch (depletion.kind) {
    case 'spent':
      return 'the budget is spent'
    case 'spent-in':
      return `spent in ${durationInWords(depletion.inMs)} at ${rateWords(depletion.overMs)}`
    case 'lasts':
      return `${depletion.isRenewed ? 'lasts until the window ends' : 'not spent'} at ${rateWords(depletion.overMs)}`
    case 'unknown':
      return `no forecast ${WHY_UNKNOWN[depletion.why]}`
  }
}

/** `the rate of the last hour`, `the rate of the last 3 days`. */
export function rateWords(overMs: number): string {
  const length = overMs === DAY_MS ? 'day' : overMs < MINUTE_MS ? 'minute' : durationInWords(overMs)
  return `the rate of the last ${length.replace(/^1 /, '')}`
}

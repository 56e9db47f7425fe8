import { counted } from '../counted.ts'

export const SECOND_MS = 1_000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
}

/** Milliseconds of a duration such as `30d`, `1h30m` or `45s`; undefined when the text is none, or one too long to count. `m` is a minute. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(ms|s|m|h|d|w))+$/.test(text)) return undefined
  let total = 0
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdw])/g)) {
    total += Number(count) * (UNIT_MS[unit ?? ''] ?? 0)
  }
  return Number.isSafeInteger(total) ? total : undefined
}

/** The shortest exact form that Prometheus and our configuration both read: `30d`, `90m`, `1500ms`. */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const size = UNIT_MS[unit] ?? 1
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`
  }
  return `${ms}ms`
}

/** A duration in words, exactly as it was configured: `6 hours`, `90 minutes`, `24 hours`, `3 days`. */
export function exactDurationInWords(ms: number): string {
  const [size, word] =
    ms >= 2 * DAY_MS && ms % DAY_MS === 0
      ? [DAY_MS, 'day']
      : ms % HOUR_MS === 0
        ? [HOUR_MS, 'hour']
        : ms % MINUTE_MS === 0
          ? [MINUTE_MS, 'minute']
          : [SECOND_MS, 'second']
  return counted(ms / size, word)
}

/** A duration in words, rounded to its leading unit: `3 days`, `18 hours`, `1 minute`, `moments`. */
export function durationInWords(ms: number): string {
  const [size, word] =
    ms >= 2 * DAY_MS ? [DAY_MS, 'day'] : ms >= HOUR_MS ? [HOUR_MS, 'hour'] : [MINUTE_MS, 'minute']
  const count = Math.round(ms / size)
  if (count === 0) return 'moments'
  return counted(count, word)
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of `45s`, `30m`, `1h30m`, `2d`; undefined for anything else, and for nothing. */
export function durationMs(text: string): number | undefined {
  if (!/^(\d{1,9}(ms|[smhd]))+$/.test(text)) return undefined
  let ms = 0
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhd])/g)) {
    ms += Number(count) * (UNITS[unit ?? ''] ?? 0)
  }
  return ms > 0 ? ms : undefined
}

/** What is wrong with a length of time, and what would be right. */
export const durationAdvice = (text: string): string =>
  /^\d+$/.test(text)
    ? `${text} has no unit: ${text}s is seconds, ${text}m minutes, ${text}h hours.`
    : 'Write 45s, 30m, 1h30m or 2d.'

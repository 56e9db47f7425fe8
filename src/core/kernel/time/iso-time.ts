/** A time as JSON and messages carry it: `2026-01-02T03:04:05.000Z`. */
export const isoTime = (ms: number): string => new Date(ms).toISOString()

export const isoOrNull = (ms: number | null): string | null => (ms === null ? null : isoTime(ms))

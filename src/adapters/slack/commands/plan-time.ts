import { Temporal } from 'temporal-polyfill'

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/**
 * Reads a time ahead: `2026-11-24T10:00`, `2026-11-24 10:00`, `tomorrow 10:00`, `monday 10:00` (the next one), in `timeZone`.
 * Undefined when it is none.
 */
export function plannedTime(words: readonly string[], now: number, timeZone: string): number | undefined {
  const [day = '', time, ...more] = split(words)
  if (time === undefined || more.length > 0) return undefined
  const date = plannedDay(day, now, timeZone)
  if (date === undefined || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return undefined
  return date.toPlainDateTime(Temporal.PlainTime.from(time)).toZonedDateTime(timeZone).epochMilliseconds
}

const split = (words: readonly string[]): readonly string[] =>
  words.length === 1 ? (words[0] ?? '').toUpperCase().split('T') : words

/** `2026-11-24`, `today`, `tomorrow`, or the next day of that name. */
export function plannedDay(word: string, now: number, timeZone: string): Temporal.PlainDate | undefined {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate()
  const text = word.toLowerCase()
  if (text === 'today') return today
  if (text === 'tomorrow') return today.add({ days: 1 })
  const weekday = WEEKDAYS.indexOf(text) + 1
  if (weekday > 0) return today.add({ days: ((weekday - today.dayOfWeek + 6) % 7) + 1 })
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' })
  } catch {
    return undefined
  }
}

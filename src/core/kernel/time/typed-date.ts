import { Temporal } from 'temporal-polyfill'

/** Whether a time lies ahead or behind. */
export type Tense = 'ahead' | 'past'

const WEEKDAYS = [
  'mon(?:day)?',
  'tue(?:s|sday)?',
  'wed(?:nesday)?',
  'thu(?:r|rs|rsday)?',
  'fri(?:day)?',
  'sat(?:urday)?',
  'sun(?:day)?',
]
const MONTHS = [
  'jan(?:uary)?',
  'feb(?:ruary)?',
  'mar(?:ch)?',
  'apr(?:il)?',
  'may',
  'june?',
  'july?',
  'aug(?:ust)?',
  'sept?(?:ember)?',
  'oct(?:ober)?',
  'nov(?:ember)?',
  'dec(?:ember)?',
]
const placeIn = (table: readonly string[], word: string): number =>
  table.findIndex((pattern) => new RegExp(`^${pattern}$`).test(word)) + 1

/**
 * A day, in lower case: `today`, `tomorrow`, `yesterday`, a weekday (the next one that is not today, or the last), `2026-11-24`,
 * `24.11.2026`, `24 nov`, `nov 24th 2026`. A weekday before a date has to be that of the date. Undefined for anything else.
 */
export function readDate(
  text: string,
  today: Temporal.PlainDate,
  tense: Tense,
): Temporal.PlainDate | undefined {
  const plain = text.replace(/^on /, '')
  const words = { today: 0, tomorrow: 1, yesterday: -1 }
  const near = Object.entries(words).find(([word]) => word === plain)
  if (near !== undefined) return today.add({ days: near[1] })
  const [first = '', ...rest] = plain.split(' ')
  const weekday = placeIn(WEEKDAYS, first)
  if (weekday === 0) return dateOf(plain, today, tense)
  if (rest.length === 0) {
    const days = ((weekday - today.dayOfWeek + 6) % 7) + 1
    return tense === 'ahead' ? today.add({ days }) : today.subtract({ days: days === 7 ? 7 : 7 - days })
  }
  const date = dateOf(rest.join(' '), today, tense)
  return date?.dayOfWeek === weekday ? date : undefined
}

function dateOf(text: string, today: Temporal.PlainDate, tense: Tense): Temporal.PlainDate | undefined {
  const [, isoYear, isoMonth, isoDay] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []
  if (isoYear !== undefined) return dayOf(Number(isoYear), Number(isoMonth), Number(isoDay))
  const [, dotDay, dotMonth, dotYear] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? []
  if (dotDay !== undefined) return dayOf(Number(dotYear), Number(dotMonth), Number(dotDay))
  const named =
    /^(?<day>\d{1,2})(?:st|nd|rd|th|\.)? (?<month>[a-z]+)(?: (?<year>\d{4}))?$/.exec(text) ??
    /^(?<month>[a-z]+) (?<day>\d{1,2})(?:st|nd|rd|th)?(?: (?<year>\d{4}))?$/.exec(text)
  const { day = '', month = '', year } = named?.groups ?? {}
  const place = placeIn(MONTHS, month)
  if (place === 0) return undefined
  if (year !== undefined) return dayOf(Number(year), place, Number(day))
  const years = [-1, 0, 1].flatMap((ahead) => dayOf(today.year + ahead, place, Number(day)) ?? [])
  return tense === 'ahead'
    ? years.find((each) => Temporal.PlainDate.compare(each, today) >= 0)
    : years.findLast((each) => Temporal.PlainDate.compare(each, today) <= 0)
}

function dayOf(year: number, month: number, day: number): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' })
  } catch {
    return undefined
  }
}

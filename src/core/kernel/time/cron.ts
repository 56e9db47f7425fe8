import type { Temporal } from 'temporal-polyfill'

/** A cron expression of five fields, read: minute, hour, day of month, month, day of week. */
export interface Cron {
  readonly minutes: ReadonlySet<number>
  readonly hours: ReadonlySet<number>
  readonly days: ReadonlySet<number>
  /** `L` among the days: the last one of the month. */
  readonly lastDay: boolean
  readonly months: ReadonlySet<number>
  /** ISO 8601: Monday is 1, Sunday 7. */
  readonly weekdays: ReadonlySet<number>
  /** Both day fields are given: either may match, as cron has always read it. */
  readonly eitherDay: boolean
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** Undefined when the text is no cron expression of five fields. */
export function parseCron(text: string): Cron | undefined {
  const fields = text.trim().toLowerCase().split(/\s+/)
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields
  if (fields.length !== 5) return undefined
  const parts = day.split(',')
  const lastDay = parts.includes('l')
  const plainDays = parts.filter((part) => part !== 'l').join(',')
  const minutes = fieldOf(minute, 0, 59)
  const hours = fieldOf(hour, 0, 23)
  const days = plainDays === '' && lastDay ? new Set<number>() : fieldOf(plainDays, 1, 31)
  const months = fieldOf(month, 1, 12, MONTHS)
  const weekdays = fieldOf(weekday, 0, 7, WEEKDAYS)
  if (!minutes || !hours || !days || !months || !weekdays) return undefined
  return {
    minutes,
    hours,
    days,
    lastDay,
    months,
    weekdays: new Set([...weekdays].map((number) => (number === 0 ? 7 : number))),
    eitherDay: day !== '*' && weekday !== '*',
  }
}

/** The wall-clock times at which it matches on a day, in order. */
export function timesOn(cron: Cron, day: Temporal.PlainDate): readonly Temporal.PlainDateTime[] {
  if (!matchesDay(cron, day)) return []
  const inOrder = (numbers: ReadonlySet<number>): number[] => [...numbers].sort((a, b) => a - b)
  return inOrder(cron.hours).flatMap((hour) =>
    inOrder(cron.minutes).map((minute) => day.toPlainDateTime({ hour, minute })),
  )
}

function matchesDay(cron: Cron, { day, month, dayOfWeek, daysInMonth }: Temporal.PlainDate): boolean {
  if (!cron.months.has(month)) return false
  const byDay = cron.days.has(day) || (cron.lastDay && day === daysInMonth)
  const byWeekday = cron.weekdays.has(dayOfWeek)
  return cron.eitherDay ? byDay || byWeekday : byDay && byWeekday
}

function fieldOf(
  text: string,
  least: number,
  most: number,
  names: readonly string[] = [],
): ReadonlySet<number> | undefined {
  const found = new Set<number>()
  const numberOf = (word: string | undefined): number => {
    const named = names.indexOf(word ?? '')
    if (named !== -1) return named + (least === 1 ? 1 : 0)
    return word !== undefined && /^\d{1,2}$/.test(word) ? Number(word) : NaN
  }
  for (const part of text.split(',')) {
    const groups = /^(?<range>[^/]+)(?:\/(?<step>\d{1,2}))?$/.exec(part)?.groups
    if (groups === undefined) return undefined
    const step = groups['step'] === undefined ? 1 : Number(groups['step'])
    const [first = '', last, ...more] = (groups['range'] ?? '').split('-')
    if (more.length > 0) return undefined
    const from = first === '*' ? least : numberOf(first)
    const isOpen = first === '*' || groups['step'] !== undefined
    const to = last === undefined ? (isOpen ? most : from) : numberOf(last)
    if (!(from >= least && to <= most && from <= to && step >= 1)) return undefined
    for (let number = from; number <= to; number += step) found.add(number)
  }
  return found
}

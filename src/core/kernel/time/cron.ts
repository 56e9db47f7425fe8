import { Cron as Reader, CronPattern } from 'croner'
import type { Temporal } from 'temporal-polyfill'

/** A cron expression, read: the days on which it matches, and its times of day in order. */
export interface Cron {
  readonly hours: readonly number[]
  readonly minutes: readonly number[]
  readonly matchesDay: (day: Temporal.PlainDate) => boolean
}

const READ = { mode: '5-part', timezone: 'UTC' } as const
/** `L-1`, the day before the month's last. */
const BEFORE_LAST = /^l-([1-9]|[12]\d|30)$/

/**
 * Minute, hour, day of month, month, weekday; or a word such as `@daily`. Where both day fields are given either may match, as
 * cron has always read it. Undefined for any other text.
 */
export function parseCron(text: string): Cron | undefined {
  const fields = text
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .map((field, index) =>
      field
        .split(',')
        .map((part) => spelledOut(part, index))
        .join(','),
    )
  const days = fields[2]?.split(',') ?? []
  const beforeLast = days.flatMap((part) => BEFORE_LAST.exec(part)?.slice(1).map(Number) ?? [])
  const others = days.filter((part) => !BEFORE_LAST.test(part)).join(',')
  const onlyBeforeLast = beforeLast.length > 0 && others === '' && /^[*?]$/.test(fields[4] ?? '')
  try {
    const written = beforeLast.length === 0 ? fields : fields.with(2, others === '' ? '*' : others)
    const { hour, minute } = new CronPattern(written.join(' '), READ.timezone, READ)
    const [hours, minutes] = [setIn(hour), setIn(minute)]
    const anyDay =
      beforeLast.length === 0 ? null : new Reader(fields.with(2, '*').with(4, '*').join(' '), READ)
    const otherDays = onlyBeforeLast ? null : new Reader(written.join(' '), READ)
    return {
      hours,
      minutes,
      matchesDay: ({ year, month, day, daysInMonth }) => {
        const time = new Date(Date.UTC(year, month - 1, day, hours[0], minutes[0]))
        if (otherDays?.match(time) === true) return true
        return beforeLast.includes(daysInMonth - day) && anyDay?.match(time) === true
      },
    }
  } catch {
    return undefined
  }
}

/** The wall-clock times at which it matches on a day, in order. */
export function timesOn(
  { hours, minutes, matchesDay }: Cron,
  day: Temporal.PlainDate,
): readonly Temporal.PlainDateTime[] {
  if (!matchesDay(day)) return []
  return hours.flatMap((hour) => minutes.map((minute) => day.toPlainDateTime({ hour, minute })))
}

const setIn = (flags: readonly number[]): readonly number[] =>
  flags.flatMap((flag, number) => (flag === 1 ? [number] : []))

/** Per field: its least and greatest number, how many there are before it begins again, and the names that count from the least. */
const FIELDS: readonly (readonly [least: number, most: number, count: number, names: readonly string[]])[] = [
  [0, 59, 60, []],
  [0, 23, 24, []],
  [1, 31, 31, []],
  [1, 12, 12, ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']],
  [0, 7, 7, ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']],
]

/** What the library does not read: a range over the end such as `fri-mon`, and one without an end such as `5/10`. */
function spelledOut(part: string, index: number): string {
  const [, first = '', last, step = '1'] = /^(\w+)(?:-(\w+)|(?=\/))(?:\/(\d+))?$/.exec(part) ?? []
  const field = FIELDS[index]
  if (first === '' || field === undefined) return part
  const [least, most, count, names] = field
  if (last === undefined) return `${first}-${most}/${step}`
  const [from, to] = [first, last].map((word) => {
    const named = names.indexOf(word)
    return named === -1 ? (/^\d+$/.test(word) ? Number(word) : NaN) : least + named
  }) as [number, number]
  const isOverEnd = from > to && from <= most && to >= least && Number(step) > 0
  if (!isOverEnd) return part
  const numbers: number[] = []
  for (let number = from; number <= to + count; number += Number(step))
    numbers.push(least + ((number - least) % count))
  return numbers.join(',')
}

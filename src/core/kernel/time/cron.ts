import { Cron as Reader, CronPattern } from 'croner'
import type { Temporal } from 'temporal-polyfill'

/** A cron expression, read: the days on which it matches, and its times of day in order. */
export interface Cron {
  readonly hours: readonly number[]
  readonly minutes: readonly number[]
  /** It matches on every day. */
  readonly isDaily: boolean
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
  const fields = text.trim().toLowerCase().split(/\s+/).map(spelledOut)
  const days = fields[2]?.split(',') ?? []
  const beforeLast = days.flatMap((part) => BEFORE_LAST.exec(part)?.slice(1).map(Number) ?? [])
  const others = days.filter((part) => !BEFORE_LAST.test(part)).join(',')
  try {
    if (beforeLast.length === 0) return cronOf(fields)
    const every = cronOf(fields.with(2, '*').with(4, '*'))
    const isOnly = others === '' && /^[*?]$/.test(fields[4] ?? '')
    const rest = isOnly ? undefined : cronOf(fields.with(2, others === '' ? '*' : others))
    return {
      ...every,
      isDaily: false,
      matchesDay: (day) =>
        rest?.matchesDay(day) === true ||
        (beforeLast.includes(day.daysInMonth - day.day) && every.matchesDay(day)),
    }
  } catch {
    return undefined
  }
}

/** What the library reads by itself. Throws for what it does not. */
function cronOf(fields: readonly string[]): Cron {
  const pattern = new CronPattern(fields.join(' '), READ.timezone, READ)
  const [hours, minutes] = [setIn(pattern.hour), setIn(pattern.minute)]
  if (fields.length === 5 && fields.slice(2).every((field) => /^[*?]$/.test(field)))
    return { hours, minutes, isDaily: true, matchesDay: () => true }
  const reader = new Reader(fields.join(' '), READ)
  return {
    hours,
    minutes,
    isDaily: false,
    // The library takes its time over a day.
    matchesDay: ({ year, month, day }) =>
      pattern.month[month - 1] === 1 &&
      reader.match(new Date(Date.UTC(year, month - 1, day, hours[0], minutes[0]))),
  }
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
const spelledOut = (field: string, index: number): string =>
  field
    .split(',')
    .map((part) => partOf(part, index))
    .join(',')

function partOf(part: string, index: number): string {
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

import { Temporal } from 'temporal-polyfill'
import { readDate, type Tense } from './typed-date.ts'
import { readSpan } from './typed-span.ts'
import { dayBegins, dayIn, instantOf, isTimeZone } from './wall-clock.ts'

/** Where and when somebody writes a time. */
export interface Typing {
  /** Epoch milliseconds. */
  readonly now: number
  readonly timeZone: string
  readonly tense: Tense
}

/** A time that was read, in epoch milliseconds. */
export interface TypedTime {
  readonly at: number
  /** A day alone is its beginning. */
  readonly isDay: boolean
}

/** Forms that are always read, for whoever wrote something else. */
export const TIME_FORMS = ['18:00', '6pm', 'tomorrow 9am', 'friday', '2026-11-25 18:00', '2h'] as const
export const PAST_FORMS = [
  'now',
  '14:30',
  '2:30pm',
  'yesterday 14:30',
  '45m ago',
  '2026-11-21 14:30',
] as const

/**
 * Reads a time as people write it, in their zone unless they name one: `18:00` and `6pm` (the next, or the last that has been),
 * `friday`, `tomorrow 9am`, `24 nov 10:00`, `2026-11-24T10:00Z`, `in 2 hours`, `45m ago`, `now`. Undefined for anything else.
 */
export function readTime(text: string, typing: Typing): TypedTime | undefined {
  const plain = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s,]+/g, ' ')
  const [, zoned = plain, zone] = /^(.+) \(?(utc|gmt|[a-z]+(?:\/[a-z0-9_+-]+)+)\)?$/.exec(plain) ?? []
  if (zone !== undefined && !isTimeZone(zone)) return undefined
  const at = zone === undefined ? typing : { ...typing, timeZone: zone }
  const read = distance(zoned, at) ?? dayAndTime(zoned, at)
  return read !== undefined && Math.abs(read.at) <= FARTHEST_MS ? read : undefined
}

/** No calendar goes further. */
const FARTHEST_MS = 8.64e15

const exactly = (at: number): TypedTime => ({ at, isDay: false })

/** What is told by how far it is from now. */
function distance(text: string, { now, tense }: Typing): TypedTime | undefined {
  if (text === 'now') return exactly(now)
  const [, before, span = '', after] = /^(in )?(.*?)( ago| from now)?$/.exec(text) ?? []
  const ms = readSpan(span)
  if (ms === undefined) return undefined
  if (after === ' ago') return before === undefined ? exactly(now - ms) : undefined
  const isTold = before !== undefined || after !== undefined
  return isTold || tense === 'ahead' ? exactly(now + ms) : undefined
}

const TIME =
  /(?:^| |(?<=\d)t)(?:at )?(\d{1,2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?)? ?(?:[ap]\.?m\.?)?|noon|midnight)(?: ?(z|[+-](?:0\d|1[0-4]):?[0-5]\d))?$/
const TIME_FIRST = /^(?:at )?(\d{1,2}(?::\d{2})? ?[ap]\.?m\.?|\d{1,2}:\d{2}|noon) (?:on )?(.+)$/

function dayAndTime(text: string, typing: Typing): TypedTime | undefined {
  const day = readDay(text, typing)
  if (day !== undefined) return { at: dayBegins(day, typing.timeZone), isDay: true }
  const last = TIME.exec(text)
  const time = readClock(last?.[1] ?? '')
  if (last !== null && time !== undefined)
    return timeOnDay(text.slice(0, last.index).trim(), time, last[2], typing, last[1] === 'midnight')
  const [, first = '', rest = ''] = TIME_FIRST.exec(text) ?? []
  const before = readClock(first)
  return before === undefined ? undefined : timeOnDay(rest, before, undefined, typing)
}

function timeOnDay(
  text: string,
  time: Temporal.PlainTime,
  offset: string | undefined,
  typing: Typing,
  isMidnight = false,
): TypedTime | undefined {
  const { now, timeZone, tense } = typing
  const atOffset = (day: Temporal.PlainDate): number => {
    const wall = day.toPlainDateTime(time)
    if (offset === undefined) return instantOf(wall, timeZone)
    return Temporal.Instant.from(`${wall.toString()}${offset.toUpperCase()}`).epochMilliseconds
  }
  if (text === '') {
    const today = dayIn(now, timeZone)
    const days = [-1, 0, 1, 2].map((ahead) => atOffset(today.add({ days: ahead })))
    const at = tense === 'ahead' ? days.find((each) => each > now) : days.findLast((each) => each <= now)
    return at === undefined ? undefined : exactly(at)
  }
  // On some day, midnight is its beginning to one and its end to another.
  const day = isMidnight ? undefined : readDay(text, typing)
  return day && exactly(atOffset(day))
}

/** `18:00`, `6pm`, `6:30 pm`, `noon`, `midnight`. */
function readClock(text: string): Temporal.PlainTime | undefined {
  if (text === 'noon') return Temporal.PlainTime.from('12:00')
  if (text === 'midnight') return Temporal.PlainTime.from('00:00')
  const [, hours = '', minutes, seconds, half] =
    /^(\d{1,2})(?::(\d{2})(?::(\d{2}(?:\.\d+)?))?)? ?(?:([ap])\.?m\.?)?$/.exec(text) ?? []
  const hour = Number(hours)
  if (hours === '' || (minutes === undefined && half === undefined)) return undefined
  if (half !== undefined && (hour < 1 || hour > 12)) return undefined
  const of24 = half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0)
  try {
    return Temporal.PlainTime.from(`${String(of24).padStart(2, '0')}:${minutes ?? '00'}:${seconds ?? '00'}`, {
      overflow: 'reject',
    })
  } catch {
    return undefined
  }
}

/** A day as people write it: `today`, `friday` (the next, or the last), `24 nov`, `2026-11-24`. Undefined for none. */
export const readDay = (text: string, { now, timeZone, tense }: Typing): Temporal.PlainDate | undefined =>
  readDate(text.trim().toLowerCase(), dayIn(now, timeZone), tense)

/** `today 18:00 (Europe/Berlin)`: what was understood, in words that are read as the same minute. */
export function timeText(at: number, now: number, timeZone: string): string {
  const moment = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
  const wall = moment.toPlainDateTime().round({ smallestUnit: 'minute', roundingMode: 'floor' })
  const day = wall.toPlainDate()
  const ahead = dayIn(now, timeZone).until(day, { largestUnit: 'days' }).days
  const named = { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' }[ahead]
  const weekday = day.toLocaleString('en-US', { weekday: 'short' })
  const clock = wall.toPlainTime().toString({ smallestUnit: 'minute' })
  // Of a time that comes twice, the second is told by its distance from UTC.
  const offset = at - instantOf(wall, timeZone) >= 60_000 ? ` ${moment.offset}` : ''
  return `${named ?? `${weekday} ${day.toString()}`} ${clock}${offset} (${timeZone})`
}

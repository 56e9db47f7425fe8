import { runInNewContext } from 'node:vm'
import ICAL from 'ical.js'
import { Temporal } from 'temporal-polyfill'
import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { isTimeZone } from '../../core/kernel/time/wall-clock.ts'
import type { Shift } from '../../core/people/on-call.ts'

interface Span {
  readonly from: number
  readonly until: number
}

/** As the library has it, whose own type of it is lost. */
interface Occurrence {
  readonly startDate: ICAL.Time
  readonly endDate: ICAL.Time
  readonly item: ICAL.Event
}

/** So many occurrences of one event are looked at: ten years of days. */
const MOST_OCCURRENCES = 5_000
/** A feed of years is read in far less. */
const READ_WITHIN_MS = 3 * SECOND_MS

/**
 * The shifts of an iCalendar feed that touch a span. An event is the shift of its attendees, or of whom its summary names.
 * `timeZone` is for events that name none and for whole days.
 *
 * @throws Error for what is no iCalendar, and for what is not read in time
 */
export function shiftsInFeed(
  text: string,
  span: Span,
  timeZone: string,
  withinMs = READ_WITHIN_MS,
): readonly Shift[] {
  // The library looks without end for a day that no year has, such as the daily rule of a 31 February. Only this stops it.
  const read = () => readShifts(text, span, timeZone)
  return runInNewContext('read()', { read }, { timeout: withinMs }) as readonly Shift[]
}

function readShifts(text: string, span: Span, timeZone: string): readonly Shift[] {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[] as never)
  const named = calendar.getFirstPropertyValue('x-wr-timezone')
  const usual = typeof named === 'string' && isTimeZone(named) ? named : timeZone
  const [changed = [], planned = []] = partition(calendar.getAllSubcomponents('vevent'))
  const changes = Map.groupBy(changed, uidOf)
  return [
    ...planned
      .filter((event) => !isCancelled(event))
      .flatMap((event) => {
        const exceptions = changes.get(uidOf(event)) ?? []
        return shiftsOf(new ICAL.Event(event, { exceptions: [...exceptions] }), span, usual)
      }),
    ...changed.flatMap((event) => shiftOfChanged(event, span, usual)),
  ].toSorted((one, other) => one.from - other.from)
}

/** Those that stand in place of an occurrence of another, and the others. */
const partition = (events: readonly ICAL.Component[]): readonly ICAL.Component[][] => [
  events.filter((event) => event.hasProperty('recurrence-id')),
  events.filter((event) => !event.hasProperty('recurrence-id')),
]

const uidOf = (event: ICAL.Component): unknown => event.getFirstPropertyValue('uid')
const isCancelled = (event: ICAL.Component): boolean => event.getFirstPropertyValue('status') === 'CANCELLED'

function shiftsOf(event: ICAL.Event, span: Span, timeZone: string): readonly Shift[] {
  const found: Shift[] = []
  const iterator = event.iterator()
  for (let count = 0; count < MOST_OCCURRENCES; count += 1) {
    // Its type says that there is always another; there is none after the last.
    const next = iterator.next() as ICAL.Time | undefined | null
    if (!next) break
    const { startDate, endDate, item } = event.getOccurrenceDetails(next) as Occurrence
    if (isChanged(event, next)) continue
    const zone = zoneOf(item, timeZone)
    const shift = { from: instantOf(startDate, zone), until: instantOf(endDate, zone) }
    if (shift.from >= span.until) break
    if (!isCancelled(item.component)) found.push(...inSpan(item, shift, span))
    if (!event.isRecurring()) break
  }
  return found
}

/** Whether another event stands in place of this occurrence: at another time, or at none. */
function isChanged({ exceptions }: ICAL.Event, occurrence: ICAL.Time): boolean {
  const inUtc = occurrence.convertToZone(ICAL.Timezone.utcTimezone)
  return [occurrence, inUtc].some((time) => Object.hasOwn(exceptions, time.toString()))
}

function shiftOfChanged(component: ICAL.Component, span: Span, timeZone: string): readonly Shift[] {
  if (isCancelled(component)) return []
  const event = new ICAL.Event(component)
  const zone = zoneOf(event, timeZone)
  return inSpan(
    event,
    { from: instantOf(event.startDate, zone), until: instantOf(event.endDate, zone) },
    span,
  )
}

const inSpan = (event: ICAL.Event, { from, until }: Span, span: Span): readonly Shift[] =>
  from < span.until && until > span.from ? peopleOf(event).map((who) => ({ who, from, until })) : []

/** The zone that an event's start is written in. */
function zoneOf(event: ICAL.Event, usual: string): string {
  const named = event.component.getFirstProperty('dtstart')?.getFirstParameter('tzid')
  return named !== undefined && isTimeZone(named) ? named : usual
}

/** Wall times of zones that are not IANA's, such as Outlook's, follow the feed's own description of them. */
function instantOf(time: ICAL.Time, zone: string): number {
  const { zone: own } = time
  const isDescribed = !time.isDate && own !== ICAL.Timezone.localTimezone
  if (isDescribed && (own === ICAL.Timezone.utcTimezone || !isTimeZone(own.tzid)))
    return time.toUnixTime() * 1_000
  const { year, month, day, hour, minute, second } = time
  const wall = { year, month, day, ...(!time.isDate && { hour, minute, second }) }
  return Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).epochMilliseconds
}

/** Mail addresses, in small letters, or the summary as it is. Nobody where all who were asked have declined. */
function peopleOf(event: ICAL.Event): readonly string[] {
  const attendees = event.attendees.flatMap((attendee) => {
    if (/^declined$/i.test(attendee.getFirstParameter('partstat'))) return []
    const value = attendee.getFirstValue()
    return typeof value === 'string' && /^mailto:/i.test(value)
      ? [value.slice('mailto:'.length).toLowerCase()]
      : []
  })
  if (event.attendees.length > 0) return attendees
  const text = event.component.getFirstPropertyValue('summary')
  const summary = typeof text === 'string' ? text.trim() : ''
  const mails = summary.match(/[^\s<>()"',;]+@[^\s<>()"',;]+/g) ?? []
  if (mails.length > 0) return mails.map((mail) => mail.toLowerCase())
  return summary === '' ? [] : [summary]
}

import ICAL from 'ical.js'
import { Temporal } from 'temporal-polyfill'
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

/**
 * The shifts of an iCalendar feed that touch a span. An event is the shift of its attendees, or of whom its summary names.
 * `timeZone` is for events that name none and for whole days.
 *
 * @throws Error for what is no iCalendar
 */
export function shiftsInFeed(text: string, span: Span, timeZone: string): readonly Shift[] {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[] as never)
  const named = calendar.getFirstPropertyValue('x-wr-timezone')
  const usual = typeof named === 'string' && isTimeZone(named) ? named : timeZone
  const all = calendar
    .getAllSubcomponents('vevent')
    .filter((event) => event.getFirstPropertyValue('status') !== 'CANCELLED')
  const exceptions = all.filter((event) => event.hasProperty('recurrence-id'))
  return all
    .filter((event) => !event.hasProperty('recurrence-id'))
    .flatMap((component) => {
      const uid = component.getFirstPropertyValue('uid')
      const own = exceptions.filter((one) => one.getFirstPropertyValue('uid') === uid)
      return shiftsOf(new ICAL.Event(component, { exceptions: own }), span, usual)
    })
}

function shiftsOf(event: ICAL.Event, span: Span, timeZone: string): readonly Shift[] {
  const found: Shift[] = []
  const iterator = event.iterator()
  for (let count = 0; count < MOST_OCCURRENCES; count += 1) {
    // Its type says that there is always another; there is none after the last.
    const next = iterator.next() as ICAL.Time | undefined | null
    if (!next) break
    const { startDate, endDate, item } = event.getOccurrenceDetails(next) as Occurrence
    const [from, until] = [startDate, endDate].map((time) => instantOf(time, zoneOf(item, timeZone))) as [
      number,
      number,
    ]
    if (from >= span.until) break
    if (until > span.from) found.push(...peopleOf(item).map((who) => ({ who, from, until })))
    if (!event.isRecurring()) break
  }
  return found
}

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

/** Mail addresses, in small letters, or the summary as it is. */
function peopleOf(event: ICAL.Event): readonly string[] {
  const attendees = event.attendees.flatMap((attendee) => {
    const value = attendee.getFirstValue()
    return typeof value === 'string' && /^mailto:/i.test(value)
      ? [value.slice('mailto:'.length).toLowerCase()]
      : []
  })
  if (attendees.length > 0) return attendees
  const text = event.component.getFirstPropertyValue('summary')
  const summary = typeof text === 'string' ? text.trim() : ''
  const mails = summary.match(/[^\s<>()"',;]+@[^\s<>()"',;]+/g) ?? []
  if (mails.length > 0) return mails.map((mail) => mail.toLowerCase())
  return summary === '' ? [] : [summary]
}

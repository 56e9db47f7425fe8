import { expect, test } from 'vitest'
import { type CalendarEvent, iCalendar } from '../../../src/core/calendar/icalendar.ts'

const NOW = Date.parse('2026-03-02T10:00:00Z')
const AT = Date.parse('2026-03-29T00:30:00Z')

const event = (more: Partial<CalendarEvent> = {}): CalendarEvent => ({
  uid: 'p-1@budgeteer',
  summary: 'Feature release: Checkout',
  description: '',
  when: { from: AT, until: AT + 3_600_000 },
  ...more,
})

/** Reads a feed as RFC 5545 says: unfolded, properties with their parameters, texts unescaped. */
function parsed(feed: string): readonly ReadonlyMap<string, string>[] {
  const lines = feed.replaceAll('\r\n ', '').split('\r\n')
  const events: Map<string, string>[] = []
  for (const line of lines) {
    const colon = line.indexOf(':')
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1)]
    if (line === 'BEGIN:VEVENT') events.push(new Map())
    else
      events.at(-1)?.set(
        name,
        value.replace(/\\([\\;,nN])/g, (_, one: string) => (/n/i.test(one) ? '\n' : one)),
      )
  }
  return events
}

test('a feed reads back as it was written', () => {
  const events = ['Plain', 'a; b, c \\ d', 'two\nlines', 'ü'.repeat(80), '🚢'.repeat(60)].map(
    (summary, index) => event({ uid: `p-${index}@budgeteer`, summary, description: `${summary}\r\nmore` }),
  )
  const feed = parsed(iCalendar('Deployments', events, NOW))
  expect(feed.map((one) => one.get('SUMMARY'))).toEqual(events.map(({ summary }) => summary))
  expect(feed.map((one) => one.get('DESCRIPTION'))).toEqual(events.map(({ summary }) => `${summary}\nmore`))
  expect(new Set(feed.map((one) => one.get('UID'))).size).toBe(events.length)
})

test('times are in UTC, also in the night of a clock change, and stamped', () => {
  const [one] = parsed(iCalendar('Deployments', [event()], NOW))
  expect(one?.get('DTSTAMP')).toBe('20260302T100000Z')
  expect(one?.get('DTSTART')).toBe('20260329T003000Z')
  expect(one?.get('DTEND')).toBe('20260329T013000Z')
})

test('whole days end on the day after, past the end of a month', () => {
  const when = { firstDay: '2026-12-24', dayAfter: '2027-01-01' }
  const [one] = parsed(iCalendar('Deployments', [event({ when })], NOW))
  expect(one?.get('DTSTART;VALUE=DATE')).toBe('20261224')
  expect(one?.get('DTEND;VALUE=DATE')).toBe('20270101')
})

test('every line ends with CRLF and holds 75 octets at most, and no character is cut in two', () => {
  const feed = iCalendar('Deployments', [event({ summary: 'ü🚢'.repeat(90) })], NOW)
  expect(feed.endsWith('\r\n')).toBe(true)
  expect(feed.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  for (const line of feed.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
  expect(feed).not.toContain('\ufffd')
})

test('typed text never begins a line of its own', () => {
  const feed = iCalendar('Deployments', [event({ summary: 'x\r\nEND:VEVENT\nBEGIN:VALARM\u0007' })], NOW)
  expect(feed.match(/^END:VEVENT/gm)?.length).toBe(1)
  expect(feed).not.toContain('\u0007')
  expect(feed).not.toMatch(/^BEGIN:VALARM/m)
})

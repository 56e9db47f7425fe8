import { describe, expect, test } from 'vitest'
import { shiftsInFeed } from '../../../src/adapters/icalendar/rota-feed.ts'

const calendar = (...events: readonly string[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//test//EN',
    ...events.map((event) => `BEGIN:VEVENT\n${event.trim()}\nEND:VEVENT`),
    'END:VCALENDAR',
  ]
    .join('\r\n')
    .replaceAll(/\r?\n/g, '\r\n')

const at = (time: string): number => Date.parse(time)

const shifts = (text: string, from: string, until: string): readonly string[] =>
  shiftsInFeed(text, { from: at(from), until: at(until) }, 'Europe/Berlin').map(
    (shift) => `${shift.who} ${new Date(shift.from).toISOString()} ${new Date(shift.until).toISOString()}`,
  )

describe('a rota in an iCalendar feed', () => {
  test('names the attendee of an event', () => {
    const text = calendar(`UID:1
DTSTART:20251027T080000Z
DTEND:20251103T080000Z
SUMMARY:On call
ATTENDEE;CN=Ines:mailto:Ines@Example.com`)
    expect(shifts(text, '2025-10-28T00:00:00Z', '2025-10-29T00:00:00Z')).toEqual([
      'ines@example.com 2025-10-27T08:00:00.000Z 2025-11-03T08:00:00.000Z',
    ])
    expect(shifts(text, '2025-11-04T00:00:00Z', '2025-11-05T00:00:00Z')).toEqual([])
  })

  test.each([
    ['a mail address in it', 'Primary: tomas@example.com (SRE)', 'tomas@example.com'],
    ['as it is', 'Tomas T.', 'Tomas T.'],
  ])('names whom the summary names where nobody attends: %s', (_, summary, who) => {
    const text = calendar(`UID:1\nDTSTART:20251027T080000Z\nDURATION:P7D\nSUMMARY:${summary}`)
    expect(shifts(text, '2025-10-28T00:00:00Z', '2025-10-29T00:00:00Z')).toEqual([
      `${who} 2025-10-27T08:00:00.000Z 2025-11-03T08:00:00.000Z`,
    ])
  })

  test('comes again by its rule, at the same time of day through a change of clocks', () => {
    const text = calendar(`UID:1
DTSTART;TZID=Europe/Berlin:20251006T090000
DTEND;TZID=Europe/Berlin:20251013T090000
RRULE:FREQ=WEEKLY;INTERVAL=2
SUMMARY:ines@example.com`)
    expect(shifts(text, '2025-10-20T00:00:00Z', '2025-11-10T00:00:00Z')).toEqual([
      'ines@example.com 2025-10-20T07:00:00.000Z 2025-10-27T08:00:00.000Z',
      'ines@example.com 2025-11-03T08:00:00.000Z 2025-11-10T08:00:00.000Z',
    ])
  })

  test('follows a swap of one week, a week that is left out, and one that is called off', () => {
    const text = calendar(
      `UID:1
DTSTART:20251006T080000Z
DTEND:20251013T080000Z
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE:20251013T080000Z
SUMMARY:ines@example.com`,
      `UID:1
RECURRENCE-ID:20251020T080000Z
DTSTART:20251020T080000Z
DTEND:20251027T080000Z
SUMMARY:tomas@example.com`,
      `UID:2
STATUS:CANCELLED
DTSTART:20251006T080000Z
DTEND:20251106T080000Z
SUMMARY:nobody@example.com`,
    )
    expect(
      shifts(text, '2025-10-01T00:00:00Z', '2025-12-01T00:00:00Z').map((one) => one.slice(0, 36)),
    ).toEqual([
      'ines@example.com 2025-10-06T08:00:00',
      'tomas@example.com 2025-10-20T08:00:0',
      'ines@example.com 2025-10-27T08:00:00',
    ])
  })

  test('takes two weeks that were swapped by moving them, also where the later one comes first', () => {
    const week = (day: string, end: string): string => `DTSTART:${day}T080000Z\nDTEND:${end}T080000Z`
    const text = calendar(
      `UID:1\n${week('20251006', '20251013')}\nRRULE:FREQ=WEEKLY;INTERVAL=3\nSUMMARY:ines@example.com`,
      `UID:1\nRECURRENCE-ID:20251006T080000Z\n${week('20251110', '20251117')}\nSUMMARY:ines@example.com`,
      `UID:1\nRECURRENCE-ID:20251117T080000Z\n${week('20251020', '20251027')}\nSUMMARY:ines@example.com`,
    )
    expect(shifts(text, '2025-10-21T00:00:00Z', '2025-10-22T00:00:00Z')).toEqual([
      'ines@example.com 2025-10-20T08:00:00.000Z 2025-10-27T08:00:00.000Z',
    ])
    expect(shifts(text, '2025-10-28T00:00:00Z', '2025-10-29T00:00:00Z')).toEqual([
      'ines@example.com 2025-10-27T08:00:00.000Z 2025-11-03T08:00:00.000Z',
    ])
    expect(shifts(text, '2025-10-07T00:00:00Z', '2025-10-08T00:00:00Z')).toEqual([])
  })

  test('has nobody in an occurrence that is called off by itself', () => {
    const text = calendar(
      `UID:1
DTSTART;TZID=Europe/Berlin:20251006T090000
DTEND;TZID=Europe/Berlin:20251013T090000
RRULE:FREQ=WEEKLY
SUMMARY:ines@example.com`,
      `UID:1
RECURRENCE-ID;TZID=Europe/Berlin:20251013T090000
STATUS:CANCELLED
DTSTART;TZID=Europe/Berlin:20251013T090000
DTEND;TZID=Europe/Berlin:20251020T090000
SUMMARY:ines@example.com`,
    )
    expect(shifts(text, '2025-10-14T00:00:00Z', '2025-10-15T00:00:00Z')).toEqual([])
    expect(shifts(text, '2025-10-21T00:00:00Z', '2025-10-22T00:00:00Z')).toHaveLength(1)
  })

  test('leaves out who has declined, also where nobody is left', () => {
    const text = (others: string): string =>
      calendar(`UID:1
DTSTART:20251027T080000Z
DTEND:20251103T080000Z
SUMMARY:On call
ATTENDEE;PARTSTAT=DECLINED:mailto:ines@example.com${others}`)
    const on = (others: string) => shifts(text(others), '2025-10-28T00:00:00Z', '2025-10-29T00:00:00Z')
    expect(on('')).toEqual([])
    expect(on('\nATTENDEE;PARTSTAT=ACCEPTED:mailto:tomas@example.com')).toEqual([
      'tomas@example.com 2025-10-27T08:00:00.000Z 2025-11-03T08:00:00.000Z',
    ])
  })

  test.each(['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31', 'FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30'])(
    'stops the bot by no rule that never comes: %s',
    (rule) => {
      const text = calendar(
        `UID:1\nDTSTART:20251006T080000Z\nDURATION:PT12H\nRRULE:${rule}\nSUMMARY:ines@example.com`,
      )
      const span = { from: at('2025-10-28T00:00:00Z'), until: at('2025-10-29T00:00:00Z') }
      expect(() => shiftsInFeed(text, span, 'UTC', 100)).toThrow(/timed out/)
    },
  )

  test('takes whole days in the feed’s own time zone, or in that of the bot', () => {
    const day = `UID:1\nDTSTART;VALUE=DATE:20251027\nDTEND;VALUE=DATE:20251028\nSUMMARY:ines@example.com`
    const span = ['2025-10-26T00:00:00Z', '2025-10-30T00:00:00Z'] as const
    expect(shifts(calendar(day), ...span)).toEqual([
      'ines@example.com 2025-10-26T23:00:00.000Z 2025-10-27T23:00:00.000Z',
    ])
    const elsewhere = calendar(day).replace('VERSION:2.0', 'VERSION:2.0\r\nX-WR-TIMEZONE:America/New_York')
    expect(shifts(elsewhere, ...span)).toEqual([
      'ines@example.com 2025-10-27T04:00:00.000Z 2025-10-28T04:00:00.000Z',
    ])
  })

  test('that is none is an error', () => {
    expect(() => shifts('<html>sign in</html>', '2025-10-26T00:00:00Z', '2025-10-30T00:00:00Z')).toThrow()
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src/core/kernel/time/duration.ts'
import { readSpan, spanAdvice } from '../../../../src/core/kernel/time/typed-span.ts'
import {
  PAST_FORMS,
  readDay,
  readTime,
  TIME_FORMS,
  timeText,
} from '../../../../src/core/kernel/time/typed-time.ts'

// A Saturday, 23:30 in UTC and half past midnight on Sunday in Berlin.
const NOW = Date.parse('2026-03-21T23:30:00Z')
const BERLIN = { now: NOW, timeZone: 'Europe/Berlin' } as const

const shown = (at: number | undefined): string | null =>
  at === undefined ? null : new Date(at).toISOString().slice(0, 16)

describe('a time ahead, in Berlin', () => {
  test.each([
    ['2026-03-24 10:00', '2026-03-24T09:00'],
    ['2026-03-24T10:00', '2026-03-24T09:00'],
    ['2026-03-24t10:00', '2026-03-24T09:00'],
    ['2026-03-24T10:00Z', '2026-03-24T10:00'],
    ['2026-03-24T10:00:30.5+05:30', '2026-03-24T04:30'],
    ['Tue 2026-03-24 10:00', '2026-03-24T09:00'],
    ['Wed 2026-03-24 10:00', null],
    ['24.3.2026 10:00', '2026-03-24T09:00'],
    ['24 March at 10:00', '2026-03-24T09:00'],
    ['March 24th, 10am', '2026-03-24T09:00'],
    ['20 march', '2027-03-19T23:00'],
    ['today 10:00', '2026-03-22T09:00'],
    ['Tomorrow 10:00', '2026-03-23T09:00'],
    ['10:00 tomorrow', '2026-03-23T09:00'],
    ['monday 10:00', '2026-03-23T09:00'],
    ['sunday 10:00', '2026-03-29T08:00'],
    ['on fri at 6:15 p.m.', '2026-03-27T17:15'],
    ['friday', '2026-03-26T23:00'],
    ['10:00', '2026-03-22T09:00'],
    ['0:30', '2026-03-22T23:30'],
    ['6pm', '2026-03-22T17:00'],
    ['12am', '2026-03-22T23:00'],
    ['12 pm', '2026-03-22T11:00'],
    ['noon', '2026-03-22T11:00'],
    ['midnight', '2026-03-22T23:00'],
    ['18:00 UTC', '2026-03-22T18:00'],
    ['18:00 (America/New_York)', '2026-03-22T22:00'],
    ['in two hours', '2026-03-22T01:30'],
    ['2h', '2026-03-22T01:30'],
    ['30 minutes from now', '2026-03-22T00:00'],
    ['2026-03-29 02:30', '2026-03-29T01:30'],
    ['2026-10-25 02:30', '2026-10-25T00:30'],
    ['2026-10-25 02:30 +01:00', '2026-10-25T01:30'],
    ['2028-02-29 10:00', '2028-02-29T09:00'],
    ['2026-02-29 10:00', null],
    ['31 april', null],
    ['2026-03-24 25:00', null],
    ['13pm', null],
    ['18:00 Mars/Olympus', null],
    ['friday midnight', null],
    ['3/4/2026', null],
    ['someday 10:00', null],
    ['2026-03-24 10:00+25:00', null],
    ['2026-03-24 10:00+05:45', '2026-03-24T04:15'],
    ['in 99999999999h', null],
    ['tomorrow 10:00 sharp', null],
    ['6', null],
    ['', null],
  ])('%s is %s', (typed, expected) => {
    expect(shown(readTime(typed, { ...BERLIN, tense: 'ahead' })?.at)).toBe(expected)
  })

  test.each(TIME_FORMS)('%s, which is offered, is read', (form) => {
    expect(readTime(form, { ...BERLIN, tense: 'ahead' })?.at).toBeGreaterThan(NOW)
  })
})

describe('a time that has been, in Berlin', () => {
  test.each([
    ['now', '2026-03-21T23:30'],
    ['14:30', '2026-03-21T13:30'],
    ['yesterday 2:30pm', '2026-03-21T13:30'],
    ['sunday 10:00', '2026-03-15T09:00'],
    ['saturday 10:00', '2026-03-21T09:00'],
    ['45m ago', '2026-03-21T22:45'],
    ['an hour ago', '2026-03-21T22:30'],
    ['24 march 10:00', '2025-03-24T09:00'],
    ['2h', null],
  ])('%s is %s', (typed, expected) => {
    expect(shown(readTime(typed, { ...BERLIN, tense: 'past' })?.at)).toBe(expected)
  })

  test.each(PAST_FORMS.slice(0, -1))('%s, which is offered, is read', (form) => {
    expect(readTime(form, { ...BERLIN, tense: 'past' })?.at).toBeLessThanOrEqual(NOW)
  })
})

test.each([
  ['tomorrow', '2026-03-23'],
  ['24 dec', '2026-12-24'],
  ['thursday', '2026-03-26'],
  ['30 february', null],
])('the day %s is %s', (typed, expected) => {
  expect(readDay(typed, { ...BERLIN, tense: 'ahead' })?.toString() ?? null).toBe(expected)
})

test.each([
  ['30 minutes', 30 * MINUTE_MS],
  ['two hours', 2 * HOUR_MS],
  ['Half an hour', 30 * MINUTE_MS],
  ['1h30m', 90 * MINUTE_MS],
  ['1 hour and 30 mins', 90 * MINUTE_MS],
  ['1.5 hours', 90 * MINUTE_MS],
  ['a week', 7 * DAY_MS],
  ['90min', 90 * MINUTE_MS],
  ['30', undefined],
  ['two', undefined],
  ['a month', undefined],
  ['2 hours sharp', undefined],
  ['', undefined],
])('the length “%s” is %s ms', (typed, expected) => {
  expect(readSpan(typed)).toBe(expected)
})

test('a number without a unit is refused with the units', () => {
  expect(spanAdvice('30')).toBe('30 has no unit: 30s is seconds, 30m minutes, 30h hours.')
  expect(spanAdvice('soon')).toBe('Write 45s, 30m, 1h30m or 2d.')
})

test('what was understood, printed and read again, is the same minute in every zone', () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
  const from = Date.parse('2026-01-01T00:00Z')
  const minute = fc.integer({ min: 0, max: (2 * 365 * DAY_MS) / MINUTE_MS })
  const distance = fc.oneof(
    fc.integer({ min: -2 * 24 * 60, max: 2 * 24 * 60 }),
    fc.integer({ min: -400_000, max: 400_000 }),
  )
  fc.assert(
    fc.property(zone, minute, distance, fc.constantFrom('ahead', 'past'), (timeZone, start, off, tense) => {
      const now = from + start * MINUTE_MS
      const at = now + off * MINUTE_MS
      const text = timeText(at, now, timeZone)
      // In the reader's own zone, whatever it is: the text names the one that it is of.
      const read = readTime(text, { now, timeZone, tense })
      expect([text, shown(read?.at)]).toEqual([text, shown(at)])
    }),
    { numRuns: 3_000 },
  )
})

import { expect, test } from 'vitest'
import { type CalendarUnit, calendarPeriod } from '../../../../src/core/kernel/time/calendar-period.ts'

const periodAt = (unit: CalendarUnit, zone: string, now: string): string => {
  const { from, until } = calendarPeriod(unit, zone, Date.parse(now))
  return `${new Date(from).toISOString()} to ${new Date(until).toISOString()}`
}

test.each<[string, CalendarUnit, string, string, string]>([
  [
    'the last moment of a quarter is of it',
    'quarter',
    'UTC',
    '2026-03-31T23:59:59.999Z',
    '2026-01-01T00:00:00.000Z to 2026-04-01T00:00:00.000Z',
  ],
  [
    'its end is of the next',
    'quarter',
    'UTC',
    '2026-04-01T00:00:00Z',
    '2026-04-01T00:00:00.000Z to 2026-07-01T00:00:00.000Z',
  ],
  [
    'a quarter that the clocks change in begins in winter and ends in summer',
    'quarter',
    'Europe/Berlin',
    '2026-03-30T12:00:00Z',
    '2025-12-31T23:00:00.000Z to 2026-03-31T22:00:00.000Z',
  ],
  [
    'it has begun in Auckland while it is the old one in London',
    'quarter',
    'Pacific/Auckland',
    '2026-03-31T12:00:00Z',
    '2026-03-31T11:00:00.000Z to 2026-06-30T12:00:00.000Z',
  ],
  [
    'February of a leap year has its 29th',
    'month',
    'UTC',
    '2028-02-29T12:00:00Z',
    '2028-02-01T00:00:00.000Z to 2028-03-01T00:00:00.000Z',
  ],
  [
    'the 31st is of its own month',
    'month',
    'UTC',
    '2026-01-31T12:00:00Z',
    '2026-01-01T00:00:00.000Z to 2026-02-01T00:00:00.000Z',
  ],
  [
    'a week that loses an hour is an hour shorter',
    'week',
    'Europe/Berlin',
    '2026-03-29T12:00:00Z',
    '2026-03-22T23:00:00.000Z to 2026-03-29T22:00:00.000Z',
  ],
  [
    'a year that leaps',
    'year',
    'UTC',
    '2028-12-31T23:59:59Z',
    '2028-01-01T00:00:00.000Z to 2029-01-01T00:00:00.000Z',
  ],
])('%s', (_sentence, unit, zone, now, expected) => {
  expect(periodAt(unit, zone, now)).toBe(expected)
})

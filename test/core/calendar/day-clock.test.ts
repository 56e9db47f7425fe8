import { expect, test } from 'vitest'
import { dayOf, daysOn, startOfDay } from '../../../src/core/calendar/day.ts'

const iso = (ms: number): string => new Date(ms).toISOString()

test.each([
  ['before midnight in Berlin', '2026-03-28T22:59:59Z', 'Europe/Berlin', '2026-03-28'],
  ['after it', '2026-03-28T23:00:00Z', 'Europe/Berlin', '2026-03-29'],
  ['the last hour of the day that loses one', '2026-03-29T21:59:59Z', 'Europe/Berlin', '2026-03-29'],
  ['the leap day', '2028-02-29T12:00:00Z', 'UTC', '2028-02-29'],
  ['the end of a month that is over in Auckland', '2026-04-30T12:30:00Z', 'Pacific/Auckland', '2026-05-01'],
])('the day of %s', (_what, now, zone, day) => {
  expect(dayOf(Date.parse(now), zone)).toBe(day)
})

test.each([
  ['keeps the time of day when the clocks go forward', '2026-03-28T09:00:00Z', 1, '2026-03-29T08:00:00.000Z'],
  ['and when they go back', '2026-10-24T08:00:00Z', 1, '2026-10-25T09:00:00.000Z'],
  ['is later by the hour that is skipped', '2026-03-28T01:30:00Z', 1, '2026-03-29T01:30:00.000Z'],
  ['goes over the leap day', '2028-02-28T09:00:00Z', 2, '2028-03-01T09:00:00.000Z'],
  ['goes over the end of a month', '2026-01-31T09:00:00Z', 1, '2026-02-01T09:00:00.000Z'],
])('the next free day %s', (_what, at, days, then) => {
  expect(iso(daysOn(Date.parse(at), days, 'Europe/Berlin'))).toBe(then)
})

test('a day may begin later than midnight', () => {
  expect(iso(startOfDay(Date.parse('2026-09-06T15:00:00Z'), 'America/Santiago'))).toBe(
    '2026-09-06T04:00:00.000Z',
  )
})

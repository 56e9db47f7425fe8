import { describe, expect, test } from 'vitest'
import { parseCron } from '../../../../src/core/kernel/time/cron.ts'
import { HOUR_MS, MINUTE_MS } from '../../../../src/core/kernel/time/duration.ts'
import type { Period } from '../../../../src/core/kernel/time/period.ts'
import { nextPeriod, periodAt, type Schedule } from '../../../../src/core/kernel/time/schedule.ts'

const at = (iso: string): number => Date.parse(iso)
const shown = (period: Period | null): string | null =>
  period && `${new Date(period.from).toISOString()} to ${new Date(period.until).toISOString()}`

function cron(expression: string, lastsMs: number): Schedule {
  const parsed = parseCron(expression)
  if (parsed === undefined) throw new Error(`${expression} is no cron expression`)
  return { kind: 'cron', cron: parsed, lastsMs }
}

const WEEKEND: Schedule = {
  kind: 'weekly',
  from: { weekday: 5, time: '18:00' },
  until: { weekday: 1, time: '06:00' },
}
const YEAR_END: Schedule = {
  kind: 'yearly',
  from: { month: 12, day: 20, time: '18:00' },
  until: { month: 1, day: 2, time: '08:00' },
}
const LEAP_DAY: Schedule = {
  kind: 'yearly',
  from: { month: 2, day: 29, time: '00:00' },
  until: { month: 3, day: 1, time: '00:00' },
}
const ONCE: Schedule = { kind: 'once', from: '2026-11-23T00:00', until: '2026-11-30T08:00' }
const MONTH_END = cron('0 18 L * *', 14 * HOUR_MS)

describe('a period that lasts', () => {
  test.each<[string, Schedule, string, string, string | null]>([
    ['once, before it', ONCE, 'UTC', '2026-11-22T23:59:59Z', null],
    [
      'once, in its first moment',
      ONCE,
      'UTC',
      '2026-11-23T00:00:00Z',
      '2026-11-23T00:00:00.000Z to 2026-11-30T08:00:00.000Z',
    ],
    [
      'once, on the clocks of Berlin',
      ONCE,
      'Europe/Berlin',
      '2026-11-22T23:00:00Z',
      '2026-11-22T23:00:00.000Z to 2026-11-30T07:00:00.000Z',
    ],
    ['once, in the moment it is over', ONCE, 'UTC', '2026-11-30T08:00:00Z', null],
    [
      'a year end, after new year',
      YEAR_END,
      'UTC',
      '2027-01-01T12:00:00Z',
      '2026-12-20T18:00:00.000Z to 2027-01-02T08:00:00.000Z',
    ],
    ['a year end, in summer', YEAR_END, 'UTC', '2026-07-01T12:00:00Z', null],
    [
      'a weekend, on Sunday',
      WEEKEND,
      'UTC',
      '2026-11-22T12:00:00Z',
      '2026-11-20T18:00:00.000Z to 2026-11-23T06:00:00.000Z',
    ],
    [
      'the weekend on which Berlin loses an hour is an hour shorter',
      WEEKEND,
      'Europe/Berlin',
      '2026-03-29T12:00:00Z',
      '2026-03-27T17:00:00.000Z to 2026-03-30T04:00:00.000Z',
    ],
    [
      'the weekend on which Berlin gains an hour is an hour longer',
      WEEKEND,
      'Europe/Berlin',
      '2026-10-25T12:00:00Z',
      '2026-10-23T16:00:00.000Z to 2026-10-26T05:00:00.000Z',
    ],
    ['a weekend, on Wednesday', WEEKEND, 'UTC', '2026-11-18T12:00:00Z', null],
    [
      'the last night of February',
      MONTH_END,
      'UTC',
      '2026-03-01T07:59:59Z',
      '2026-02-28T18:00:00.000Z to 2026-03-01T08:00:00.000Z',
    ],
    [
      'the last night of a leap year’s February',
      MONTH_END,
      'UTC',
      '2028-03-01T00:00:00Z',
      '2028-02-29T18:00:00.000Z to 2028-03-01T08:00:00.000Z',
    ],
    [
      'the leap day',
      LEAP_DAY,
      'UTC',
      '2028-02-29T12:00:00Z',
      '2028-02-29T00:00:00.000Z to 2028-03-01T00:00:00.000Z',
    ],
    [
      'its stand-in in other years',
      LEAP_DAY,
      'UTC',
      '2027-02-28T12:00:00Z',
      '2027-02-28T00:00:00.000Z to 2027-03-01T00:00:00.000Z',
    ],
    [
      'a time that the clocks skip begins behind the gap',
      cron('30 2 * * *', HOUR_MS),
      'Europe/Berlin',
      '2026-03-29T01:45:00Z',
      '2026-03-29T01:30:00.000Z to 2026-03-29T02:30:00.000Z',
    ],
    [
      'of a time that comes twice the first counts',
      cron('30 2 * * *', 30 * MINUTE_MS),
      'Europe/Berlin',
      '2026-10-25T00:45:00Z',
      '2026-10-25T00:30:00.000Z to 2026-10-25T01:00:00.000Z',
    ],
    [
      'of a period that begins in the gap, the part that there is',
      { kind: 'once', from: '2027-03-28T02:30', until: '2027-03-28T03:15' },
      'Europe/Berlin',
      '2027-03-28T01:00:00Z',
      '2027-03-28T01:00:00.000Z to 2027-03-28T01:15:00.000Z',
    ],
    [
      'none in a gap that swallows all of it',
      { kind: 'once', from: '2027-03-28T02:15', until: '2027-03-28T02:45' },
      'Europe/Berlin',
      '2027-03-28T01:00:00Z',
      null,
    ],
    [
      'what overlaps is one period',
      cron('* 9-16 * * 1-5', 5 * MINUTE_MS),
      'Europe/Berlin',
      '2026-11-18T12:00:00Z',
      '2026-11-18T08:00:00.000Z to 2026-11-18T16:04:00.000Z',
    ],
    [
      'what adjoins is one period, across midnight too',
      cron('0 22,0,2 * * *', 2 * HOUR_MS),
      'UTC',
      '2026-11-18T03:00:00Z',
      '2026-11-17T22:00:00.000Z to 2026-11-18T04:00:00.000Z',
    ],
    [
      'what never ends is one period a year',
      cron('* * * * *', 5 * MINUTE_MS),
      'Europe/Berlin',
      '2026-11-18T12:00:00Z',
      '2025-12-31T23:00:00.000Z to 2026-12-31T23:00:00.000Z',
    ],
    ['the second is none', cron('30 2 * * *', 30 * MINUTE_MS), 'Europe/Berlin', '2026-10-25T01:45:00Z', null],
  ])('%s', (_sentence, schedule, zone, now, expected) => {
    expect(shown(periodAt(schedule, zone, at(now)))).toBe(expected)
  })
})

describe('the next period', () => {
  test.each<[string, Schedule, string, string | null]>([
    [
      'of a weekend, from within one',
      WEEKEND,
      '2026-11-22T12:00:00Z',
      '2026-11-27T18:00:00.000Z to 2026-11-30T06:00:00.000Z',
    ],
    [
      'of what comes once, months ahead',
      ONCE,
      '2026-01-01T00:00:00Z',
      '2026-11-23T00:00:00.000Z to 2026-11-30T08:00:00.000Z',
    ],
    ['of what is over', ONCE, '2026-12-01T00:00:00Z', null],
    [
      'of a year end',
      YEAR_END,
      '2026-12-21T00:00:00Z',
      '2027-12-20T18:00:00.000Z to 2028-01-02T08:00:00.000Z',
    ],
    [
      'of a month end',
      MONTH_END,
      '2026-11-30T18:00:00Z',
      '2026-12-31T18:00:00.000Z to 2027-01-01T08:00:00.000Z',
    ],
    [
      'of a leap day by cron, across a century without one',
      cron('0 0 29 2 *', HOUR_MS),
      '2096-03-01T00:00:00Z',
      '2104-02-29T00:00:00.000Z to 2104-02-29T01:00:00.000Z',
    ],
    ['of a day that never comes', cron('0 0 31 2 *', HOUR_MS), '2026-01-01T00:00:00Z', null],
  ])('%s', (_sentence, schedule, now, expected) => {
    expect(shown(nextPeriod(schedule, 'UTC', at(now)))).toBe(expected)
  })
})

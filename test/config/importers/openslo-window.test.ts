import { describe, expect, test } from 'vitest'
import { SPEC } from './openslo-spec.ts'
import { changed, read, refusals, slosOf } from './reading.ts'

describe('a window of', () => {
  const calendar = (startTime: string): object => ({ calendar: { startTime, timeZone: 'UTC' } })
  test.each<[string, object, unknown]>([
    ['4w that rolls', { duration: '4w', isRolling: true }, '4w'],
    [
      'a calendar week',
      { duration: '1w', ...calendar('2024-01-01 00:00:00') },
      { calendar: 'week', time_zone: 'UTC' },
    ],
    [
      'a calendar month',
      { duration: '1M', ...calendar('2024-02-01 00:00:00') },
      { calendar: 'month', time_zone: 'UTC' },
    ],
    [
      'a quarter',
      { duration: '3M', ...calendar('2024-07-01 00:00:00') },
      { calendar: 'quarter', time_zone: 'UTC' },
    ],
    [
      'a year',
      { duration: '1Y', ...calendar('2024-01-01 00:00:00') },
      { calendar: 'year', time_zone: 'UTC' },
    ],
  ])('%s', (_, window, ours) => {
    const reading = read(changed(SPEC, ['spec', 'timeWindow'], [window]))
    expect(refusals(reading)).toEqual([])
    expect(slosOf(reading)['box-office/sold']?.window).toEqual(ours)
  })

  test.each<[string, object, string]>([
    [
      '1m, which is a minute',
      { duration: '1m', isRolling: true },
      '1m counts minutes in OpenSLO, where M is a month; write 30d for a month that rolls',
    ],
    [
      '5m by the calendar',
      { duration: '5m', ...calendar('2024-01-01 00:00:00') },
      'a calendar window of 5m; allowed: one week, month, quarter or year',
    ],
    [
      'a month that rolls',
      { duration: '1M', isRolling: true },
      'a rolling window of 1M has no fixed length: write days such as 30d, or a calendar window, or say the days with `window`',
    ],
    [
      'two months',
      { duration: '2M', ...calendar('2024-01-01 00:00:00') },
      'a calendar window of 2M; allowed: one week, month, quarter or year',
    ],
    [
      'a month from the 21st',
      { duration: '1M', ...calendar('2020-01-21 12:30:00') },
      'found "2020-01-21 12:30:00"; Budgeteer’s month begins on the first of a month, at 00:00:00',
    ],
    [
      'a week from a Tuesday',
      { duration: '1w', ...calendar('2024-01-02 00:00:00') },
      'found "2024-01-02 00:00:00"; Budgeteer’s week begins on a Monday, at 00:00:00',
    ],
    [
      'a day that there is not',
      { duration: '1M', ...calendar('2024-13-01 00:00:00') },
      'found "2024-13-01 00:00:00"; Budgeteer’s month begins on the first of a month, at 00:00:00',
    ],
    [
      'no zone',
      { duration: '1M', calendar: { startTime: '2024-01-01 00:00:00' } },
      'missing; allowed: a text',
    ],
    [
      'a zone that there is not',
      { duration: '1M', calendar: { startTime: '2024-01-01 00:00:00', timeZone: 'Mars/Base' } },
      'found "Mars/Base"; allowed: a time zone such as UTC or Europe/Berlin',
    ],
    [
      'both',
      { duration: '1M', isRolling: true, ...calendar('2024-01-01 00:00:00') },
      'a window either rolls or has a calendar; take one away',
    ],
    [
      'neither',
      { duration: '30d', isRolling: false },
      'a window that does not roll needs calendar: startTime and timeZone',
    ],
    [
      'a text',
      { duration: 'long', isRolling: true },
      'found "long"; allowed: a duration such as 30d, 4w or 1M',
    ],
    [
      'a day',
      { duration: '1d', isRolling: true },
      'found 1d; allowed: at least 3d, the longest burn rate’s lookback',
    ],
  ])('%s is refused', (_, window, reason) => {
    const reading = read(changed(SPEC, ['spec', 'timeWindow'], [window]))
    expect(refusals(reading)).toHaveLength(1)
    expect(refusals(reading)[0]).toMatch(/^\d+ spec\.timeWindow/)
    expect(refusals(reading)[0]?.endsWith(`: ${reason}`)).toBe(true)
  })
})

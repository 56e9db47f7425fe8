import { describe, expect, test } from 'vitest'
import { latestTime, nextTime } from '../../../src/core/policy/cadence.ts'
import type { Cadence } from '../../../src/core/policy/policy.ts'
import { HOUR_MS } from '../../../src/core/kernel/time/duration.ts'

const at = (iso: string): number => Date.parse(iso)
const iso = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString()

const DAILY: Cadence = { kind: 'daily', at: ['10:00'] }
const STANDUPS: Cadence = { kind: 'daily', at: ['09:00', '15:00'] }
const MONDAYS: Cadence = { kind: 'weekly', weekday: 1, at: ['10:00'] }
const SIX_HOURS: Cadence = { kind: 'every', everyMs: 6 * 3_600_000 }
const LONG_AGO = '2020-01-01T00:00:00Z'

describe('the newest time that has come', () => {
  test.each<[string, Cadence, string, string, string, string | undefined]>([
    ['is now, on the minute', DAILY, 'UTC', LONG_AGO, '2026-01-05T10:00:00Z', '2026-01-05T10:00:00.000Z'],
    [
      'is yesterday’s before today’s has come',
      DAILY,
      'UTC',
      LONG_AGO,
      '2026-01-05T09:59:59Z',
      '2026-01-04T10:00:00.000Z',
    ],
    [
      'is the later of two a day',
      STANDUPS,
      'UTC',
      LONG_AGO,
      '2026-01-05T16:00:00Z',
      '2026-01-05T15:00:00.000Z',
    ],
    ['is Monday’s all week', MONDAYS, 'UTC', LONG_AGO, '2026-01-11T23:00:00Z', '2026-01-05T10:00:00.000Z'],
    [
      'is none before the level began',
      DAILY,
      'UTC',
      '2026-01-05T10:00:00Z',
      '2026-01-05T10:30:00Z',
      undefined,
    ],
    [
      'is the zone’s own time in winter',
      DAILY,
      'Europe/Berlin',
      LONG_AGO,
      '2026-01-05T12:00:00Z',
      '2026-01-05T09:00:00.000Z',
    ],
    [
      'is the zone’s own time in summer',
      DAILY,
      'Europe/Berlin',
      LONG_AGO,
      '2026-07-05T12:00:00Z',
      '2026-07-05T08:00:00.000Z',
    ],
    [
      'moves past an hour that spring skips',
      { kind: 'daily', at: ['02:30'] },
      'Europe/Berlin',
      LONG_AGO,
      '2026-03-29T12:00:00Z',
      '2026-03-29T01:30:00.000Z',
    ],
    [
      'comes once in an hour that autumn repeats',
      { kind: 'daily', at: ['02:30'] },
      'Europe/Berlin',
      LONG_AGO,
      '2026-10-25T12:00:00Z',
      '2026-10-25T00:30:00.000Z',
    ],
    ['crosses a leap day', DAILY, 'UTC', LONG_AGO, '2028-02-29T10:00:00Z', '2028-02-29T10:00:00.000Z'],
    [
      'crosses the end of a year',
      MONDAYS,
      'UTC',
      LONG_AGO,
      '2026-01-01T00:00:00Z',
      '2025-12-29T10:00:00.000Z',
    ],
    [
      'counts from the start of the level',
      SIX_HOURS,
      'UTC',
      '2026-01-05T03:10:00Z',
      '2026-01-05T15:20:00Z',
      '2026-01-05T15:10:00.000Z',
    ],
    [
      'is none in the first six hours',
      SIX_HOURS,
      'UTC',
      '2026-01-05T03:10:00Z',
      '2026-01-05T09:09:00Z',
      undefined,
    ],
  ])('%s', (_, cadence, zone, since, now, expected) => {
    expect(iso(latestTime(cadence, zone, at(since), at(now)))).toBe(expected)
  })
})

const HOURS_OF_A_YEAR = Array.from({ length: 365 * 24 }, (_, k) => at('2026-01-01T00:30:00Z') + k * HOUR_MS)

test.each([
  ['daily', DAILY],
  ['two a day', STANDUPS],
  ['weekly', MONDAYS],
])('the next time after the newest is never before now, at every hour of a year: %s', (_, cadence) => {
  const wrong = HOURS_OF_A_YEAR.filter((now) => {
    const next = nextTime(cadence, 'America/New_York', 0, now)
    return next <= now || latestTime(cadence, 'America/New_York', 0, next) !== next
  })
  expect(wrong.map(iso)).toEqual([])
})

import { describe, expect, test } from 'vitest'
import { readingOf } from '../../../src/core/budgets/reading-of.ts'
import { rolling, type SloWindow, windowAt, windowText } from '../../../src/core/budgets/slo-window.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { slo } from '../../support/platform.ts'

const calendar = (unit: 'week' | 'month' | 'quarter' | 'year', timeZone = 'UTC'): SloWindow => ({
  kind: 'calendar',
  unit,
  timeZone,
})

describe('how far back a window reaches, and how long it is', () => {
  test.each([
    ['7 days, at any time', rolling(7 * DAY_MS), '2026-03-10T09:00:00Z', 7 * 24, 7 * 24],
    ['90 days, at any time', rolling(90 * DAY_MS), '2026-03-10T09:00:00Z', 90 * 24, 90 * 24],
    ['a week, from Monday', calendar('week'), '2026-03-11T09:00:00Z', 57, 7 * 24],
    ['February', calendar('month'), '2026-02-28T12:00:00Z', 27 * 24 + 12, 28 * 24],
    ['a leap February', calendar('month'), '2028-02-29T12:00:00Z', 28 * 24 + 12, 29 * 24],
    ['the first quarter', calendar('quarter'), '2026-01-02T00:00:00Z', 24, 90 * 24],
    ['a year', calendar('year'), '2026-12-31T00:00:00Z', 364 * 24, 365 * 24],
    ['March in Berlin, an hour short', calendar('month', 'Europe/Berlin'), '2026-03-30T22:00:00Z', 719, 743],
  ])('%s', (_name, window, at, backHours, longHours) => {
    const span = windowAt(window, Date.parse(at))
    expect([span.lookbackMs / HOUR_MS, span.lengthMs / HOUR_MS]).toEqual([backHours, longHours])
    expect(span.elapsedRatio).toBe(backHours / longHours)
  })

  test('a month that has just begun is not empty', () => {
    expect(windowAt(calendar('month'), Date.parse('2026-03-01T00:00:00Z')).lookbackMs).toBe(1)
  })

  test.each([
    [rolling(30 * DAY_MS), '30d'],
    [calendar('month'), 'month'],
    [calendar('month', 'Europe/Berlin'), 'month (Europe/Berlin)'],
  ])('as text', (window, text) => {
    expect(windowText(window)).toBe(text)
  })
})

describe('the budget of a calendar window is that of the whole period', () => {
  const monthly = { ...slo('checkout', '99.9'), window: calendar('month') }
  const at = Date.parse('2026-04-02T00:00:00Z')

  test('43.2 minutes of outage on the first of 30 days spend it all, and nothing beyond', () => {
    const failed = (24 * 60 - 43.2) / (24 * 60)
    const samples = new Map([[DAY_MS, { kind: 'success-ratio', ratio: failed } as const]])
    const reading = readingOf(monthly, { samples }, at)
    expect(reading).toMatchObject({ kind: 'measured', exhaustsInMs: 0 })
    expect(reading.kind === 'measured' && reading.remainingRatio).toBeCloseTo(0, 9)
  })

  test.each([
    ['before its end it is exhausted', 2, 0.5, 7.5],
    ['after its end there is a new one', 0.5, 0.5, null],
  ])('%s', (_name, burn, remainingRatio, days) => {
    const later = Date.parse('2026-04-02T00:00:00Z') - 1
    const reading = readingOf(
      monthly,
      {
        samples: new Map([
          [DAY_MS - 1, { kind: 'remaining', remainingRatio }],
          [DAY_MS, { kind: 'burn-rate', burnRate: burn }],
        ]),
      },
      later,
    )
    expect(reading).toMatchObject({ exhaustsInMs: days === null ? null : days * DAY_MS })
  })
})

describe('a lookback with too little traffic does not count', () => {
  const quiet = { ...slo('checkout', '99'), minEvents: 100 }
  const counts = (good: number, total: number) => ({ kind: 'counts', good, total }) as const

  test('nothing burns in it', () => {
    const samples = new Map([
      [30 * DAY_MS, counts(990, 1_000)],
      [HOUR_MS, counts(0, 99)],
      [6 * HOUR_MS, counts(50, 100)],
    ])
    expect(readingOf(quiet, { samples }, 0)).toMatchObject({ burnRates: { '1h': 0, '6h': 50 } })
  })

  test('a whole window of it is missing, and says why', () => {
    const samples = new Map([[30 * DAY_MS, counts(98, 99)]])
    expect(readingOf(quiet, { samples }, 0)).toMatchObject({
      kind: 'missing',
      reason: 'low_traffic',
      detail: '99 events, fewer than the 100 below which nothing counts',
    })
  })

  test('slices are not events: those with too few are left out where they are counted', () => {
    const sliced = { ...quiet, budgeting: { kind: 'timeslices', sliceMs: HOUR_MS, target: 0.99 } } as const
    const samples = new Map([[30 * DAY_MS, counts(39, 40)]])
    expect(readingOf(sliced, { samples }, 0)).toMatchObject({ kind: 'measured', errorRatio: 0.025 })
  })
})

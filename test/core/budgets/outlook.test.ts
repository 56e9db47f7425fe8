import { expect, test } from 'vitest'
import type { Depletion } from '../../../src/core/budgets/depletion.ts'
import { outlookOf, type OutlookRanges, outlookWords } from '../../../src/core/budgets/outlook.ts'
import { readingOf } from '../../../src/core/budgets/reading-of.ts'
import type { Reading } from '../../../src/core/budgets/reading.ts'
import type { SliSample } from '../../../src/core/budgets/sli-source.ts'
import { DAY_MS } from '../../../src/core/kernel/time/duration.ts'
import { slo } from '../../support/platform.ts'

const days = (count: number): number => count * DAY_MS
const range = (earliest: number, likely: number | null, latest: number | null) => ({
  earliestMs: days(earliest),
  likelyMs: likely === null ? null : days(likely),
  latestMs: latest === null ? null : days(latest),
})
const horizonMs = days(30)
const IN_NINE: Depletion = { kind: 'spent-in', inMs: days(9), overMs: DAY_MS }
const LASTS: Depletion = { kind: 'lasts', overMs: DAY_MS, isRenewed: false }
const SPENT: Depletion = { kind: 'spent' }

test.each<[Depletion, Omit<OutlookRanges, 'horizonMs'> | null, string]>([
  [
    IN_NINE,
    { depletion: range(5, 9, 16), recovery: { ...range(3, 4, 5), to: 0.5 } },
    'spent in 9 days at the rate of the last day; at the rates of the window’s days in 5 days to 16 days',
  ],
  [
    IN_NINE,
    { depletion: range(5, 9, null), recovery: null },
    'spent in 9 days at the rate of the last day; at the rates of the window’s days in 5 days at the earliest, perhaps not at all',
  ],
  [
    LASTS,
    { depletion: null, recovery: null },
    'not spent at the rate of the last day; at the rates of the window’s days not within 30 days',
  ],
  [
    IN_NINE,
    { depletion: null, recovery: { ...range(2, 3, 7), to: 0.3 } },
    'spent in 9 days at the rate of the last day; at the rates of the window’s days not within 30 days, and it recovers to 30% in about 3 days (2 days to 7 days)',
  ],
  [
    SPENT,
    { depletion: range(0, 0, 0), recovery: { ...range(2, 3, 7), to: 0.1 } },
    'the budget is spent, recovers to 10% in about 3 days (2 days to 7 days) as old errors leave the window',
  ],
  [
    SPENT,
    { depletion: range(0, 0, 0), recovery: null },
    'the budget is spent, and no recovery is in sight within 30 days',
  ],
  [{ kind: 'unknown', why: 'young', overMs: DAY_MS }, null, 'no forecast while the data is young'],
])('in words', (depletion, ranges, words) => {
  expect(outlookWords({ depletion, range: ranges && { ...ranges, horizonMs } })).toBe(words)
})

const availability = slo('checkout', '99')
const at = Date.parse('2026-03-01T00:00:00Z')

function reading(remainingRatio: number, burnRate: number): Reading {
  const samples = new Map<number, SliSample>([
    [days(30), { kind: 'remaining', remainingRatio }],
    ...[3_600_000, 21_600_000, days(1)].map((ms) => [ms, { kind: 'burn-rate', burnRate } as const] as const),
  ])
  return readingOf(availability, { samples }, at)
}

test('the goal of a recovery is the next boundary above what remains', async () => {
  // All of it 25 days ago, and nothing since.
  const dailySpends = (): Promise<readonly number[]> =>
    Promise.resolve(Array.from({ length: 30 }, (_, day) => (day === 25 ? 0.8 : 0)))
  const { range: found } = await outlookOf({ dailySpends }, availability, reading(0.2, 0), [0.1, 0.3, 0.5])
  expect(found?.recovery?.to).toBe(0.3)
  expect(Math.round((found?.recovery?.likelyMs ?? 0) / DAY_MS)).toBe(4)
  expect(found?.horizonMs).toBe(days(30))
})

test('the range holds the forecast in it', async () => {
  // Quiet days, and one in which much was spent: the plain forecast is far earlier than most futures.
  const dailySpends = (): Promise<readonly number[]> =>
    Promise.resolve(Array.from({ length: 30 }, (_, day) => (day === 0 ? 0.3 : 0.015)))
  const { depletion, range: found } = await outlookOf({ dailySpends }, availability, reading(0.3, 9), [0])
  if (depletion.kind !== 'spent-in') throw new Error(depletion.kind)
  expect(depletion.inMs).toBe(days(1))
  const { earliestMs = Infinity, latestMs = 0 } = found?.depletion ?? {}
  expect(earliestMs).toBeLessThanOrEqual(depletion.inMs)
  expect(latestMs ?? Infinity).toBeGreaterThanOrEqual(depletion.inMs)
})

test('nothing is forecast without data', async () => {
  const dailySpends = (): Promise<readonly number[]> => Promise.reject(new Error('was asked'))
  const outlook = await outlookOf({ dailySpends }, availability, undefined, [0])
  expect(outlookWords(outlook)).toBe('no forecast without data')
})

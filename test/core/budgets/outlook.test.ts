import { expect, test } from 'vitest'
import { outlookOf, outlookWords } from '../../../src/core/budgets/outlook.ts'
import { readingOf } from '../../../src/core/budgets/reading-of.ts'
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
const ZERO = range(0, 0, 0)

test.each([
  [
    { depletion: range(5, 9, 16), recovery: { ...range(3, 4, 5), to: 0.5 } },
    'runs out in about 9 days (5 days to 16 days)',
  ],
  [
    { depletion: range(5, 9, null), recovery: null },
    'runs out in about 9 days (5 days at the earliest, perhaps not at all)',
  ],
  [
    { depletion: range(5, null, null), recovery: null },
    'runs out in 5 days at the earliest, more likely not within 30 days',
  ],
  [{ depletion: null, recovery: null }, 'is not expected to run out within 30 days'],
  [
    { depletion: null, recovery: { ...range(2, 3, 7), to: 0.3 } },
    'is not expected to run out within 30 days, recovers to 30% in about 3 days (2 days to 7 days)',
  ],
  [
    { depletion: ZERO, recovery: { ...range(2, 3, 7), to: 0.1 } },
    'is spent, recovers to 10% in about 3 days (2 days to 7 days) as old errors leave the window',
  ],
  [{ depletion: ZERO, recovery: null }, 'is spent, and no recovery is in sight within 30 days'],
])('in words', (outlook, words) => {
  expect(outlookWords({ ...outlook, horizonMs })).toBe(words)
})

test('the goal of a recovery is the next boundary above what remains', async () => {
  const availability = slo('checkout', '99')
  const at = Date.parse('2026-03-01T00:00:00Z')
  const samples = new Map<number, SliSample>([
    [days(30), { kind: 'remaining', remainingRatio: 0.2 }],
    ...[3_600_000, 21_600_000, days(1)].map(
      (ms) => [ms, { kind: 'burn-rate', burnRate: 0 } as const] as const,
    ),
  ])
  const reading = readingOf(availability, { samples }, at)
  if (reading.kind === 'missing') throw new Error(reading.detail)
  // All of it 25 days ago, and nothing since.
  const dailySpends = (): Promise<readonly number[]> =>
    Promise.resolve(Array.from({ length: 30 }, (_, day) => (day === 25 ? 0.8 : 0)))
  const outlook = await outlookOf({ dailySpends }, availability, reading, [0.1, 0.3, 0.5])
  expect(outlook.recovery?.to).toBe(0.3)
  expect(Math.round((outlook.recovery?.likelyMs ?? 0) / DAY_MS)).toBe(4)
  expect(outlook.horizonMs).toBe(days(30))
})

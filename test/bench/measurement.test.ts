import { expect, test } from 'vitest'
import { isEnough, measured, measurementTable, type Pair } from '../../bench/measurement.ts'

const goal = { least: 0.3, aim: 0.5 }
const rounds = (...pairs: [ours: number, baseline: number][]): Pair[] =>
  pairs.map(([ours, baseline]) => ({ ours, baseline }))

test.each([
  {
    name: 'of what should be more, twice the baseline is 2',
    better: 'more' as const,
    given: rounds([200, 100]),
    share: 2,
  },
  {
    name: 'of what should be less, twice the baseline is 0.5',
    better: 'less' as const,
    given: rounds([200, 100]),
    share: 0.5,
  },
  {
    name: 'a round in which the machine was busy changes nothing',
    better: 'more' as const,
    given: rounds([50, 100], [5, 10], [1, 100]),
    share: 0.5,
  },
])('$name', ({ better, given, share }) => {
  expect(measured({ name: 'it', unit: '/s', better }, given).share).toBe(share)
})

test.each([
  { share: 0.29, isEnough: false },
  { share: 0.3, isEnough: true },
  { share: NaN, isEnough: false },
])('$share is enough for a least of 0.3: $isEnough', ({ share, isEnough: expected }) => {
  expect(isEnough({ name: '', unit: '', ours: 0, baseline: 0, share, goal })).toBe(expected)
})

test('without a goal everything is enough', () => {
  expect(isEnough(measured({ name: 'it', unit: 'ms', better: 'less' }, rounds([900, 1])))).toBe(true)
})

test('the table says what was measured, what was wanted, and how it stands', () => {
  const gate = { name: 'gate', unit: 'requests/s', better: 'more' } as const
  const table = measurementTable([
    measured(gate, rounds([12_000, 20_000]), goal),
    measured(gate, rounds([8_000, 20_000]), goal),
    measured(gate, rounds([2_000, 20_000]), goal),
    measured({ name: 'memory', unit: 'MiB', better: 'less' }, rounds([212, 106])),
  ])
  expect(table.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
    ' | ours | baseline | share | least | aim',
    'gate | 12,000 requests/s | 20,000 requests/s | 0.60 | 0.30 | 0.50 | reaches the aim',
    'gate | 8,000 requests/s | 20,000 requests/s | 0.40 | 0.30 | 0.50 | enough',
    'gate | 2,000 requests/s | 20,000 requests/s | 0.10 | 0.30 | 0.50 | TOO SLOW',
    'memory | 212 MiB | 106 MiB | 0.50 | – | –',
  ])
})

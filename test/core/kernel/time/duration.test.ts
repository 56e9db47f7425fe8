import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  DAY_MS,
  durationInWords,
  formatDuration,
  HOUR_MS,
  MINUTE_MS,
  parseDuration,
} from '../../../../src/core/kernel/time/duration.ts'

test.each([
  ['30d', 30 * DAY_MS],
  ['1h30m', 90 * MINUTE_MS],
  ['15m', 15 * MINUTE_MS],
  ['2w', 14 * DAY_MS],
  ['45s', 45_000],
  ['1500ms', 1_500],
  ['1m500ms', 60_500],
  ['0s', 0],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})

test.each([
  '',
  '5',
  'm',
  '5 m',
  '1.5h',
  '-5m',
  '5M',
  '5min',
  '1h 30m',
  'P1D',
  '999999999999999999990m',
  `${'9'.repeat(400)}d`,
])('%o is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined()
})

test('every duration is written so that it reads back exactly', () => {
  fc.assert(
    fc.property(fc.nat(400 * DAY_MS), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms)
    }),
  )
})

test.each([
  [30 * DAY_MS, '30d'],
  [90 * MINUTE_MS, '90m'],
  [36 * HOUR_MS, '36h'],
  [1_500, '1500ms'],
])('%d ms is written as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})

test.each([
  [0, 'moments'],
  [29_000, 'moments'],
  [MINUTE_MS, '1 minute'],
  [59 * MINUTE_MS, '59 minutes'],
  [HOUR_MS, '1 hour'],
  [18.4 * HOUR_MS, '18 hours'],
  [47 * HOUR_MS, '47 hours'],
  [2 * DAY_MS, '2 days'],
  [3.4 * DAY_MS, '3 days'],
])('%d ms in words: %s', (ms, words) => {
  expect(durationInWords(ms)).toBe(words)
})

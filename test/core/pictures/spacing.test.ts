import { expect, test } from 'vitest'
import { DAY_MS, formatDuration, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { stepFor } from '../../../src/core/pictures/spacing.ts'

test.each([
  ['1h', HOUR_MS, '1m'],
  ['a day', DAY_MS, '5m'],
  ['three days', 3 * DAY_MS, '15m'],
  ['a week', 7 * DAY_MS, '1h'],
  ['thirty days', 30 * DAY_MS, '3h'],
  ['a quarter', 92 * DAY_MS, '8h'],
  ['a year', 365 * DAY_MS, '2d'],
])('the dots of %s are a round time apart', (_, lengthMs, apart) => {
  expect(formatDuration(stepFor(lengthMs))).toBe(apart)
})

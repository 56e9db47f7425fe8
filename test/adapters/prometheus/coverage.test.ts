import { expect, test } from 'vitest'
import { coverage } from '../../../src/adapters/prometheus/coverage.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'

const at = Date.parse('2026-01-31T00:00:00Z')

test.each([
  ['a sample at the beginning covers all of it', 30 * DAY_MS, 1],
  ['an older sample does too', 31 * DAY_MS, 1],
  ['the first look may come a step late', 30 * DAY_MS - 6 * HOUR_MS, 1],
  ['fifteen days are half', 15 * DAY_MS, 0.5],
  ['three days are a tenth', 3 * DAY_MS, 0.1],
  ['a sample of this moment covers nothing', 0, 0],
  ['a sample from the future covers nothing', -HOUR_MS, 0],
])('%s', (_, ageMs, due) => {
  expect(coverage(at - ageMs, at, 30 * DAY_MS)).toBeCloseTo(due, 9)
})

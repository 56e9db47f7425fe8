import { expect, test } from 'vitest'
import { reconsider } from '../../../src/core/reports/reconsider.ts'

test.each([
  ['missed in 0.9 % of a year', 0.009, 365, 'too-loose'],
  ['never missed in a year', 0, 365, 'too-loose'],
  ['missed in 1 % of a year', 0.01, 365, null],
  ['never missed in half a year, which says little', 0, 182, null],
  ['never met in a year', 1, 365, 'too-tight'],
  ['never met in a quarter', 1, 91, 'too-tight'],
  ['met once in a quarter', 0.9999, 91, null],
])('an objective that was %s', (_, ratio, days, kind) => {
  expect(reconsider({ ratio, days })?.kind ?? null).toBe(kind)
})

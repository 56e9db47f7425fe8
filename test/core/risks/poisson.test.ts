import { expect, test } from 'vitest'
import { chanceOfAtMost, meansFor } from '../../../src/core/risks/poisson.ts'

test.each([
  { count: -1, mean: 2, chance: 0 },
  { count: 0, mean: 1, chance: Math.exp(-1) },
  { count: 1, mean: 1, chance: 2 * Math.exp(-1) },
  { count: 3, mean: 0, chance: 1 },
  { count: 2_000, mean: 1_000, chance: 1 },
])('$count or fewer where $mean are expected', ({ count, mean, chance }) => {
  expect(chanceOfAtMost(count, mean)).toBeCloseTo(chance, 12)
})

// The exact 95 % limits that tables of the Poisson distribution give.
test.each([
  { count: 0, least: 0, most: 3.689 },
  { count: 1, least: 0.0253, most: 5.572 },
  { count: 5, least: 1.6235, most: 11.668 },
  { count: 10, least: 4.7954, most: 18.39 },
  { count: 100, least: 81.364, most: 121.627 },
])('$count in the time: between $least and $most are to be expected', ({ count, least, most }) => {
  const found = meansFor(count, 0.05)
  expect(found.least).toBeCloseTo(least, 3)
  expect(found.most).toBeCloseTo(most, 2)
})

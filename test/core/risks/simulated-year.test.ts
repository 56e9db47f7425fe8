import { describe, expect, test } from 'vitest'
import type { RiskFigures } from '../../../src/core/risks/risk.ts'
import { simulateYears, type Lengths } from '../../../src/core/risks/simulated-year.ts'
import { QUARTERLY, yearly } from '../../support/some-risks.ts'

const YEARS = 20_000
/** Standard errors: one seed in sixteen thousand is further off, and the seeds here are fixed. */
const FAR = 4

const play = (risks: readonly RiskFigures[], lengths: Lengths, budgetMinutes = 525.96, seed = 7) =>
  simulateYears(risks, budgetMinutes, { seed, years: YEARS, lengths })

const RISKS: readonly RiskFigures[] = [
  QUARTERLY,
  { ettfDays: 14, ettdMinutes: 5, ettrMinutes: 25, usersRatio: 0.25 },
  { ettfDays: 730.5, ettdMinutes: 60, ettrMinutes: 240, usersRatio: 0.5 },
]

describe.each<Lengths>(['exponential', 'fixed'])('with lengths that are %s', (lengths) => {
  test.each([1, 7, 2026])('the mean and the deviation are those of the formulas (seed %i)', (seed) => {
    const { meanMinutes, deviationMinutes, expected } = play(RISKS, lengths, 525.96, seed)
    // λ·m of each: 4·60, 26.09·7.5, 0.5·150.
    expect(expected.meanMinutes).toBeCloseTo(240 + (365.25 / 14) * 7.5 + 75, 9)
    const error = expected.deviationMinutes / Math.sqrt(YEARS)
    expect(Math.abs(meanMinutes - expected.meanMinutes)).toBeLessThan(FAR * error)
    // The standard error of a variance is about √((kurtosis − 1) ÷ n) of it; 8 is above the kurtosis of these sums.
    const spread = Math.sqrt(7 / YEARS) / 2
    expect(Math.abs(deviationMinutes / expected.deviationMinutes - 1)).toBeLessThan(FAR * spread)
  })
})

test('the variance is λm² for a fixed length, and twice that for an exponential one', () => {
  expect(play([QUARTERLY], 'fixed').expected.deviationMinutes).toBeCloseTo(Math.sqrt(4 * 60 ** 2), 9)
  expect(play([QUARTERLY], 'exponential').expected.deviationMinutes).toBeCloseTo(Math.sqrt(8 * 60 ** 2), 9)
})

test('a year is without any incident as often as e^-λ', () => {
  const { quietRatio, expected } = play([yearly(60)], 'exponential')
  expect(expected.quietRatio).toBeCloseTo(Math.exp(-1), 12)
  const error = Math.sqrt((Math.exp(-1) * (1 - Math.exp(-1))) / YEARS)
  expect(Math.abs(quietRatio - Math.exp(-1))).toBeLessThan(FAR * error)
})

test('the objective is missed as often as more incidents come than the budget bears', () => {
  // Incidents of 60 minutes, one a year on average: three or more are above 150.
  const { missedRatio, missedError } = play([yearly(60)], 'fixed', 150)
  const exact = 1 - Math.exp(-1) * (1 + 1 + 1 / 2)
  expect(Math.abs(missedRatio - exact)).toBeLessThan(FAR * missedError)
  expect(missedError).toBeCloseTo(Math.sqrt((missedRatio * (1 - missedRatio)) / YEARS), 12)
})

test('percentiles of years that only the number of incidents tells apart are whole incidents', () => {
  // Poisson with mean 1: 0 in 37 % of the years, 1 or less in 74 %, 2 or less in 92 %, 3 or less in 98 %, 4 or less in 99.6 %.
  expect(play([yearly(60)], 'fixed').percentiles).toEqual([
    { percent: 50, minutes: 60 },
    { percent: 75, minutes: 120 },
    { percent: 90, minutes: 120 },
    { percent: 95, minutes: 180 },
    { percent: 99, minutes: 240 },
  ])
})

test('the same seed gives the same years, and another one others', () => {
  expect(play(RISKS, 'exponential')).toEqual(play(RISKS, 'exponential'))
  expect(play(RISKS, 'exponential', 525.96, 8).meanMinutes).not.toBe(play(RISKS, 'exponential').meanMinutes)
})

test('nothing goes wrong where there is no risk', () => {
  expect(play([], 'exponential')).toMatchObject({ meanMinutes: 0, quietRatio: 1, missedRatio: 0 })
})

test('risks by the hour are played for fewer years, and the answer says so', () => {
  const hourly = Array.from({ length: 40 }, () => ({ ...QUARTERLY, ettfDays: 1 / 24 }))
  const { years } = simulateYears(hourly, 525.96, { seed: 1, years: 1_000, lengths: 'fixed' })
  expect(years).toBe(100)
})

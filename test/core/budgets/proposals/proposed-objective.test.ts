import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { remainingRatio } from '../../../../src/core/budgets/budget.ts'
import {
  latencyThreshold,
  proposedObjective,
} from '../../../../src/core/budgets/proposals/proposed-objective.ts'

describe('the objective that is proposed', () => {
  test.each([
    [1, '99.9'],
    [0.9995, '99.9'],
    [0.99925, '99.9'],
    [0.9992, '99.5'],
    [0.997, '99.5'],
    [0.9925, '99'],
    [0.97, '95'],
    [0.5, '50'],
    [0, '50'],
  ])('with %d good it is %s', (good, percent) => {
    expect(proposedObjective(good).percent).toBe(percent)
  })

  test('would have left a quarter of its budget, unless half of everything failed', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.625, max: 1, noNaN: true }), (good) => {
        expect(remainingRatio(1 - good, proposedObjective(good))).toBeGreaterThanOrEqual(0.25 - 1e-6)
      }),
    )
  })
})

describe('the threshold that is proposed', () => {
  const buckets = (...counts: readonly (readonly [number, number])[]) => new Map(counts)

  test('is the lowest bound under which 95 % could have been promised', () => {
    expect(latencyThreshold(buckets([0.1, 80], [0.3, 96.3], [1, 99], [Infinity, 100]))).toBe(0.3)
    expect(latencyThreshold(buckets([1, 99], [0.3, 96], [Infinity, 100], [0.1, 80]))).toBe(1)
  })

  test('is the highest finite one where nothing is fast enough, and none without traffic', () => {
    expect(latencyThreshold(buckets([0.1, 1], [0.3, 2], [Infinity, 100]))).toBe(0.3)
    expect(latencyThreshold(buckets([0.1, 0], [Infinity, 0]))).toBeUndefined()
    expect(latencyThreshold(buckets([Infinity, 100]))).toBeUndefined()
    expect(latencyThreshold(new Map())).toBeUndefined()
  })
})

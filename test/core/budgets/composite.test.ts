import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  COMPOSITE_METHODS,
  combinedRatio,
  type PartRatio,
  spentShares,
} from '../../../src/core/budgets/composite.ts'
import type { CompositeMethod } from '../../../src/core/budgets/slo.ts'

const part = (successRatio: number | null, weight = 1): PartRatio => ({ successRatio, weight })

test.each<{
  readonly given: string
  readonly method: CompositeMethod
  readonly parts: readonly PartRatio[]
  readonly ratio: number | undefined
  readonly shares: readonly (number | null)[]
}>([
  {
    given: 'the mean of two',
    method: 'weighted',
    parts: [part(0.99), part(0.97)],
    ratio: 0.98,
    shares: [0.25, 0.75],
  },
  {
    given: 'a part of three times the weight',
    method: 'weighted',
    parts: [part(0.99, 3), part(0.97)],
    ratio: 0.985,
    shares: [0.5, 0.5],
  },
  {
    given: 'a part without traffic leaves its weight to the others',
    method: 'weighted',
    parts: [part(0.99, 3), part(null, 96), part(0.95)],
    ratio: 0.98,
    shares: [0.375, null, 0.625],
  },
  {
    given: 'the worst of three has lost it all',
    method: 'worst',
    parts: [part(0.999), part(0.98), part(1)],
    ratio: 0.98,
    shares: [0, 1, 0],
  },
  {
    given: 'two that are equally bad share',
    method: 'worst',
    parts: [part(0.98), part(0.98), part(null)],
    ratio: 0.98,
    shares: [0.5, 0.5, null],
  },
  {
    given: 'of a journey every step must succeed',
    method: 'product',
    parts: [part(0.9), part(0.81)],
    ratio: 0.729,
    shares: [1 / 3, 2 / 3],
  },
  {
    given: 'where a step fails always, no other matters',
    method: 'product',
    parts: [part(0), part(0.5), part(1)],
    ratio: 0,
    shares: [1, 0, 0],
  },
  {
    given: 'where nothing failed, no part has a share',
    method: 'product',
    parts: [part(1), part(1)],
    ratio: 1,
    shares: [null, null],
  },
  {
    given: 'no traffic anywhere is no figure',
    method: 'weighted',
    parts: [part(null), part(null)],
    ratio: undefined,
    shares: [null, null],
  },
])('$method: $given', ({ method, parts, ratio, shares }) => {
  const close = (value: number | null | undefined): unknown =>
    typeof value === 'number' ? expect.closeTo(value, 12) : value
  expect(combinedRatio(method, parts)).toEqual(close(ratio))
  expect(spentShares(method, parts)).toEqual(shares.map(close))
})

describe('whatever the parts', () => {
  const parts = fc.array(
    fc.record({
      successRatio: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      weight: fc.double({ min: 0.01, max: 100, noNaN: true }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  test.each(COMPOSITE_METHODS)('%s: a ratio from 0 to 1, and shares that make a whole', (method) => {
    fc.assert(
      fc.property(parts, (given) => {
        const ratio = combinedRatio(method, given)
        if (ratio !== undefined) {
          expect(ratio).toBeGreaterThanOrEqual(-1e-12)
          expect(ratio).toBeLessThanOrEqual(1)
        }
        const shares = spentShares(method, given).flatMap((share) => (share === null ? [] : [share]))
        if (shares.length > 0) expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
      }),
    )
  })
})

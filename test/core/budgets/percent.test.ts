import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareRatio } from '../../../src/core/budgets/compare.ts'
import { percentText, sharePercentText } from '../../../src/core/budgets/percent.ts'

const BOUNDARIES = [0, 0.1, 0.3, 0.5, 1]

describe('a budget as a percentage', () => {
  test.each<[string, number, string]>([
    ['a plain ratio is a whole percent', 0.18, '18%'],
    ['an overspent one is negative', -0.25, '-25%'],
    ['a far overspent one too', -12.345, '-1235%'],
    ['nothing left', 0, '0%'],
    ['minus nothing', -0, '0%'],
    ['everything left', 1, '100%'],
    ['just under a boundary stays under it', 0.4996, '49.96%'],
    ['just over a boundary is not on it', 0.5004, '50.04%'],
    ['a hair over a boundary is told apart', 0.50000001, '50.000001%'],
    ['binary noise at a boundary is the boundary', 0.5000000000000111, '50%'],
    ['within 1e-9 is the boundary', 0.5000000009, '50%'],
    ['just over nothing is not nothing', 0.0004, '0.04%'],
    ['just under nothing is overspent', -0.004, '-0.4%'],
    ['almost everything is not everything', 0.9996, '99.96%'],
    ['away from boundaries it rounds', 0.4249, '42%'],
  ])('%s', (_sentence, ratio, text) => {
    expect(percentText(ratio)).toBe(text)
  })

  test('a boundary with a fraction is shown with it', () => {
    expect(percentText(0.125, [0.125])).toBe('12.5%')
    expect(percentText(0.1251, [0.125])).toBe('13%')
    expect(percentText(0.1249, [0.125])).toBe('12%')
  })

  test('nothing left and nothing spent are boundaries of every policy', () => {
    expect(percentText(0.004, [0.5])).toBe('0.4%')
    expect(percentText(-0.004, [])).toBe('-0.4%')
    expect(percentText(0.996, [0.5])).toBe('99.6%')
  })

  test('what is no number is refused', () => {
    expect(() => percentText(Number.NaN)).toThrow(RangeError)
    expect(() => sharePercentText(Number.POSITIVE_INFINITY)).toThrow(RangeError)
  })

  const nearBoundary = fc
    .tuple(fc.constantFrom(...BOUNDARIES), fc.double({ min: -0.01, max: 0.01, noNaN: true }))
    .map(([boundary, distance]) => boundary + distance)
  const ratios = fc.oneof(fc.double({ min: -50, max: 1.5, noNaN: true }), nearBoundary)

  test('it stands on the side of every boundary that the ratio stands on', () => {
    fc.assert(
      fc.property(ratios, (ratio) => {
        const shown = Number(percentText(ratio, BOUNDARIES).replace('%', '')) / 100
        for (const boundary of BOUNDARIES) {
          const side = compareRatio(ratio, boundary)
          if (side === 0) expect(shown).toBeCloseTo(boundary, 12)
          else expect(Math.sign(shown - boundary)).toBe(side)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('it is never further off than half a percent', () => {
    fc.assert(
      fc.property(ratios, (ratio) => {
        const shown = Number(percentText(ratio, BOUNDARIES).replace('%', '')) / 100
        expect(Math.abs(shown - ratio)).toBeLessThanOrEqual(0.005 + 1e-9)
      }),
    )
  })

  test('the same ratio away from boundaries needs no digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 31, max: 49 }), (percent) => {
        expect(percentText(percent / 100)).toBe(`${percent}%`)
      }),
    )
  })
})

describe('a share as a percentage', () => {
  test.each<[string, number, string]>([
    ['8 of 216 minutes', 8 / 216, '3.7%'],
    ['30 of 216 minutes', 30 / 216, '13.9%'],
    ['120 of 216 minutes', 120 / 216, '55.6%'],
    ['an hour at half slow', 0.0139, '1.4%'],
    ['ten minutes at a tenth slow', 0.000463, '0.05%'],
    ['a whole percent has no tenth', 0.12, '12%'],
    ['nothing', 0, '0%'],
    ['hardly anything', 0.0000004, '0.00004%'],
    ['the whole', 1, '100%'],
    ['almost the whole', 0.99996, '99.996%'],
    ['more than the whole', 1.25, '125%'],
  ])('%s', (_sentence, ratio, text) => {
    expect(sharePercentText(ratio)).toBe(text)
  })
})

describe('comparing ratios', () => {
  test.each<[number, number, number]>([
    [0.5000000000000111, 0.5, 0],
    [0.5, 0.5000000009, 0],
    [0.49999999, 0.5, -1],
    [0.50000001, 0.5, 1],
    [-3, 0, -1],
  ])('%d against %d is %d', (a, b, order) => {
    expect(compareRatio(a, b)).toBe(order)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Slo, sloKey } from '../../../src/core/budgets/slo.ts'
import { DAY_MS } from '../../../src/core/kernel/time/duration.ts'
import {
  objectiveFor,
  type PastWindow,
  suggestedObjective,
  windowsBySlo,
} from '../../../src/core/what-if/suggested-objective.ts'
import { slo } from '../../support/platform.ts'

const WINDOW_MS = 28 * DAY_MS
const OWN = slo('checkout', '99.9')

/** A window that ended on each day, from its bad share on. */
const windows = (badRatios: readonly number[], total: number | null = 1_000_000): readonly PastWindow[] =>
  badRatios.map((bad, day) => ({ at: day * DAY_MS, goodRatio: 1 - bad, total }))

const hundred = (badRatio: (day: number) => number): readonly number[] =>
  Array.from({ length: 100 }, (_, day) => badRatio(day))

function suggested(own: Slo, ...known: readonly (readonly [Slo, readonly PastWindow[]])[]) {
  const found = suggestedObjective(
    own,
    WINDOW_MS,
    windowsBySlo(new Map(known.map(([one, past]) => [sloKey(one), past]))),
  )
  if (found.kind !== 'suggested') throw new Error(`only ${found.apart} windows`)
  return found
}

describe('an objective from the past', () => {
  test('is what was met in 90, 95 and 99 % of the windows, the present one beside it', () => {
    // 2 windows lose 1 %, 5 further ones 0.5 %, all others 0.05 %.
    const past = windows(hundred((day) => (day < 2 ? 0.01 : day < 7 ? 0.005 : 0.0005)))
    const { supported, suggested: own, presentMetRatio, windows: count, apart } = suggested(OWN, [OWN, past])
    expect(supported.map(({ objective }) => objective.percent)).toEqual(['99.95', '99.5', '99'])
    expect(own.percent).toBe('99.5')
    expect(presentMetRatio).toBe(0.93)
    expect([count, apart]).toEqual([100, 4])
  })

  test('is not suggested from fewer than three windows that do not overlap', () => {
    const past = windows(Array.from({ length: 56 }, () => 0.001))
    expect(suggestedObjective(OWN, WINDOW_MS, () => past)).toEqual({ kind: 'too-few', windows: 56, apart: 2 })
    expect(suggestedObjective(OWN, WINDOW_MS, () => [])).toEqual({ kind: 'too-few', windows: 0, apart: 0 })
  })

  test('of what never failed is no finer than its events can tell', () => {
    expect(
      suggested(OWN, [
        OWN,
        windows(
          hundred(() => 0),
          10_000,
        ),
      ]).suggested.percent,
    ).toBe('99.99')
    expect(
      suggested(OWN, [
        OWN,
        windows(
          hundred(() => 0),
          null,
        ),
      ]).suggested.percent,
    ).toBe('99.99')
  })

  test('is met in as many windows as it says, whatever they were', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 0.5, noNaN: true }), { minLength: 85, maxLength: 120 }),
        (bad) => {
          const { supported } = suggested(OWN, [OWN, windows(bad)])
          for (const { share, objective } of supported) {
            const met = bad.filter((one) => one <= objective.errorBudgetRatio + 1e-12).length
            expect(met / bad.length).toBeGreaterThanOrEqual(share - 1e-9)
          }
        },
      ),
    )
  })
})

describe('a composite', () => {
  const parts = [slo('gateway', '99.9'), slo('store', '99.9')]
  const composite = (method: 'product' | 'worst'): Slo => ({
    ...slo('journey', '99'),
    sli: { kind: 'composite', method, parts: parts.map((one) => ({ slo: one, weight: 1 })) },
  })
  const ofParts = parts.map(
    (one, index) => [one, windows(hundred(() => [0.002, 0.003][index] ?? 0))] as const,
  )

  test.for([
    ['product', '99.5'],
    ['worst', '99.7'],
  ] as const)('is never suggested above what its parts allow (%s)', ([method, allowed]) => {
    const own = composite(method)
    const found = suggested(own, [own, windows(hundred(() => 0.0001))], ...ofParts)
    expect(found.allowedByParts?.percent).toBe(allowed)
    expect(found.suggested.percent).toBe(allowed)
    expect(found.supported.map(({ objective }) => objective.percent)).toEqual([allowed, allowed, allowed])
  })

  test('keeps its own figure where that is below what the parts allow', () => {
    const own = composite('worst')
    expect(suggested(own, [own, windows(hundred(() => 0.01))], ...ofParts).suggested.percent).toBe('99')
  })
})

test.for([
  [0.000712, '99.928'],
  [0.0005, '99.95'],
  [0.01, '99'],
  [0.0123, '98.7'],
  [0.25, '75'],
  [1, '1'],
  [0, '99.999999'],
] as const)('a bad share of %d is %s%%, never stricter', ([ratio, percent]) => {
  expect(objectiveFor(ratio).percent).toBe(percent)
})

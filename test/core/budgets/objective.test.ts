import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseObjective } from '../../../src/core/budgets/objective.ts'

test.each([
  ['99.5', 0.005],
  ['99.95', 0.0005],
  ['99.99', 0.0001],
  ['99.999', 0.00001],
  ['95', 0.05],
  ['5', 0.95],
  ['0.1', 0.999],
  [' 99.90 ', 0.001],
])('%s %% leaves a budget of exactly %d', (percent, budget) => {
  expect(parseObjective(percent)).toEqual({ percent: percent.trim(), errorBudgetRatio: budget })
})

test.each(['100', '0', '0.0', '100.5', '-1', '', 'ninety', '99,5', '99.5%', '1e1', '.5', '99.'])(
  '%o is no objective',
  (text) => {
    expect(parseObjective(text)).toBeUndefined()
  },
)

test('the budget is the double nearest to the exact decimal, for every objective of three digits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999 }), (thousandths) => {
      const percent = `${Math.floor(thousandths / 1_000)}.${String(thousandths % 1_000).padStart(3, '0')}`
      const exact = Number(`0.${String(100_000 - thousandths).padStart(5, '0')}`)
      expect(parseObjective(percent)?.errorBudgetRatio).toBe(exact)
    }),
  )
})

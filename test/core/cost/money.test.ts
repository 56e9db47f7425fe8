import fc from 'fast-check'
import { expect, test } from 'vitest'
import { moneyOf, moneyWords, sumsOf, sumsWords } from '../../../src/core/cost/money.ts'

test.each([
  [1239.9999999999998, 'EUR', 'EUR 1,240'],
  [1240, 'EUR', 'EUR 1,240'],
  [99.5, 'EUR', 'EUR 99.50'],
  [12.5, 'USD', 'USD 12.50'],
  [12, 'USD', 'USD 12'],
  [0.004, 'EUR', 'less than EUR 0.01'],
  [0, 'EUR', 'EUR 0'],
  [900.4, 'JPY', 'JPY 900'],
  [0.2, 'JPY', 'less than JPY 1'],
  [1.2345, 'KWD', 'KWD 1.235'],
  [-1240.3, 'EUR', 'EUR −1,240'],
  [1234567.89, 'EUR', 'EUR 1,234,568'],
])('%d in %s reads %s', (amount, currency, words) => {
  expect(moneyWords({ amount, currency })).toBe(words)
})

const perMinute = { currency: 'EUR', perBadMinute: 120 }
const perRequest = { currency: 'EUR', perFailedRequest: 0.05 }

test('bad minutes cost what a minute costs, failed requests what a request costs', () => {
  expect(moneyOf(perMinute, { badMinutes: 8, failedRequests: 3 })).toEqual({ amount: 960, currency: 'EUR' })
  expect(moneyOf(perRequest, { badMinutes: 8, failedRequests: 3 })).toEqual({ amount: 0.15, currency: 'EUR' })
})

test.each([
  ['without a cost', undefined, { badMinutes: 8, failedRequests: 3 }],
  ['with a price for requests alone and no count of them', perRequest, { badMinutes: 8 }],
  ['with a price for minutes alone and no minutes', perMinute, { badMinutes: null, failedRequests: 3 }],
  [
    'with infrastructure alone',
    { currency: 'EUR', infrastructurePerMonth: 9 },
    { badMinutes: 8, failedRequests: 3 },
  ],
])('%s there is no money to speak of', (_, model, harm) => {
  expect(moneyOf(model, harm)).toBeNull()
})

test('currencies are not added to one another', () => {
  const eur = (amount: number) => ({ amount, currency: 'EUR' })
  const sums = sumsOf([eur(0.1), { amount: 300, currency: 'CHF' }, null, eur(0.2)])
  expect(sums).toEqual([{ amount: 300, currency: 'CHF' }, eur(0.3)])
  expect(sumsWords(sums)).toBe('CHF 300 and EUR 0.30')
})

test('words are never longer than cents need', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), (amount) => {
      expect(moneyWords({ amount, currency: 'EUR' })).toMatch(/^(less than )?EUR \d{1,3}(,\d{3})*(\.\d\d)?$/)
    }),
  )
})

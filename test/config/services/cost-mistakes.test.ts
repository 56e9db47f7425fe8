import { expect, test } from 'vitest'
import { loadEdited, problemLines } from '../configuration-folder.ts'

const written = (cost: string) =>
  loadEdited([['slos/shop.yaml', '    journey: People buy things.', `    cost: ${cost}`]])

test.each([
  [
    'no currency',
    '{ per_bad_minute: 120 }',
    '.currency: missing; allowed: a currency’s code of ISO 4217, such as EUR',
  ],
  [
    'a sign',
    '{ currency: €, per_bad_minute: 120 }',
    '.currency: found "€"; allowed: a currency’s code of ISO 4217, such as EUR',
  ],
  [
    'a currency that is misspelled',
    '{ currency: EUK, per_bad_minute: 120 }',
    '.currency: ISO 4217 has no currency EUK; did you mean EUR?',
  ],
  [
    'nothing',
    '{ currency: EUR, per_bad_minute: 0 }',
    '.per_bad_minute: found 0; allowed: an amount above 0, such as 120 or 0.05',
  ],
  [
    'less than nothing',
    '{ currency: EUR, per_failed_request: -0.05 }',
    '.per_failed_request: found -0.05; allowed: an amount above 0, such as 120 or 0.05',
  ],
  [
    'an amount with its sign',
    "{ currency: EUR, infrastructure_per_month: '9.000 €' }",
    '.infrastructure_per_month: found "9.000 €"; allowed: an amount above 0, such as 120 or 0.05',
  ],
  [
    'no amount',
    '{ currency: EUR }',
    ': no amount; allowed: per_bad_minute, per_failed_request, infrastructure_per_month',
  ],
  [
    'two prices of one failure',
    '{ currency: EUR, per_bad_minute: 120, per_failed_request: 0.05 }',
    ': per_bad_minute and per_failed_request would count the same failure twice; keep one of them',
  ],
  [
    'another key',
    '{ currency: EUR, per_minute: 120 }',
    '.per_minute: unknown key; known: currency, per_bad_minute, per_failed_request, infrastructure_per_month',
  ],
])('a cost with %s is a mistake', async (_, cost, problem) => {
  expect(problemLines(await written(cost))).toEqual([`slos/shop.yaml:5 services[shop].cost${problem}`])
})

const costOfShop = async (cost: string) => {
  const loaded = await written(cost)
  expect(problemLines(loaded)).toEqual([])
  return loaded.ok ? loaded.catalog.services.get('shop')?.cost : null
}

test('a cost is read as it is written', async () => {
  expect(await costOfShop('{ currency: EUR, per_bad_minute: 120, infrastructure_per_month: 9000 }')).toEqual({
    currency: 'EUR',
    perBadMinute: 120,
    infrastructurePerMonth: 9000,
  })
})

test('a service without a cost has none', async () => {
  const loaded = await loadEdited([])
  expect(loaded.ok && loaded.catalog.services.get('shop')?.cost).toBeUndefined()
})

test.each([
  [
    '{ ratio: { expr: "a[$window]" } }',
    [
      'slos/door.yaml:6 services[door].cost.per_failed_request: no SLO of the service counts requests; use per_bad_minute',
    ],
  ],
  ['{ pushed: {} }', []],
])('a price of requests wants an SLO that counts them, and not only %s', async (sli, problems) => {
  const door = `services:
  - name: door
    title: Door
    owner: { users: [U0OWNER] }
    policy: team
    cost: { currency: EUR, per_failed_request: 0.05 }
    slos: [{ name: opens, title: Opens, objective: 99, window: 30d, sli: ${sli} }]
`
  expect(problemLines(await loadEdited([['slos/door.yaml', '', door]]))).toEqual(problems)
})

import { describe, expect, test } from 'vitest'
import { conditionOf } from '../../../src/config/policies/condition-reader.ts'
import type { ConditionYaml } from '../../../src/config/policies/condition-shape.ts'
import type { MeasuredReading } from '../../../src/core/budgets/reading.ts'
import { budgetFacts } from '../../../src/core/policy/budget-facts.ts'
import { type BudgetFacts, holds } from '../../../src/core/policy/condition.ts'
import { conditionInWords } from '../../../src/core/policy/condition-words.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'

const facts = (more: Partial<BudgetFacts> = {}): BudgetFacts => ({ remainingRatio: 0.6, ...more })
const burnt = (rate: number | null): BudgetFacts => facts({ burnRates: new Map([[HOUR_MS, rate]]) })
const spent = (ratio: number | null): BudgetFacts => facts({ spentRatios: new Map([[28 * DAY_MS, ratio]]) })
const missed = (ratio: number | null): BudgetFacts =>
  facts({ missedRatios: new Map([[365 * DAY_MS, ratio]]) })

const ROWS: readonly (readonly [string, ConditionYaml, BudgetFacts, boolean])[] = [
  ['ten days are within two weeks', { exhausts_within: '14d' }, facts({ exhaustsInMs: 10 * DAY_MS }), true],
  ['exactly two weeks are', { exhausts_within: '14d' }, facts({ exhaustsInMs: 14 * DAY_MS }), true],
  ['fifteen days are not', { exhausts_within: '14d' }, facts({ exhaustsInMs: 15 * DAY_MS }), false],
  [
    'a spent budget is exhausted within any time',
    { exhausts_within: '1m' },
    facts({ exhaustsInMs: 0 }),
    true,
  ],
  ['what burns nothing never runs out', { exhausts_within: '14d' }, facts({ exhaustsInMs: null }), false],
  ['a burn above', { burn: { over: '1h', above: 14.4 } }, burnt(14.5), true],
  ['a burn of exactly so much is not above', { burn: { over: '1h', above: 14.4 } }, burnt(14.4), false],
  [
    'nor is one within the noise of arithmetic',
    { burn: { over: '1h', above: 14.4 } },
    burnt(14.4 + 1e-12),
    false,
  ],
  ['an unknown burn', { burn: { over: '1h', above: 1 } }, burnt(null), false],
  ['the burn over another lookback', { burn: { over: '6h', above: 1 } }, burnt(100), false],
  ['spent for eight days', { exhausted_for: '7d' }, facts({ exhaustedForMs: 8 * DAY_MS }), true],
  ['spent for exactly a week', { exhausted_for: '7d' }, facts({ exhaustedForMs: 7 * DAY_MS }), true],
  ['spent for six days', { exhausted_for: '7d' }, facts({ exhaustedForMs: 6 * DAY_MS }), false],
  ['not spent', { exhausted_for: '7d' }, facts({ exhaustedForMs: null }), false],
  ['half was spent', { spent: { within: '28d', at_least: 50 } }, spent(0.5), true],
  ['hardly half was spent', { spent: { within: '28d', at_least: 50 } }, spent(0.4999), false],
  ['the spending is unknown', { spent: { within: '28d', at_least: 1 } }, spent(null), false],
  ['missed for half a percent of a year', { missed: { within: '365d', below: 1 } }, missed(0.005), true],
  ['missed for one percent of a year', { missed: { within: '365d', below: 1 } }, missed(0.01), false],
  ['a year that is not on record', { missed: { within: '365d', below: 1 } }, missed(null), false],
  [
    'all of them',
    { all: [{ exhausts_within: '14d' }, { remaining: { above: 50 } }] },
    facts({ exhaustsInMs: DAY_MS }),
    true,
  ],
  [
    'not all of them',
    { all: [{ exhausts_within: '14d' }, { remaining: { above: 60 } }] },
    facts({ exhaustsInMs: DAY_MS }),
    false,
  ],
  ['any of them', { any: [{ exhausts_within: '2d' }, { remaining: { at_most: 60 } }] }, facts(), true],
]

test.each(ROWS)('%s', (_, condition, given, expected) => {
  expect(holds(conditionOf(condition), given)).toBe(expected)
})

test.each([
  [{ remaining: { below: 10 } }, 'less than 10% of the budget is left'],
  [{ remaining: { at_least: 99.95 } }, 'at least 99.95% of the budget is left'],
  [{ exhausts_within: '14d' }, 'the budget is spent within 14 days at the rate of the last day'],
  [{ burn: { over: '5m', above: 14.4 } }, 'it burns faster than 14.4× over 5 minutes'],
  [{ exhausted_for: '7d' }, 'nothing has been left for 7 days'],
  [{ spent: { within: '28d', at_least: 50 } }, 'at least 50% was spent within 28 days'],
  [{ missed: { within: '365d', below: 1 } }, 'the objective was missed in less than 1% of 365 days'],
  [
    { all: [{ any: [{ exhausted_for: '1d' }, { remaining: { below: 5 } }] }, { exhausts_within: '2d' }] },
    '(nothing has been left for 24 hours or less than 5% of the budget is left) and the budget is spent within 2 days at the rate of the last day',
  ],
] satisfies [ConditionYaml, string][])('%j reads: %s', (condition, words) => {
  expect(conditionInWords(conditionOf(condition))).toBe(words)
})

describe('what a reading and its history say', () => {
  const reading = (remainingRatio: number): MeasuredReading => ({
    kind: 'measured',
    service: 's',
    slo: 'availability',
    at: 10 * DAY_MS,
    good: null,
    total: null,
    errorRatio: 0.001,
    remainingRatio,
    burnRates: { '5m': 5, '1h': 1, '6h': null, '1d': 2, '3d': 3 },
    spentLastDayRatio: null,
    exhaustsInMs: null,
    coverage: 1,
    over: new Map([[7 * DAY_MS, { burnRate: 4, spentRatio: 0.9 }]]),
  })
  const since = (exhaustedSince: number | null) => ({ exhaustedSince, missedRatios: new Map() })

  test('burn rates by length of the lookback, the usual ones and those asked for', () => {
    const { burnRates, spentRatios } = budgetFacts(reading(0.5))
    expect(burnRates?.get(300_000)).toBe(5)
    expect(burnRates?.get(6 * HOUR_MS)).toBeNull()
    expect(burnRates?.get(7 * DAY_MS)).toBe(4)
    expect(spentRatios?.get(7 * DAY_MS)).toBe(0.9)
  })

  test.each([
    ['spent for three days', -0.1, 7 * DAY_MS, 3 * DAY_MS],
    ['spent by this reading first', 0, null, 0],
    ['not spent, whatever the past', 0.2, 7 * DAY_MS, null],
    ['spent within the noise of arithmetic', 1e-12, 9 * DAY_MS, DAY_MS],
  ])('%s', (_, remaining, exhaustedSince, expected) => {
    expect(budgetFacts(reading(remaining), since(exhaustedSince)).exhaustedForMs).toBe(expected)
  })
})

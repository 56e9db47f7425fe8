import { describe, expect, test } from 'vitest'
import { type BurnRule, burnRulesAt } from '../../../src/core/budgets/burn-rule.ts'
import { burnRules, type BurnTable, isReachable } from '../../../src/core/budgets/burn-tables.ts'
import { parseObjective } from '../../../src/core/budgets/objective.ts'
import { rolling, type SloWindow } from '../../../src/core/budgets/slo-window.ts'
import { DAY_MS, formatDuration, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'

const days = (count: number): SloWindow => rolling(count * DAY_MS)
const calendar = (unit: 'week' | 'month' | 'quarter' | 'year'): SloWindow => ({
  kind: 'calendar',
  unit,
  timeZone: 'UTC',
})

const shown = ({ name, severity, longMs, shortMs }: BurnRule): string =>
  [name, severity, formatDuration(longMs), shortMs === null ? '-' : formatDuration(shortMs)].join(' ')

const factorsAre = (rules: readonly BurnRule[], factors: readonly number[]): void => {
  expect(rules).toHaveLength(factors.length)
  rules.forEach(({ factor }, index) => expect(factor).toBeCloseTo(factors[index] ?? 0, 9))
}

describe('the table of the SRE Workbook', () => {
  test('pages on the two fast rules and opens tickets on the two slow ones', () => {
    expect(burnRules('workbook', days(30)).map(shown)).toEqual([
      '1h-5m page 1h 5m',
      '6h-30m page 6h 30m',
      '1d-2h ticket 1d 2h',
      '3d-6h ticket 3d 6h',
    ])
  })

  test.each<[string, SloWindow, readonly number[]]>([
    ['90 days', days(90), [43.2, 18, 9, 3]],
    ['30 days', days(30), [14.4, 6, 3, 1]],
    ['28 days', days(28), [13.44, 5.6, 2.8, 2.8 / 3]],
    ['14 days, a third of the way from a week', days(14), [13.44, 4.2, 1.4 + 1.4 / 3, 0.98 - 0.14 / 9]],
    ['7 days, with shares of 8, 12.5, 20 and 42 %', days(7), [13.44, 3.5, 1.4, 0.98]],
    ['5 days: three of them would be more than half of it', days(5), [13.44, 3.5, 1.4]],
    ['a calendar week', calendar('week'), [13.44, 3.5, 1.4, 0.98]],
    ['a calendar month of the usual length', calendar('month'), [14.4, 6, 3, 1]],
    ['a calendar quarter of the usual length', calendar('quarter'), [43.68, 18.2, 9.1, 9.1 / 3]],
    ['a calendar year of the usual length', calendar('year'), [175.2, 73, 36.5, 36.5 / 3]],
  ])('asks of %s for these factors', (_window, window, factors) => {
    factorsAre(burnRules('workbook', window), factors)
  })

  test.each([
    [28, [13.44, 5.6, 2.8, 2.8 / 3]],
    [29, [13.92, 5.8, 2.9, 2.9 / 3]],
    [31, [14.88, 6.2, 3.1, 3.1 / 3]],
  ])('follows a calendar month of %i days', (length, factors) => {
    factorsAre(burnRulesAt(burnRules('workbook', calendar('month')), length * DAY_MS), factors)
  })

  test.each([
    [7, [0.08, 0.125, 0.2, 0.42]],
    [28, [0.02, 0.05, 0.1, 0.1]],
    [30, [0.02, 0.05, 0.1, 0.1]],
  ])('spends of %i days these shares of the budget', (length, shares) => {
    burnRules('workbook', days(length)).forEach(({ factor, longMs }, index) => {
      expect((factor * longMs) / (length * DAY_MS)).toBeCloseTo(shares[index] ?? 0, 9)
    })
  })
})

describe('other tables', () => {
  test('fast, slow and critical have a single window each, whatever the SLO’s', () => {
    const rules = burnRules('fast-slow-critical', days(7))
    expect(rules.map(shown)).toEqual(['fast page 5m -', 'slow ticket 1h -', 'critical page 1d -'])
    factorsAre(rules, [14.4, 6, 3])
  })

  test('off has none', () => expect(burnRules('off', days(30))).toEqual([]))

  const own: BurnTable = [
    {
      name: 'share',
      severity: 'page',
      longMs: 60 * MINUTE_MS,
      shortMs: 5 * MINUTE_MS,
      threshold: { kind: 'share', budgetShare: 0.05 },
    },
    {
      name: 'fixed',
      severity: 'ticket',
      longMs: DAY_MS,
      shortMs: null,
      threshold: { kind: 'factor', factor: 2 },
    },
  ]
  test('own rows by share follow the window, those by factor do not', () => {
    factorsAre(burnRules(own, days(30)), [36, 2])
    factorsAre(burnRulesAt(burnRules(own, calendar('month')), 31 * DAY_MS), [37.2, 2])
  })
})

describe('a rule can be reached', () => {
  test.each<[string, number, boolean]>([
    ['99.5', 14.4, true],
    ['95', 14.4, true],
    ['95', 20, false],
    ['90', 14.4, false],
    ['90', 9.999, true],
    ['99.9', 1000, false],
  ])('at %s %% above a factor of %d: %s', (percent, factor, reachable) => {
    const objective = parseObjective(percent)
    if (objective === undefined) throw new Error('no objective')
    const rule: BurnRule = { name: 'r', severity: 'page', longMs: DAY_MS, shortMs: null, factor }
    expect(isReachable(rule, objective)).toBe(reachable)
  })
})

import { describe, expect, test } from 'vitest'
import { agreementOf } from '../../../src/core/budgets/agreement.ts'
import { allowance, ruleAllowances } from '../../../src/core/budgets/allowance.ts'
import { parseObjective } from '../../../src/core/budgets/objective.ts'
import {
  agreementWords,
  maintenanceWords,
  outageText,
  shortened,
} from '../../../src/core/status/slo-words.ts'
import { readingOf } from '../../../src/core/budgets/reading-of.ts'
import type { MeasuredReading } from '../../../src/core/budgets/reading.ts'
import { rolling, type SloWindow, windowAt } from '../../../src/core/budgets/slo-window.ts'
import type { Slo } from '../../../src/core/budgets/slo.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/core/kernel/time/duration.ts'

const AT = Date.UTC(2026, 3, 11)

function objective(percent: string) {
  const parsed = parseObjective(percent)
  if (parsed === undefined) throw new Error(`${percent} is no objective`)
  return parsed
}

const slo = (percent: string, sla: string, window: SloWindow = rolling(30 * DAY_MS)): Slo => ({
  service: 'pro-api',
  name: 'availability',
  title: 'availability',
  objective: objective(percent),
  agreement: objective(sla),
  window,
  sli: { kind: 'pushed' },
})

function measured(one: Slo, bad: number, total = 1_000_000): MeasuredReading {
  const { lookbackMs } = windowAt(one.window, AT)
  const samples = new Map([[lookbackMs, { kind: 'counts' as const, good: total - bad, total }]])
  const reading = readingOf(one, { samples }, AT)
  if (reading.kind === 'missing') throw new Error(reading.detail)
  return reading
}

const minutes = (value: number): unknown => expect.closeTo(value * MINUTE_MS, 3)

describe('an SLA of 99.9 beside an SLO of 99.95 over 30 days (seed 002)', () => {
  const one = slo('99.95', '99.9')

  test('43.2 and 21.6 minutes; headroom 21.6', () => {
    expect(agreementOf(one, undefined, AT)).toEqual({
      remainingRatio: null,
      promised: { allowedMs: minutes(43.2), leftMs: null },
      aimed: { allowedMs: minutes(21.6), leftMs: null },
      headroomMs: minutes(21.6),
    })
  })

  test('an error ratio of 0.025 % leaves half of the one and three quarters of the other', () => {
    expect(agreementOf(one, measured(one, 250), AT)).toMatchObject({
      remainingRatio: expect.closeTo(0.75) as number,
      promised: { leftMs: minutes(32.4) },
      aimed: { leftMs: minutes(10.8) },
    })
  })

  test('of 0.2 % both are overspent', () => {
    expect(agreementOf(one, measured(one, 2_000), AT)).toMatchObject({
      remainingRatio: expect.closeTo(-1) as number,
      promised: { leftMs: minutes(-43.2) },
      aimed: { leftMs: minutes(21.6 * -3) },
    })
  })
})

test('a month that is a third over has spent a third of what its error ratio says', () => {
  const one = slo('99.95', '99.9', { kind: 'calendar', unit: 'month', timeZone: 'UTC' })
  expect(agreementOf(one, measured(one, 500), AT)).toMatchObject({
    remainingRatio: expect.closeTo(1 - 0.5 / 3) as number,
    promised: { allowedMs: minutes(43.2) },
  })
})

test.each<readonly [string, number, string]>([
  ['tenths of a minute', 43.2 * MINUTE_MS, '43.2 min'],
  ['hundredths where there are few', 4.32 * MINUTE_MS, '4.32 min'],
  ['whole minutes where there are many', 216 * MINUTE_MS, '216 min'],
  ['hours from a thousand minutes on', 36 * HOUR_MS, '36 h'],
  ['what is overspent', -43.2 * MINUTE_MS, '-43.2 min'],
])('an outage in %s', (_, ms, text) => {
  expect(outageText(ms / SECOND_MS)).toBe(text)
})

test.each([
  [2 * HOUR_MS, 'without 2 h of maintenance'],
  [90 * MINUTE_MS, 'without 90 min of maintenance'],
  [1_000 * HOUR_MS, 'without 1,000 h of maintenance'],
])('%d milliseconds left out: %s', (ms, text) => {
  expect(maintenanceWords(ms / SECOND_MS)).toBe(text)
})

const agreement = {
  objective: 99.9,
  remainingRatio: 0.75,
  allowedSeconds: 2592,
  leftSeconds: 1944,
  objectiveAllowedSeconds: 1296,
  objectiveLeftSeconds: 648,
  headroomSeconds: 1296,
}
test.each([
  [agreement, 'SLA 99.9%: 75% left, 32.4 of 43.2 min · objective 10.8 of 21.6 min · headroom 21.6 min'],
  [
    { ...agreement, remainingRatio: -1, leftSeconds: -2592 },
    'SLA 99.9% is broken: -100% left, -43.2 of 43.2 min · objective 10.8 of 21.6 min · headroom 21.6 min',
  ],
  [
    { ...agreement, remainingRatio: null, leftSeconds: null, objectiveLeftSeconds: null },
    'SLA 99.9%: 43.2 min allowed, the objective 21.6 min · headroom 21.6 min',
  ],
])('an agreement in words', (given, words) => {
  expect(agreementWords(given)).toBe(words)
})

test.each([
  ['short enough', 20, 'short enough'],
  ['on\n several   lines', 20, 'on several lines'],
  ['cut between two words, and not within one', 23, 'cut between two words…'],
  ['Rindfleischetikettierungsgesetz', 10, 'Rindfleis…'],
])('%j in %d characters', (text, most, shown) => {
  expect(shortened(text, most)).toBe(shown)
})

describe('what an objective allows', () => {
  test.each([
    ['99.0', 432],
    ['99.5', 216],
    ['99.9', 43.2],
    ['99.99', 4.32],
  ])('%s %% over 30 days: %d minutes', (percent, due) => {
    expect(allowance(objective(percent), rolling(30 * DAY_MS)).perWindowMs).toEqual(minutes(due))
  })

  test('99.5 % a day 7.2 minutes, 99.99 % a year 52.56, 95 % in 30 days 36 hours', () => {
    const window = rolling(30 * DAY_MS)
    expect(allowance(objective('99.5'), window).perDayMs).toEqual(minutes(7.2))
    expect(allowance(objective('99.99'), window).perYearMs).toEqual(minutes(52.56))
    expect(allowance(objective('95'), window).perWindowMs).toEqual(minutes(36 * 60))
  })

  test('14.4, 6, 3 and 1 exhaust 30 days in 2.08, 5, 10 and 30 days, and spend 2, 5, 10 and 10 %', () => {
    const rules = ruleAllowances('workbook', rolling(30 * DAY_MS), objective('99.9'))
    const rounded = (value: number): number => Math.round(value * 1_000) / 1_000
    expect(
      rules.map(({ factor, exhaustsInMs, spentRatio }) =>
        [factor, exhaustsInMs / DAY_MS, spentRatio].map(rounded),
      ),
    ).toEqual([
      [14.4, 2.083, 0.02],
      [6, 5, 0.05],
      [3, 10, 0.1],
      [1, 30, 0.1],
    ])
  })
})

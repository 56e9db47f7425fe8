import { describe, expect, test } from 'vitest'
import { exhaustsInMs } from '../../../src/core/budgets/budget.ts'
import { forecast, type ForecastInput, type ForecastRange } from '../../../src/core/budgets/forecast.ts'
import { rolling, windowAt } from '../../../src/core/budgets/slo-window.ts'
import { DAY_MS } from '../../../src/core/kernel/time/duration.ts'

const MONTH = windowAt(rolling(30 * DAY_MS), 0)
const EVEN = 1 / 30
const even = (burn: number): number[] => Array.from({ length: 30 }, () => burn * EVEN)
const depletion = (past: ForecastInput): ForecastRange | null => forecast(past, null).depletion
const recovery = (past: ForecastInput, target: number): ForecastRange | null =>
  forecast(past, target).recovery
const inDays = (ms: number | null | undefined): number => Math.round((ms ?? Infinity) / DAY_MS)

function input(dailySpends: readonly (number | null)[], recentBurnRates: readonly number[]): ForecastInput {
  const spent = dailySpends.reduce<number>((sum, spend) => sum + (spend ?? 0), 0)
  return { remainingRatio: 1 - spent, window: MONTH, dailySpends, recentBurnRates }
}

describe('when a rolling budget runs out', () => {
  test('an even burn of half the budget never does: as much leaves the window as is spent', () => {
    expect(depletion(input(even(0.5), [0.5, 0.5, 0.5]))).toBeNull()
  })

  test('a quiet month that turned to burning at 3 does in half the time that is left without forgetting', () => {
    const days = [3 * EVEN, 3 * EVEN, 3 * EVEN, ...even(0.1).slice(3)]
    const range = depletion(input(days, [3, 3, 3]))
    expect(inDays(range?.earliestMs)).toBeGreaterThanOrEqual(6)
    expect(inDays(range?.likelyMs)).toBeLessThanOrEqual(30)
  })

  test('one noisy hour at forty times is no forecast of three days', () => {
    const noisy = input([40 * (EVEN / 24) + 0.3 * EVEN, ...even(0.3).slice(1)], [40, 40 / 6, 40 / 24])
    expect(inDays(exhaustsInMs(noisy.remainingRatio, 40, MONTH.lengthMs))).toBeLessThan(3)
    const range = depletion(noisy)
    expect(range === null || inDays(range.earliestMs) > 3).toBe(true)
  })

  test('an outage that is over does not go on', () => {
    const days = [0.5, ...even(0.05).slice(1)]
    const range = depletion(input(days, [0, 0, 15]))
    expect(inDays(exhaustsInMs(0.45, 15, MONTH.lengthMs))).toBe(1)
    expect(range === null || inDays(range.likelyMs) > 7).toBe(true)
  })

  test('what is spent is spent now', () => {
    expect(depletion(input(even(1.2), [1, 1, 1]))).toEqual({ earliestMs: 0, likelyMs: 0, latestMs: 0 })
  })

  test('the range is in order', () => {
    const days = Array.from({ length: 30 }, (_, day) => (day % 5 === 0 ? 0.15 : 0.005))
    const { earliestMs = 0, likelyMs, latestMs } = depletion(input(days, [1, 1, 1])) ?? {}
    expect(earliestMs).toBeLessThanOrEqual(likelyMs ?? Infinity)
    expect(likelyMs ?? Infinity).toBeLessThanOrEqual(latestMs ?? Infinity)
  })

  test('the same past has the same forecast', () => {
    const past = input(even(0.9), [2, 2, 2])
    expect(depletion(past)).toEqual(depletion(past))
  })
})

describe('when as much as wanted is left again', () => {
  test('an outage of 60 % twenty days ago is forgotten in ten days', () => {
    const days = Array.from({ length: 30 }, (_, day) => (day === 20 ? 0.6 : 0))
    const range = recovery(input(days, [0, 0, 0]), 0.5)
    expect([inDays(range?.earliestMs), inDays(range?.likelyMs)]).toEqual([9, 9])
  })

  test('which is not certain: what happened once may happen again', () => {
    const days = Array.from({ length: 30 }, (_, day) => (day === 20 ? 0.6 : 0))
    expect(recovery(input(days, [0, 0, 0]), 0.5)?.latestMs).toBeNull()
  })

  test('spending without readings leaves evenly, half of it in half of its days', () => {
    const quietSince = even(0).slice(0, 20)
    const unseen = { ...input(quietSince, [0, 0, 0]), remainingRatio: 0.4 }
    expect(inDays(recovery(unseen, 0.7)?.earliestMs)).toBe(5)
  })

  test('while it burns as fast as it is forgotten nothing recovers', () => {
    expect(recovery(input(even(0.8), [0.8, 0.8, 0.8]), 0.5)).toBeNull()
  })

  test('a calendar window forgets nothing before its end', () => {
    const at = Date.parse('2026-04-11T00:00:00Z')
    const window = windowAt({ kind: 'calendar', unit: 'month', timeZone: 'UTC' }, at)
    const spent = { remainingRatio: 0.2, window, dailySpends: [], recentBurnRates: [0, 0, 0] }
    expect(recovery(spent, 0.5)).toBeNull()
  })
})

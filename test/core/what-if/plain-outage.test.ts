import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseObjective } from '../../../src/core/budgets/objective.ts'
import { rolling } from '../../../src/core/budgets/slo-window.ts'
import { DAY_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { plainSimulation } from '../../../src/core/what-if/plain-outage.ts'

const MONTH = rolling(30 * DAY_MS)

function objective(percent: string) {
  const read = parseObjective(percent)
  if (read === undefined) throw new Error(`${percent} is no objective`)
  return read
}

const outage = (minutes: number, badRatio = 1, startsIn = 0) => ({
  startsInMs: startsIn * MINUTE_MS,
  durationMs: minutes * MINUTE_MS,
  badRatio,
})

test.for([
  [8, '3.7'],
  [30, '13.9'],
  [120, '55.6'],
] as const)('%d minutes at 99.5%% over 30 days cost %s%% of the budget', ([minutes, percent]) => {
  const { costRatio } = plainSimulation(objective('99.5'), MONTH, [outage(minutes)])
  expect((costRatio * 100).toFixed(1)).toBe(percent)
})

test('a year of 99.9% has 525.6 minutes', () => {
  const { allowedMs } = plainSimulation(objective('99.9'), rolling(365 * DAY_MS), [])
  expect(allowedMs / MINUTE_MS).toBeCloseTo(525.6, 9)
})

test('of what happens at the same time the worst counts, and what comes later is added', () => {
  const { lostMs } = plainSimulation(objective('99.5'), MONTH, [
    outage(60, 0.5),
    outage(30, 1, 15),
    outage(10, 0.1, 100),
  ])
  expect(lostMs / MINUTE_MS).toBeCloseTo(15 * 0.5 + 30 + 15 * 0.5 + 1, 9)
})

test('a further outage never leaves more', () => {
  const outages = fc.record({
    startsInMs: fc.integer({ min: 0, max: 1e7 }),
    durationMs: fc.integer({ min: 0, max: 1e7 }),
    badRatio: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(outages, { maxLength: 6 }), outages, (some, more) => {
      const before = plainSimulation(objective('99.5'), MONTH, some)
      const after = plainSimulation(objective('99.5'), MONTH, [...some, more])
      expect(after.afterRatio).toBeLessThanOrEqual(before.afterRatio + 1e-12)
    }),
  )
})

import { describe, expect, test } from 'vitest'
import { parseObjective } from '../../../src/core/budgets/objective.ts'
import { pushedSource } from '../../../src/core/budgets/pushed-source.ts'
import { rolling } from '../../../src/core/budgets/slo-window.ts'
import type { Budgeting, Slo } from '../../../src/core/budgets/slo.ts'
import { openStore } from '../../../src/adapters/store/open-store.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'

/** Half past noon UTC. */
const AT = Date.UTC(2026, 2, 15, 12, 30)
const NOON = AT - 30 * MINUTE_MS

const hourly = (target: number): Budgeting => ({ kind: 'timeslices', sliceMs: HOUR_MS, target })
const mean = (sliceMs: number): Budgeting => ({ kind: 'ratio-timeslices', sliceMs })

/** What was counted so many hours before noon: half an hour before the hour was over. */
const PUSHED: readonly (readonly [hoursAgo: number, good: number, total: number])[] = [
  [0, 99, 100],
  [1, 980, 1_000],
  [2, 1, 2],
  [5, 10, 10],
  [30, 90, 100],
  [800, 0, 100],
]

describe.each<{
  readonly given: string
  readonly budgeting: Budgeting
  readonly minEvents?: number
  readonly lookbackMs: number
  readonly good?: number
  readonly total?: number
}>([
  { given: 'good hours of a month', budgeting: hourly(0.99), lookbackMs: 30 * DAY_MS, good: 2, total: 5 },
  { given: 'at 98 %, met exactly', budgeting: hourly(0.98), lookbackMs: 30 * DAY_MS, good: 3, total: 5 },
  {
    given: 'hours with at least ten events',
    budgeting: hourly(0.99),
    minEvents: 10,
    lookbackMs: 30 * DAY_MS,
    good: 2,
    total: 4,
  },
  {
    given: 'the mean of the hours',
    budgeting: mean(HOUR_MS),
    lookbackMs: 30 * DAY_MS,
    good: 0.99 + 0.98 + 0.5 + 1 + 0.9,
    total: 5,
  },
  // Since midnight; today is not over. The day before yesterday holds nothing.
  { given: 'the mean of the days', budgeting: mean(DAY_MS), lookbackMs: 7 * DAY_MS, good: 0.9, total: 1 },
  { given: 'a lookback of six hours', budgeting: hourly(0.99), lookbackMs: 6 * HOUR_MS, good: 2, total: 4 },
  {
    given: 'five minutes are the newest whole hour',
    budgeting: hourly(0.99),
    lookbackMs: 5 * MINUTE_MS,
    good: 1,
    total: 1,
  },
  { given: 'hours with five thousand events', budgeting: hourly(0.9), minEvents: 5_000, lookbackMs: DAY_MS },
])('$given', ({ budgeting, minEvents, lookbackMs, good, total }) => {
  test(good === undefined ? 'hold no traffic' : `${good} of ${total ?? 0}`, async () => {
    const store = await openStore({ path: ':memory:' })
    try {
      await store.pushedCounts.add(
        PUSHED.map(([hoursAgo, ...counts]) => ({
          service: 'api',
          slo: 'slices',
          good: counts[0],
          total: counts[1],
          at: NOON - hoursAgo * HOUR_MS - 30 * MINUTE_MS,
        })),
      )
      // Not over yet.
      await store.pushedCounts.add([{ service: 'api', slo: 'slices', good: 0, total: 50, at: AT - 1 }])
      const objective = parseObjective('99')
      if (objective === undefined) throw new Error('99 is an objective')
      const slo: Slo = {
        service: 'api',
        name: 'slices',
        title: 'Slices',
        objective,
        window: rolling(30 * DAY_MS),
        sli: { kind: 'pushed' },
        budgeting,
        ...(minEvents !== undefined && { minEvents }),
      }
      const measured = await pushedSource(store.pushedCounts).measure(
        [{ slo, lookbacksMs: [lookbackMs] }],
        AT,
      )
      const sample = measured.get('api/slices')?.samples.get(lookbackMs)
      if (good === undefined) expect(sample).toMatchObject({ kind: 'missing', reason: 'no_traffic' })
      else expect(sample).toEqual({ kind: 'counts', good: expect.closeTo(good, 9) as number, total })
    } finally {
      await store.close()
    }
  })
})

import { rolling } from '../../../src/core/budgets/slo-window.ts'
import { expect, test } from 'vitest'
import { parseObjective } from '../../../src/core/budgets/objective.ts'
import { questionOf, readingOf } from '../../../src/core/budgets/reading-of.ts'
import type { SliSample } from '../../../src/core/budgets/sli-source.ts'
import type { Slo } from '../../../src/core/budgets/slo.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'

const objective = parseObjective('99')
if (objective === undefined) throw new Error('99 is an objective')
const WINDOW_MS = 30 * DAY_MS
const slo: Slo = {
  service: 's',
  name: 'availability',
  title: 'Availability',
  objective,
  window: rolling(WINDOW_MS),
  sli: { kind: 'pushed' },
}
const LOOKBACK = 10 * DAY_MS

test('what a policy asks for is asked of the source once, beside the usual lookbacks', () => {
  const lookbacks = questionOf(slo, 0, [LOOKBACK, HOUR_MS]).lookbacksMs
  expect(lookbacks).toContain(LOOKBACK)
  expect(lookbacks.filter((ms) => ms === HOUR_MS)).toHaveLength(1)
})

test.each<readonly [string, SliSample, SliSample, number | null, number | null]>([
  [
    'counts: the share of the whole window’s budget, by its traffic',
    { kind: 'counts', good: 99_000, total: 100_000 },
    { kind: 'counts', good: 19_500, total: 20_000 },
    2.5,
    0.5,
  ],
  [
    'a success ratio: as under even traffic',
    { kind: 'success-ratio', ratio: 0.99 },
    { kind: 'success-ratio', ratio: 0.97 },
    3,
    1,
  ],
  [
    'a burn rate that is recorded: as under even traffic',
    { kind: 'remaining', remainingRatio: 0.4 },
    { kind: 'burn-rate', burnRate: 1.5 },
    1.5,
    0.5,
  ],
  [
    'no traffic burns nothing',
    { kind: 'success-ratio', ratio: 1 },
    { kind: 'missing', reason: 'no_traffic', detail: '' },
    0,
    0,
  ],
  [
    'no answer is unknown',
    { kind: 'success-ratio', ratio: 1 },
    { kind: 'missing', reason: 'query_failed', detail: '' },
    null,
    null,
  ],
])('%s', (_, window, lookback, burnRate, spentRatio) => {
  const samples = new Map([
    [WINDOW_MS, window],
    [LOOKBACK, lookback],
  ])
  const reading = readingOf(slo, { samples }, 0, [LOOKBACK])
  const figures = reading.kind === 'measured' ? reading.over?.get(LOOKBACK) : undefined
  const near = (ratio: number | null) => (ratio === null ? null : (expect.closeTo(ratio, 9) as unknown))
  expect(figures).toEqual({ burnRate: near(burnRate), spentRatio: near(spentRatio) })
})

test('over its own window an SLO has spent what does not remain', () => {
  const samples = new Map<number, SliSample>([[WINDOW_MS, { kind: 'remaining', remainingRatio: 0.25 }]])
  const reading = readingOf(slo, { samples }, 0, [WINDOW_MS])
  expect(reading).toMatchObject({ over: new Map([[WINDOW_MS, { burnRate: 0.75, spentRatio: 0.75 }]]) })
})

test('only figures that were asked for are carried', () => {
  const samples = new Map<number, SliSample>([[WINDOW_MS, { kind: 'success-ratio', ratio: 1 }]])
  expect(readingOf(slo, { samples }, 0)).not.toHaveProperty('over')
})

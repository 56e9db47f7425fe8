import { describe, expect, test } from 'vitest'
import { composedSource } from '../../../src/core/budgets/composed-source.ts'
import { parseObjective } from '../../../src/core/budgets/objective.ts'
import type {
  SliMeasurement,
  SliQuestion,
  SliSample,
  SliSource,
} from '../../../src/core/budgets/sli-source.ts'
import { rolling } from '../../../src/core/budgets/slo-window.ts'
import { type CompositeMethod, type Slo, sloKey } from '../../../src/core/budgets/slo.ts'
import { DAY_MS, HOUR_MS } from '../../../src/core/kernel/time/duration.ts'
import { overEach } from '../../support/questions.ts'

const AT = Date.UTC(2026, 2, 15, 12)
const WINDOW_MS = 30 * DAY_MS

function sloNamed(name: string, more: Partial<Slo> = {}): Slo {
  const objective = parseObjective('99')
  if (objective === undefined) throw new Error('99 is an objective')
  return {
    service: 'shop',
    name,
    title: name,
    objective,
    window: rolling(WINDOW_MS),
    sli: { kind: 'pushed' },
    ...more,
  }
}

const composite = (name: string, method: CompositeMethod, ...parts: readonly Slo[]): Slo =>
  sloNamed(name, { sli: { kind: 'composite', method, parts: parts.map((slo) => ({ slo, weight: 1 })) } })

/** Answers over every lookback what was set for an SLO, and keeps what it was asked. */
function setSource(answers: Readonly<Record<string, SliSample | SliMeasurement>>): SliSource & {
  readonly asked: SliQuestion[]
} {
  const asked: SliQuestion[] = []
  return {
    asked,
    measure: (questions) => {
      asked.push(...questions)
      return Promise.resolve(
        new Map(
          questions.flatMap(({ slo, lookbacksMs }): [string, SliMeasurement][] => {
            const answer = answers[slo.name]
            if (answer === undefined) return []
            const measurement =
              'samples' in answer ? answer : { samples: new Map(lookbacksMs.map((ms) => [ms, answer])) }
            return [[sloKey(slo), measurement]]
          }),
        ),
      )
    },
  }
}

const counts = (good: number, total: number): SliSample => ({ kind: 'counts', good, total })
const idle: SliSample = { kind: 'missing', reason: 'no_traffic', detail: '0 events' }

describe('a composite over its window', () => {
  const whole = (method: CompositeMethod, ...parts: readonly Slo[]): Slo =>
    composite('whole', method, ...parts)
  test.each<readonly [string, Slo, Readonly<Record<string, SliSample>>, unknown]>([
    [
      'counts and ratios together',
      whole('weighted', sloNamed('a'), sloNamed('b')),
      { a: counts(90, 100), b: { kind: 'success-ratio', ratio: 1 } },
      { kind: 'success-ratio', ratio: 0.95 },
    ],
    [
      'a budget that is known: 0.5 of 1 % are gone',
      whole('worst', sloNamed('a'), sloNamed('b')),
      { a: { kind: 'remaining', remainingRatio: 0.5 }, b: counts(999, 1_000) },
      { kind: 'success-ratio', ratio: 0.995 },
    ],
    [
      'a part without traffic is left out',
      whole('product', sloNamed('a'), sloNamed('b')),
      { a: idle, b: counts(9, 10) },
      { kind: 'success-ratio', ratio: 0.9 },
    ],
    [
      'so is one with less than counts',
      whole('product', sloNamed('a', { minEvents: 100 }), sloNamed('b')),
      { a: counts(0, 99), b: counts(9, 10) },
      { kind: 'success-ratio', ratio: 0.9 },
    ],
    [
      'without traffic anywhere there is none',
      whole('worst', sloNamed('a'), sloNamed('b')),
      { a: idle, b: idle },
      { kind: 'missing', reason: 'no_traffic', detail: 'none of its parts had traffic' },
    ],
    [
      'a missing part is named',
      whole('worst', sloNamed('a'), sloNamed('b')),
      { a: counts(1, 1), b: { kind: 'missing', reason: 'source_timeout', detail: 'no answer in 10s' } },
      { kind: 'missing', reason: 'source_timeout', detail: 'its part shop/b: no answer in 10s' },
    ],
    [
      'a part of a part, too',
      whole('worst', sloNamed('a'), composite('inner', 'product', sloNamed('b'), sloNamed('c'))),
      { a: counts(1, 1), b: counts(9, 10), c: { kind: 'missing', reason: 'no_data', detail: 'no series' } },
      { kind: 'missing', reason: 'no_data', detail: 'its part shop/inner: its part shop/c: no series' },
    ],
    [
      'nested ones are worked out from within',
      whole('weighted', sloNamed('a'), composite('inner', 'product', sloNamed('b'), sloNamed('c'))),
      { a: counts(1, 1), b: counts(9, 10), c: counts(5, 10) },
      { kind: 'success-ratio', ratio: 0.725 },
    ],
  ])('%s', async (_, slo, answers, sample) => {
    const measured = await composedSource(setSource(answers)).measure(overEach([slo], [WINDOW_MS]), AT)
    expect(measured.get('shop/whole')?.samples.get(WINDOW_MS)).toEqual(sample)
  })
})

test('each part is asked for once, over all lookbacks that anyone wants', async () => {
  const [a, b] = [sloNamed('a'), sloNamed('b')]
  const source = setSource({ a: counts(9, 10), b: counts(10, 10) })
  const measured = await composedSource(source).measure(
    [
      ...overEach([a], [HOUR_MS]),
      ...overEach([composite('first', 'worst', a, b)], [HOUR_MS, DAY_MS]),
      ...overEach([composite('second', 'product', a, b)], [WINDOW_MS]),
    ],
    AT,
  )
  expect(source.asked).toEqual([
    { slo: a, lookbacksMs: [HOUR_MS, DAY_MS, WINDOW_MS] },
    { slo: b, lookbacksMs: [HOUR_MS, DAY_MS, WINDOW_MS] },
  ])
  expect([...measured.keys()]).toEqual(['shop/a', 'shop/first', 'shop/second'])
})

test('coverage is that of the shortest history, exclusion that of the longest maintenance, the newest sample that of the part that stops first, warnings are all told', async () => {
  const of = (more: Omit<SliMeasurement, 'samples'>): SliMeasurement => ({
    samples: new Map([[WINDOW_MS, counts(9, 10)]]),
    ...more,
  })
  const source = setSource({
    a: of({
      coverage: 0.5,
      excludedMs: HOUR_MS,
      newest: { at: AT - HOUR_MS, holdsForMs: DAY_MS },
      warning: 'part of the data is away',
    }),
    b: of({
      coverage: 0.75,
      excludedMs: 2 * HOUR_MS,
      newest: { at: AT - 60_000, holdsForMs: 300_000 },
    }),
    c: of({}),
  })
  const slo = composite('whole', 'worst', sloNamed('a'), sloNamed('b'), sloNamed('c'))
  const measured = await composedSource(source).measure(overEach([slo], [WINDOW_MS]), AT)
  expect(measured.get('shop/whole')).toMatchObject({
    coverage: 0.5,
    excludedMs: 2 * HOUR_MS,
    newest: { at: AT - 60_000, holdsForMs: 300_000 },
    warning: 'part of the data is away',
  })
})

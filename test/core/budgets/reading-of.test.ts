import { describe, expect, test } from 'vitest'
import { questionOf, readingOf } from '../../../src/core/budgets/reading-of.ts'
import { BURN_LOOKBACKS } from '../../../src/core/budgets/reading.ts'
import type { SliMeasurement, SliSample } from '../../../src/core/budgets/sli-source.ts'
import type { Slo } from '../../../src/core/budgets/slo.ts'
import { rolling } from '../../../src/core/budgets/slo-window.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { slo, WINDOW_MS } from '../../support/platform.ts'

const SLO = slo('inference-gateway', '99.5')
const AT = Date.parse('2025-10-23T12:00:00Z')

const counts = (good: number, total: number): SliSample => ({ kind: 'counts', good, total })
const missing = (reason: 'no_traffic' | 'query_failed'): SliSample => ({
  kind: 'missing',
  reason,
  detail: reason,
})

/** A measurement with the same sample over every lookback, and its own over the window. */
const measurement = (whole: SliSample, rest: SliSample, coverage?: number): SliMeasurement => ({
  samples: new Map([...Object.values(BURN_LOOKBACKS).map((ms) => [ms, rest] as const), [WINDOW_MS, whole]]),
  ...(coverage === undefined ? {} : { coverage }),
})

const EACH = (rate: number | null) => ({ '5m': rate, '1h': rate, '6h': rate, '1d': rate, '3d': rate })

test('counts give a whole reading', () => {
  const reading = readingOf(SLO, measurement(counts(997_000, 1_000_000), counts(9_900, 10_000), 0.5), AT)
  expect(reading).toMatchObject({
    kind: 'measured',
    at: AT,
    good: 997_000,
    total: 1_000_000,
    errorRatio: 0.003,
    coverage: 0.5,
  })
  if (reading.kind !== 'measured') return
  expect(reading.remainingRatio).toBeCloseTo(0.4, 12)
  expect(reading.burnRates).toEqual(EACH(2))
  // 100 bad of the 5,000 that the window allows.
  expect(reading.spentLastDayRatio).toBeCloseTo(0.02, 12)
  expect(reading.exhaustsInMs).toBeCloseTo((0.4 / 2) * WINDOW_MS, 0)
})

test('a success ratio gives the same figures without counts', () => {
  const ratio = (value: number): SliSample => ({ kind: 'success-ratio', ratio: value })
  const reading = readingOf(SLO, measurement(ratio(0.997), ratio(0.99)), AT)
  expect(reading).toMatchObject({ kind: 'measured', good: null, total: null, coverage: 1 })
  if (reading.kind !== 'measured') return
  expect(reading.remainingRatio).toBeCloseTo(0.4, 9)
  expect(reading.burnRates['1h']).toBeCloseTo(2, 9)
  expect(reading.spentLastDayRatio).toBeCloseTo((2 * DAY_MS) / WINDOW_MS, 9)
})

test('a recorded budget remaining is taken as it is, with the burn rates that are recorded beside it', () => {
  const reading = readingOf(
    SLO,
    measurement({ kind: 'remaining', remainingRatio: 0.4 }, { kind: 'burn-rate', burnRate: 1.5 }),
    AT,
  )
  expect(reading).toMatchObject({ remainingRatio: 0.4, burnRates: EACH(1.5) })
  expect(reading.kind === 'measured' && reading.errorRatio).toBeCloseTo(0.003, 12)
})

test('a recorded budget without burn rates has no forecast', () => {
  const remaining: SliSample = { kind: 'remaining', remainingRatio: 0.4 }
  expect(readingOf(SLO, measurement(remaining, remaining), AT)).toMatchObject({
    burnRates: EACH(null),
    spentLastDayRatio: null,
    exhaustsInMs: null,
  })
})

describe('only the SLO’s own window decides whether there is a figure', () => {
  test.each<{ given: string; whole: SliSample; reason: string }>([
    { given: 'a window that failed', whole: missing('query_failed'), reason: 'query_failed' },
    { given: 'a window without an event', whole: counts(0, 0), reason: 'no_traffic' },
    {
      given: 'a burn rate where the budget should be',
      whole: { kind: 'burn-rate', burnRate: 1 },
      reason: 'no_data',
    },
  ])('$given is missing: $reason', ({ whole, reason }) => {
    expect(readingOf(SLO, measurement(whole, counts(1, 1)), AT)).toMatchObject({
      kind: 'missing',
      at: AT,
      reason,
    })
  })

  test('an answer that never came is missing', () => {
    expect(readingOf(SLO, { samples: new Map() }, AT)).toMatchObject({ kind: 'missing', reason: 'no_data' })
  })

  test.each<{ given: string; rest: SliSample; rate: number | null }>([
    { given: 'without traffic nothing burns', rest: missing('no_traffic'), rate: 0 },
    { given: 'no event burns nothing', rest: counts(0, 0), rate: 0 },
    { given: 'a lookback that failed is unknown', rest: missing('query_failed'), rate: null },
  ])('$given', ({ rest, rate }) => {
    expect(readingOf(SLO, measurement(counts(99, 100), rest), AT)).toMatchObject({
      kind: 'measured',
      burnRates: EACH(rate),
    })
  })
})

test('every window and every burn lookback is asked for once', () => {
  const usual = [300_000, HOUR_MS, 6 * HOUR_MS, DAY_MS, 3 * DAY_MS]
  const asked = (slo: Slo): number[] => questionOf(slo, AT).lookbacksMs.toSorted((a, b) => a - b)
  expect(asked(SLO)).toEqual([...usual, WINDOW_MS])
  expect(asked({ ...SLO, window: rolling(DAY_MS) })).toEqual(usual)
})

describe('figures that cannot be', () => {
  test.each<[string, SliSample]>([
    ['a total below nothing', counts(0, -1e308)],
    ['more good events than events', counts(101, 100)],
    ['good events below nothing', counts(-5, 100)],
    ['more events than numbers can tell apart', counts(2 ** 53, 2 ** 53)],
    ['no number', counts(Number.NaN, 100)],
    ['an endless total', counts(100, Infinity)],
    ['a success ratio above 1', { kind: 'success-ratio', ratio: 1.5 }],
    ['a success ratio that is no number', { kind: 'success-ratio', ratio: Number.NaN }],
    ['a remaining budget far below nothing', { kind: 'remaining', remainingRatio: -1e308 }],
    ['a remaining budget as a percentage', { kind: 'remaining', remainingRatio: 42 }],
    ['an endless remaining budget', { kind: 'remaining', remainingRatio: -Infinity }],
  ])('%s: the window is missing and says what stands there', (_, whole) => {
    const reading = readingOf(SLO, measurement(whole, counts(99, 100)), AT)
    expect(reading).toMatchObject({ kind: 'missing', reason: 'implausible' })
  })

  test('a burn rate that is more than everything failing is unknown', () => {
    const rate = (burnRate: number): SliMeasurement =>
      measurement({ kind: 'remaining', remainingRatio: 0.4 }, { kind: 'burn-rate', burnRate })
    expect(readingOf(SLO, rate(-1e308), AT)).toMatchObject({ burnRates: EACH(null) })
    expect(readingOf(SLO, rate(1e12), AT)).toMatchObject({ burnRates: EACH(null) })
    expect(readingOf(SLO, rate(200), AT)).toMatchObject({ burnRates: EACH(200) })
  })

  test('what everything failing costs is the least that can remain', () => {
    const left = (remainingRatio: number): SliMeasurement =>
      measurement({ kind: 'remaining', remainingRatio }, counts(0, 100))
    expect(readingOf(SLO, left(-199), AT)).toMatchObject({ kind: 'measured', remainingRatio: -199 })
    expect(readingOf(SLO, left(-250), AT)).toMatchObject({ kind: 'missing', reason: 'implausible' })
  })

  test('rounding is no fault', () => {
    const reading = readingOf(SLO, measurement(counts(1_000_000.0001, 1_000_000), counts(99, 100)), AT)
    expect(reading.kind).toBe('measured')
  })
})

describe('data that has stopped', () => {
  const lasting = (ageMs: number, holdsForMs: number, whole = counts(997, 1_000)): SliMeasurement => ({
    ...measurement(whole, counts(99, 100)),
    newest: { at: AT - ageMs, holdsForMs },
  })

  test('a newest sample that still holds is told with the figures', () => {
    expect(readingOf(SLO, lasting(5 * MINUTE_MS, 5 * MINUTE_MS), AT)).toMatchObject({
      kind: 'measured',
      newestAt: AT - 5 * MINUTE_MS,
    })
  })

  test('one that no longer holds leaves no figure, only the time of it', () => {
    expect(readingOf(SLO, lasting(5 * MINUTE_MS + 1, 5 * MINUTE_MS), AT)).toEqual({
      kind: 'missing',
      service: SLO.service,
      slo: SLO.name,
      at: AT,
      reason: 'data_stopped',
      detail: '',
      newestAt: AT - 5 * MINUTE_MS - 1,
    })
  })

  test('series that have left the window have stopped too; a source that fails says nothing of the data', () => {
    const gone = lasting(DAY_MS, HOUR_MS, { kind: 'missing', reason: 'no_data', detail: 'no series' })
    expect(readingOf(SLO, gone, AT)).toMatchObject({ reason: 'data_stopped', newestAt: AT - DAY_MS })
    expect(readingOf(SLO, lasting(DAY_MS, HOUR_MS, missing('query_failed')), AT)).toMatchObject({
      reason: 'query_failed',
    })
  })
})

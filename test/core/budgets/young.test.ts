import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { agreementOf } from '../../../src/core/budgets/agreement.ts'
import { composedSource } from '../../../src/core/budgets/composed-source.ts'
import { depletionOf, depletionWords } from '../../../src/core/budgets/depletion.ts'
import { questionOf, readingOf } from '../../../src/core/budgets/reading-of.ts'
import { BURN_LOOKBACKS, type MeasuredReading } from '../../../src/core/budgets/reading.ts'
import type { SliMeasurement, SliSample } from '../../../src/core/budgets/sli-source.ts'
import { type Slo, sloKey } from '../../../src/core/budgets/slo.ts'
import { windowAt } from '../../../src/core/budgets/slo-window.ts'
import { USUAL_YOUNG_SHARE, youngWords } from '../../../src/core/budgets/young.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/kernel/time/duration.ts'
import { slo, WINDOW_MS } from '../../support/platform.ts'

const AT = Date.UTC(2026, 2, 16, 12)
const counts = (bad: number, total: number): SliSample => ({ kind: 'counts', good: total - bad, total })

/** The same sample over every lookback, and that much data. */
function readAfter(one: Slo, coveredMs: number, sample: SliSample): MeasuredReading {
  const windowMs = windowAt(one.window, AT).lookbackMs
  const samples = new Map([...Object.values(BURN_LOOKBACKS), windowMs].map((ms) => [ms, sample] as const))
  const reading = readingOf(one, { samples, coverage: Math.min(1, coveredMs / windowMs) }, AT)
  if (reading.kind === 'missing') throw new Error(reading.detail)
  return reading
}

const ONE_OF_A_HUNDRED = counts(1, 100)
/** With the usual share. */
const usual = (percent: string, name?: string): Slo => ({
  ...slo('api', percent, name),
  youngBelow: USUAL_YOUNG_SHARE,
})
const SLO = usual('99.9')

describe('two minutes of data with one error in a hundred', () => {
  test('are no emergency', () => {
    const reading = readAfter(SLO, 2 * MINUTE_MS, ONE_OF_A_HUNDRED)
    // Plainly 10 budgets; of a tenth of 30 days, two minutes are 1/2160.
    expect(reading.remainingRatio).toBeCloseTo(1 - 10 / 2_160, 9)
    expect(reading.young).toEqual({ coveredSeconds: 120, windowSeconds: 2_592_000 })
    expect(reading.young && youngWords(reading.young)).toBe('young: 2 min of 30 d')
    expect(reading).toMatchObject({ good: 99, total: 100, errorRatio: 0.01, exhaustsInMs: null })
    expect(depletionWords(depletionOf(SLO, reading))).toBe('no forecast while the data is young')
  })

  test('are −900 % where the policy turns it off', () => {
    const reading = readAfter({ ...SLO, youngBelow: 0 }, 2 * MINUTE_MS, ONE_OF_A_HUNDRED)
    expect(reading.remainingRatio).toBeCloseTo(-9, 9)
    expect(reading.young).toBeUndefined()
    expect(reading.exhaustsInMs).toBe(0)
  })

  test('burn as much of each lookback as they cover', () => {
    const { burnRates } = readAfter(SLO, 2 * MINUTE_MS, ONE_OF_A_HUNDRED)
    // From a tenth of a lookback on the plain rate: 5 minutes have it, the hour needs 6.
    expect(burnRates['5m']).toBeCloseTo(10, 9)
    expect(burnRates['1h']).toBeCloseTo(10 * (2 / 6), 9)
    expect(burnRates['1d']).toBeCloseTo(10 * (2 / 144), 9)
  })

  test('cost as much of the last day as is spent', () => {
    const reading = readAfter(SLO, 2 * MINUTE_MS, ONE_OF_A_HUNDRED)
    expect(reading.spentLastDayRatio).toBeCloseTo(1 - reading.remainingRatio, 9)
  })

  test('leave as much of the SLA', () => {
    const promised = slo('api', '99').objective
    const one = { ...SLO, agreement: promised }
    const reading = readAfter(one, 2 * MINUTE_MS, ONE_OF_A_HUNDRED)
    expect(agreementOf(one, reading, AT)?.remainingRatio).toBeCloseTo(1 - 1 / 2_160, 9)
  })
})

test.each<[string, SliSample]>([
  ['a ratio', { kind: 'success-ratio', ratio: 0.99 }],
  ['a recorded budget', { kind: 'remaining', remainingRatio: -9 }],
])('%s grows alike', (_what, sample) => {
  const { remainingRatio } = readAfter(SLO, 1.5 * DAY_MS, sample)
  expect(remainingRatio).toBeCloseTo(1 - 10 / 2, 9)
})

test('of a calendar window the part that has come counts, and what is to come is allowed for as ever', () => {
  const month: Slo = { ...SLO, window: { kind: 'calendar', unit: 'month', timeZone: 'UTC' } }
  const { lookbackMs, elapsedRatio } = windowAt(month.window, AT)
  expect(readAfter(month, lookbackMs, ONE_OF_A_HUNDRED).remainingRatio).toBeCloseTo(1 - 10 * elapsedRatio, 9)
  const young = readAfter(month, lookbackMs / 20, ONE_OF_A_HUNDRED)
  expect(young.remainingRatio).toBeCloseTo(1 - 5 * elapsedRatio, 9)
})

const share = fc.double({ min: 0, max: 1, noNaN: true })
const policyShare = fc.double({ min: 0.01, max: 1, noNaN: true })

test('what is spent grows with the data, never beyond the plain figure, and from the share on is that figure', () => {
  fc.assert(
    fc.property(share, share, policyShare, fc.integer({ min: 0, max: 1_000 }), (a, b, youngBelow, bad) => {
      const one = { ...SLO, youngBelow }
      const spent = (coverage: number): number =>
        1 - readAfter(one, coverage * WINDOW_MS, counts(bad, 1_000)).remainingRatio
      const plain = bad / 1_000 / 0.001
      const [less, more] = a < b ? [a, b] : [b, a]
      expect(spent(less)).toBeLessThanOrEqual(spent(more) + 1e-9 * (1 + plain))
      expect(spent(more)).toBeLessThanOrEqual(plain + 1e-9 * (1 + plain))
      // No jump: so much more data spends at most so much more.
      expect(spent(more) - spent(less)).toBeLessThanOrEqual(
        (plain * (more - less)) / youngBelow + 1e-9 * (1 + plain),
      )
      expect(spent(Math.max(youngBelow, more))).toBeCloseTo(plain, 6)
    }),
    { numRuns: 2_000 },
  )
})

test('a young part of a composite does not spend what its elders keep, nor hide what they have spent', async () => {
  const [old, born] = [usual('99.9', 'old'), usual('99.9', 'born')]
  const both: Slo = {
    ...usual('99.9'),
    sli: {
      kind: 'composite',
      method: 'weighted',
      parts: [
        { slo: old, weight: 1 },
        { slo: born, weight: 1 },
      ],
    },
  }
  const question = questionOf(both, AT)
  const measured = (sample: SliSample, coverage: number): SliMeasurement => ({
    samples: new Map(question.lookbacksMs.map((ms) => [ms, sample])),
    coverage,
  })
  const source = composedSource({
    measure: () =>
      Promise.resolve(
        new Map([
          [sloKey(old), measured(counts(1, 500), 1)],
          [sloKey(born), measured(ONE_OF_A_HUNDRED, (2 * MINUTE_MS) / WINDOW_MS)],
        ]),
      ),
  })
  const reading = readingOf(
    both,
    (await source.measure([question], AT)).get(sloKey(both)) ?? { samples: new Map() },
    AT,
  )
  if (reading.kind === 'missing') throw new Error(reading.detail)
  expect(reading.remainingRatio).toBeCloseTo(1 - (2 + 10 / 2_160) / 2, 9)
  expect(reading.young?.coveredSeconds).toBe(120)
  expect(reading.burnRates['1h']).toBeCloseTo((2 + 10 / 3) / 2, 9)
})

test.each([
  [45_000, 'young: 45 s of 7 d'],
  [59 * MINUTE_MS, 'young: 59 min of 7 d'],
  [5 * HOUR_MS, 'young: 5 h of 7 d'],
  [59.7 * MINUTE_MS, 'young: 1 h of 7 d'],
  [47.9 * HOUR_MS, 'young: 2 d of 7 d'],
  [2.2 * DAY_MS, 'young: 2 d of 7 d'],
])('%d ms', (ms, words) => {
  expect(youngWords({ coveredSeconds: ms / 1_000, windowSeconds: 7 * 86_400 })).toBe(words)
})

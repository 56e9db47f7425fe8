import { describe, expect, test } from 'vitest'
import type { MissingReason, SliSample } from '../../../src/core/budgets/sli-source.ts'
import { type Piece, withoutPieces } from '../../../src/core/budgets/without-pieces.ts'
import { HOUR_MS } from '../../../src/core/kernel/time/duration.ts'

const counts = (good: number, total: number): SliSample => ({ kind: 'counts', good, total })
const ratio = (value: number): SliSample => ({ kind: 'success-ratio', ratio: value })
const missing = (reason: MissingReason): SliSample => ({ kind: 'missing', reason, detail: 'so it was set' })
const hours = (length: number, sample: SliSample): Piece => ({ lengthMs: length * HOUR_MS, sample })

const near = (value: number): unknown => expect.closeTo(value, 9)

/** Each lookback is ten hours long. */
test.each<{
  readonly given: string
  readonly whole: SliSample
  readonly pieces: readonly Piece[]
  readonly isExact?: boolean
  readonly left: unknown
}>([
  {
    given: 'counts lose the good and the bad of maintenance',
    whole: counts(900, 1_000),
    pieces: [hours(1, counts(0, 80)), hours(1, counts(10, 20))],
    left: counts(890, 900),
  },
  {
    given: 'bad events that extrapolation made are none',
    whole: counts(900, 1_000),
    pieces: [hours(1, counts(0, 100.4))],
    left: { kind: 'counts', good: near(899.6), total: near(899.6) },
  },
  {
    given: 'good events that extrapolation took away leave none, not fewer',
    whole: counts(100, 1_000),
    pieces: [hours(1, counts(100.4, 500))],
    left: counts(0, 500),
  },
  {
    given: 'what is left of extrapolated counts below a thousandth is no traffic',
    whole: counts(500, 1_000),
    pieces: [hours(9, counts(499, 999.2))],
    left: { kind: 'missing', reason: 'no_traffic', detail: 'no events outside of maintenance' },
  },
  {
    given: 'one event that was counted is traffic',
    whole: counts(500, 10_000),
    pieces: [hours(9, counts(499, 9_999))],
    isExact: true,
    left: counts(1, 1),
  },
  {
    given: 'nothing left of exact counts is no traffic',
    whole: counts(5, 10),
    pieces: [hours(9, counts(5, 10))],
    isExact: true,
    left: { kind: 'missing', reason: 'no_traffic', detail: 'no events outside of maintenance' },
  },
  {
    given: 'ratios weigh by time: 0.75 of ten hours without two that failed are 7.5 of 8',
    whole: ratio(0.75),
    pieces: [hours(2, ratio(0))],
    left: ratio(7.5 / 8),
  },
  {
    given: 'a ratio of nothing but maintenance is no traffic',
    whole: ratio(0.75),
    pieces: [hours(10, ratio(0.75))],
    left: { kind: 'missing', reason: 'no_traffic', detail: 'no events outside of maintenance' },
  },
  {
    given: 'a ratio beside counts counts as a ratio',
    whole: ratio(0.75),
    pieces: [hours(2, counts(0, 100))],
    left: ratio(7.5 / 8),
  },
  {
    given: 'maintenance without traffic takes nothing away from counts',
    whole: counts(900, 1_000),
    pieces: [hours(2, missing('no_traffic'))],
    left: counts(900, 1_000),
  },
  {
    given: 'nor from a ratio, in which it had no part',
    whole: ratio(0.75),
    pieces: [hours(2, missing('not_a_number'))],
    left: ratio(0.75),
  },
  {
    given: 'of two pieces the idle one has no weight: (0.75 × 8 − 0 × 2) ÷ 6',
    whole: ratio(0.75),
    pieces: [hours(2, missing('no_data')), hours(2, ratio(0))],
    left: ratio(1),
  },
  {
    given: 'maintenance without an answer leaves no figure',
    whole: counts(900, 1_000),
    pieces: [hours(1, counts(0, 10)), hours(1, missing('source_timeout'))],
    left: {
      kind: 'missing',
      reason: 'source_timeout',
      detail: 'what happened in maintenance: so it was set',
    },
  },
  {
    given: 'what is missing stays missing for its own reason',
    whole: missing('no_data'),
    pieces: [hours(1, missing('source_timeout'))],
    left: missing('no_data'),
  },
])('$given', ({ whole, pieces, isExact = false, left }) => {
  expect(withoutPieces(whole, 10 * HOUR_MS, pieces, isExact)).toEqual(left)
})

describe('with no piece at all', () => {
  test.each([counts(9, 10), ratio(0.9)])('nothing changes: %j', (whole) => {
    expect(withoutPieces(whole, 10 * HOUR_MS, [], false)).toEqual(whole)
  })
})

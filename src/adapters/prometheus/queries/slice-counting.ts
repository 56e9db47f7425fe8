import type { Budgeting } from '../../../core/budgets/slo.ts'
import { type Counting, type CountText, nested, stepsIn, summed } from './counting.ts'

/** Comparisons snap within this; a ratio of two extrapolated counts may miss its boundary by rounding. */
const SNAP = 1e-9

export type Slices = Exclude<Budgeting, { kind: 'occurrences' }>

/**
 * Counts slices instead of events. A slice ends at each multiple of its length, counted from midnight UTC, and belongs to
 * the span in which it ends. One with fewer than `minEvents`, or none at all, does not count.
 */
export function slicesOf(events: Counting, slices: Slices, minEvents: number | undefined): Counting {
  const total = oneNumber(events.total, slices.sliceMs)
  const counted = oneNumber(events.counted, slices.sliceMs)
  const enough = `(${total} ${minEvents === undefined ? '> 0' : `>= ${minEvents}`})`
  const share = `(${counted} or 0 * ${total}) / ${enough}`
  const ratio = events.part === 'good' ? share : `1 - ${share}`
  const known = (spanMs: number): string => {
    const longMs = Math.max(spanMs, slices.sliceMs)
    // Good events without a series are missing, not zero; bad ones are zero.
    return events.part === 'good' ? ` and on() ${oneNumber(events.counted, longMs)}` : ''
  }
  const inNone = (spanMs: number): string =>
    ` or 0 * ${oneNumber(events.total, Math.max(spanMs, slices.sliceMs))}`
  return sliced(ratio, slices, known, inNone)
}

/** The same of an expression that is the success ratio. A slice in which it is no number does not count. */
export const slicesOfRatio = (ratio: CountText, slices: Slices): Counting =>
  sliced(
    `${oneNumber(ratio, slices.sliceMs)} >= -Inf`,
    slices,
    () => '',
    () => '',
  )

function sliced(
  ratio: string,
  slices: Slices,
  condition: (spanMs: number) => string,
  otherwise: (spanMs: number) => string,
): Counting {
  const goodness = slices.kind === 'timeslices' ? `(${ratio}) >= bool ${snapped(slices.target)}` : ratio
  const steps = (spanMs: number): string => stepsIn(spanMs, slices.sliceMs)
  return {
    kind: 'counting',
    part: 'good',
    counted: summed((spanMs) => `sum_over_time((${goodness})${steps(spanMs)})${condition(spanMs)}`),
    total: summed((spanMs) => `count_over_time((${ratio})${steps(spanMs)})${otherwise(spanMs)}`),
  }
}

const snapped = (target: number): number => Number((target - SNAP).toPrecision(12))

const oneNumber = (text: CountText, spanMs: number): string =>
  text.isSum ? nested(text.over(spanMs)) : `sum${nested(text.over(spanMs))}`

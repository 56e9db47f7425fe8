import type { FreshnessSli, GaugeSli, QualitySli } from '../../../core/budgets/sli-kinds.ts'
import { DAY_MS, formatDuration, SECOND_MS } from '../../../core/kernel/time/duration.ts'
import { parseSelector, selectorText } from '../../../core/budgets/selector.ts'
import {
  type Counting,
  metricSelector,
  nested,
  stepsIn,
  summed,
  uncountable,
  type Uncountable,
} from './counting.ts'

/** Whatever is a number: comparisons leave NaN out, which is no figure. */
const ANY = '>= -Inf'

/** Counts the looks at which the gauge is on the right side of its limit, among those that find a number. */
export function qualityCounting(sli: QualitySli): Counting | Uncountable {
  const holds = `${sli.bound === 'at-least' ? '>=' : '<='} bool ${sli.limit}`
  if (sli.by === 'time') {
    const selector = parseSelector(sli.gauge)
    const gauge = selector === undefined ? nested(sli.gauge.trim()) : selectorText(selector)
    return looks(sli.everyMs, `${gauge} ${holds}`, `${gauge} ${ANY}`)
  }
  const found = metricSelector('gauge', sli.gauge)
  if (found.kind === 'uncountable') return uncountable(`${found.problem}, and only those have samples`)
  // A millisecond less than the step: a sample at its very beginning belongs to the one before.
  const newest = `last_over_time(${selectorText(found.selector)}[${formatDuration(sli.everyMs - 1)}])`
  return looks(sli.everyMs, `${newest} ${holds}`, `${newest} ${ANY}`)
}

/**
 * Counts the looks at which the last update was recent enough. A series that vanished keeps its last value, and so grows
 * old, until it has been gone for `goneAfterMs`. 0, as clients write before the first update, is as old as can be.
 */
export function freshnessCounting(sli: FreshnessSli): Counting | Uncountable {
  const found = metricSelector('gauge', sli.gauge)
  if (found.kind === 'uncountable') return found
  const updatedAt = `last_over_time(${selectorText(found.selector)}[${formatDuration(sli.goneAfterMs)}])`
  return looks(
    sli.everyMs,
    `time() - ${updatedAt} <= bool ${sli.maxAgeMs / SECOND_MS}`,
    `${updatedAt} ${ANY}`,
  )
}

/** Of the looks at `all`, those at which `isGood`, which is 0 or 1, is 1. */
const looks = (everyMs: number, isGood: string, all: string): Counting => ({
  kind: 'counting',
  part: 'good',
  counted: summed((spanMs) => `sum(sum_over_time((${isGood})${stepsIn(spanMs, everyMs)}))`),
  total: summed((spanMs) => `sum(count_over_time((${all})${stepsIn(spanMs, everyMs)}))`),
})

/** A gauge by which everything is good, or everything bad: its value at the Unix time 0, and what is added each minute. */
export function gaugeExample(sli: GaugeSli, isGood: boolean): readonly [from: number, perMinute: number] {
  switch (sli.kind) {
    case 'quality': {
      const off = sli.bound === 'at-least' ? -1 : 1
      return [sli.limit + (isGood ? 0 : off), 0]
    }
    case 'freshness':
      // Of the Unix times on the way, the newest is always ahead of the clock.
      return isGood ? [60, 60] : [-(sli.maxAgeMs + DAY_MS) / SECOND_MS, 0]
  }
}

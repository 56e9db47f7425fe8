import type { Sli } from '../../../core/budgets/slo.ts'
import { formatDuration } from '../../../core/kernel/time/duration.ts'
import { leMatcher } from '../../../core/budgets/le-matcher.ts'
import { parseSelector, type Selector, selectorText, unquoted } from '../../../core/budgets/selector.ts'
import {
  type Counting,
  type CountText,
  increaseOf,
  metricSelector,
  over,
  summed,
  uncountable,
  type Uncountable,
  WINDOW,
} from './counting.ts'

export function eventCounting({ good, bad, total }: Sli & { kind: 'events' }): Counting | Uncountable {
  const part = good === undefined ? 'bad' : 'good'
  const counted = eventCount(part, good ?? bad ?? '')
  if ('problem' in counted) return counted
  const all = eventCount('total', total)
  return 'problem' in all ? all : { kind: 'counting', part, counted, total: all }
}

function eventCount(role: string, text: string): CountText | Uncountable {
  if (text.includes(WINDOW)) return { over: (spanMs) => over(text, spanMs), isSum: false }
  const selector = parseSelector(text)
  return selector === undefined
    ? uncountable(
        `${role}: "${text.trim()}" is neither a plain selector nor an expression with $window in it`,
      )
    : increaseOf(withEveryBound(selector))
}

export function latencyCounting(sli: Sli & { kind: 'latency' }): Counting | Uncountable {
  const found = metricSelector('histogram', sli.histogram)
  if (found.kind === 'uncountable') return found
  const { selector } = found
  if (sli.isNative === true) {
    const within = (spanMs: number): string =>
      `sum(increase(${selectorText(selector)}[${formatDuration(spanMs)}]))`
    const total = summed((spanMs) => `histogram_count(${within(spanMs)})`)
    const counted = summed(
      (spanMs) => `histogram_fraction(-Inf, ${sli.threshold}, ${within(spanMs)}) * ${total.over(spanMs)}`,
    )
    return { kind: 'counting', part: 'good', counted, total }
  }
  return {
    kind: 'counting',
    part: 'good',
    counted: increaseOf(bucketOf(selector, sli.threshold)),
    total: increaseOf({ ...selector, name: `${selector.name}_count` }),
  }
}

/** A bound in a selector of the operator's meets its bucket in whatever form the server keeps it, as our own do. */
const withEveryBound = (selector: Selector): Selector => ({
  ...selector,
  matchers: selector.matchers.map((matcher) => {
    const bound = Number(unquoted(matcher.quoted))
    const isBound = matcher.label === 'le' && matcher.operator === '=' && Number.isFinite(bound)
    return isBound ? leMatcher(bound) : matcher
  }),
})

/** The bucket of a classic histogram up to `bound`. */
export const bucketOf = <Named extends { readonly name: string; readonly matchers: readonly object[] }>(
  selector: Named,
  bound: number,
): Named => ({
  ...selector,
  name: `${selector.name}_bucket`,
  matchers: [...selector.matchers, leMatcher(bound)],
})

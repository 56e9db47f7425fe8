import { formatDuration } from '../../../core/kernel/time/duration.ts'
import { parseSelector, type Selector, selectorText } from '../../../core/budgets/selector.ts'

/** PromQL that counts events over a span of milliseconds. */
export interface CountText {
  over(spanMs: number): string
  /** Whether it gives one number without labels, which an expression of the operator's may not. */
  readonly isSum: boolean
  /** The one metric whose increase it is; undefined where it is anything else. */
  readonly counter?: string
}

/** How the events of an SLI are counted over any span that ends at the evaluation time. */
export interface Counting {
  readonly kind: 'counting'
  readonly part: 'good' | 'bad'
  readonly counted: CountText
  readonly total: CountText
}

/** Why an SLI cannot be counted, for people. */
export interface Uncountable {
  readonly kind: 'uncountable'
  readonly problem: string
}

export const uncountable = (problem: string): Uncountable => ({ kind: 'uncountable', problem })

export const WINDOW = '$window'

/** An expression with its lookback written in. */
export const over = (text: string, lookbackMs: number): string =>
  text.replaceAll(WINDOW, () => formatDuration(lookbackMs)).trim()

/** PromQL of our own, which sums whatever it finds. */
export const summed = (textOver: (spanMs: number) => string): CountText => ({ over: textOver, isSum: true })

export function increaseOf(selector: Selector): CountText {
  const text = selectorText(selector)
  return {
    ...summed((spanMs) => `sum(increase(${text}[${formatDuration(spanMs)}]))`),
    ...(selector.name !== undefined && { counter: text }),
  }
}

/** A selector of one metric, by its text; what else the text is stands in the refusal. */
export function metricSelector(
  what: string,
  text: string,
): { readonly kind: 'selector'; readonly selector: Selector & { readonly name: string } } | Uncountable {
  const selector = parseSelector(text)
  return selector?.name === undefined
    ? uncountable(`the ${what} "${text.trim()}" is no selector that names one metric`)
    : { kind: 'selector', selector: { ...selector, name: selector.name } }
}

/**
 * The range of a subquery that looks at each `stepMs`, counted from midnight UTC, in the span that ends now. A
 * millisecond less than the span, because Prometheus 2 also counts a step at its very beginning, which belongs to the span
 * before. A span shorter than a step is the newest step.
 */
export const stepsIn = (spanMs: number, stepMs: number): string =>
  `[${formatDuration(Math.max(spanMs, stepMs) - 1)}:${formatDuration(stepMs)}]`

/** An expression inside another one; what may end in a comment gets a line of its own. */
export const nested = (promql: string): string =>
  promql.includes('#') || promql.includes('\n') ? `(\n${promql}\n)` : `(${promql})`

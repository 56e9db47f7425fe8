import type { Slo } from '../../../../core/budgets/slo.ts'
import { SECOND_MS } from '../../../../core/kernel/time/duration.ts'
import { metricSelector } from '../../queries/counting.ts'
import { bucketOf } from '../../queries/event-counting.ts'
import { isBalanced, parseSelector, type Selector } from '../../../../core/budgets/selector.ts'

/** The counters behind an SLI. */
export interface Counters {
  readonly part: 'good' | 'bad'
  readonly counted: Selector
  readonly total: Selector
}

/** The counters that an SLI asks for; undefined where its expressions do not show which series is which. */
export function countersOf({ sli }: Slo): Counters | undefined {
  switch (sli.kind) {
    case 'events':
      return pair(
        sli.good === undefined ? 'bad' : 'good',
        onlySelector(sli.good ?? sli.bad ?? ''),
        onlySelector(sli.total),
      )
    case 'latency':
      return sli.isNative === true ? undefined : ofHistogram(sli.histogram, sli.threshold)
    case 'ratio':
      return ofDivision(sli.expr)
    case 'batch': {
      const { runs } = sli
      if (runs.of === 'durations') return ofHistogram(runs.histogram, runs.withinMs / SECOND_MS)
      if (runs.of === 'gauges') return undefined
      return pair(
        runs.succeeded === undefined ? 'bad' : 'good',
        parseSelector(runs.succeeded ?? runs.failed ?? ''),
        parseSelector(runs.all),
      )
    }
    default:
      return undefined
  }
}

const pair = (
  part: Counters['part'],
  counted: Selector | undefined,
  total: Selector | undefined,
): Counters | undefined =>
  counted === undefined || total === undefined ? undefined : { part, counted, total }

function ofHistogram(text: string, bound: number): Counters | undefined {
  const found = metricSelector('histogram', text)
  if (found.kind === 'uncountable') return undefined
  const { selector } = found
  return {
    part: 'good',
    counted: bucketOf(selector, bound),
    total: { ...selector, name: `${selector.name}_count` },
  }
}

const RANGED =
  /(?:[a-zA-Z_:][\w:]*\s*)?(?:\{(?:[^{}"'`]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)*\}\s*)?\[\$window/g

/** The selector that a text is, or the only one over `$window` in it. */
function onlySelector(text: string): Selector | undefined {
  const plain = parseSelector(text)
  if (plain !== undefined) return plain
  const found = new Set([...text.matchAll(RANGED)].map(([ranged]) => ranged.slice(0, -'[$window'.length)))
  const [only] = found
  return found.size === 1 && only !== undefined ? parseSelector(only) : undefined
}

/** `good / total`, or `1 - bad / total`. */
function ofDivision(expr: string): Counters | undefined {
  const text = expr.replaceAll(/#[^\n]*/g, '').trim()
  const complement = /^1\s*-\s*/.exec(text)
  const fraction = unwrapped(text.slice(complement?.[0].length ?? 0))
  for (const { index } of fraction.matchAll(/\//g)) {
    const [above, below] = [fraction.slice(0, index), fraction.slice(index + 1)]
    if (isBalanced(above) && isBalanced(below))
      return pair(complement === null ? 'good' : 'bad', onlySelector(above), onlySelector(below))
  }
  return undefined
}

function unwrapped(text: string): string {
  const inner = text.trim()
  return inner.startsWith('(') && inner.endsWith(')') && isBalanced(inner.slice(1, -1))
    ? unwrapped(inner.slice(1, -1))
    : inner
}

import { parseSelector } from '../../core/budgets/selector.ts'

export const WINDOW = '$window'

/** Names of the range that a fixed lookback would have: `[5m]`, `[30d:1m]`. */
const FIXED_RANGE = /\[\s*\d[\dsmhdwy]*\s*(:[^\]]*)?\]/

/** What is wrong with the form of a PromQL text, or null. Prometheus alone can say whether it means anything. */
export function promqlFault(query: string, kind: 'counter' | 'over-window' | 'instant'): string | null {
  const bare = query.trim().replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""')
  if (/["'`]/.test(bare.replaceAll('""', ''))) return 'a quote is not closed'
  const bracket = unclosedBracket(bare)
  if (bracket !== null) return `the bracket ${bracket} has no partner`
  if (kind === 'instant') return null
  const fixed = FIXED_RANGE.exec(withoutSubqueries(bare))?.[0]
  if (fixed !== undefined) return `the lookback ${fixed} is fixed; write [${WINDOW}]`
  if (query.includes(WINDOW)) return null
  if (kind === 'over-window') return `the expression has no lookback; write [${WINDOW}] where it belongs`
  return isSelector(query)
    ? null
    : `neither a selector such as http_requests_total{job="api"} nor an expression over [${WINDOW}]`
}

/** Without what a subquery over the window looks at: `(rate(x[5m]) < bool 1)[$window:1m]` has its lookback, whatever is in it. */
function withoutSubqueries(bare: string): string {
  let left = bare
  for (const { index } of [...bare.matchAll(/\)\s*\[\s*\$window\s*:/g)].reverse()) {
    let depth = 0
    let from = index
    do {
      depth += left[from] === ')' ? 1 : left[from] === '(' ? -1 : 0
      from -= 1
    } while (depth > 0 && from >= 0)
    left = left.slice(0, from + 1) + left.slice(index + 1)
  }
  return left
}

/** A selector and nothing else: what `histogram` takes. */
export const isSelector = (query: string): boolean => parseSelector(query) !== undefined

function unclosedBracket(bare: string): string | null {
  const partners: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }
  const open: string[] = []
  for (const char of bare) {
    if ('([{'.includes(char)) open.push(char)
    else if (char in partners && open.pop() !== partners[char]) return char
  }
  return open.at(-1) ?? null
}

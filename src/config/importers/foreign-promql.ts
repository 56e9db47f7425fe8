import { WINDOW } from '../services/promql-form.ts'
import type { ForeignFields } from './foreign-fields.ts'

/** `{{.window}}`, in Go's form that trims the blanks beside it too: `{{- .window -}}`. */
const PLACEHOLDER = /(?:\s*\{\{-\s+|\{\{\s*)\.window(?:\s+-\}\}\s*|\s*\}\})/g

/** A query as Budgeteer writes it. Refused when something in its template cannot be filled in. */
export function queryAt(fields: ForeignFields, key: string): string | undefined {
  const promql = fields.required(key)?.replaceAll(PLACEHOLDER, WINDOW).trim()
  const other = /\{\{[^}]*\}?\}?/.exec(promql ?? '')?.[0]
  const variable = /\$(?!window\b)\{?[A-Za-z_]\w*\}?/.exec(promql ?? '')?.[0]
  if (variable !== undefined)
    fields.say(
      'doubtful',
      key,
      `${variable} stands in the query as it is; what fills it in elsewhere does not here`,
    )
  if (other === undefined) return promql
  return fields.refuse(key, `the template ${other} cannot be filled in; only {{.window}} can`)
}

/** The words of an expression that stays true when each rate in it is multiplied by the window. */
const LINEAR = /^(sum|rate|by|without|or|vector|on|ignoring)$/
const RATE = /\brate(?=\s*\()/g

/**
 * The same expressions with `increase` for `rate`, so that counts are counts of events and not events a second. The ratio of
 * the two stays what it was: only where both are sums of rates and nothing else; undefined elsewhere.
 */
export function countsOfRates(expressions: readonly string[]): readonly string[] | undefined {
  if (!expressions.every(isSumOfRates)) return undefined
  return expressions.map((promql) => outsideQuotes(promql, (part) => part.replaceAll(RATE, 'increase')))
}

function isSumOfRates(promql: string): boolean {
  const bare = withoutMatchers(promql)
    .replaceAll(/\b(by|without|on|ignoring)\s*\([^()]*\)/g, '')
    .replaceAll(/\bvector\s*\(\s*0\s*\)/g, '')
  if (!bare.includes(`[${WINDOW}]`)) return false
  const inside = bare.replaceAll(/\brate\s*\(\s*(?:[a-zA-Z_:][\w:]*)?\s*\[\$window\]\s*\)/g, '')
  return (
    !/[*/%^<>=!\d[\]]/.test(inside) && (inside.match(/[a-zA-Z_][\w:]*/g) ?? []).every((w) => LINEAR.test(w))
  )
}

/** Without what stands in quotes, braces and comments. */
export const withoutMatchers = (promql: string): string =>
  promql
    .replaceAll(QUOTED, '""')
    .replaceAll(/#[^\n]*/g, '')
    .replaceAll(/\{[^{}]*\}/g, '')

const PARTS =
  /\b(?<clause>(?:by|without)\s*\((?<labels>[^()]*)\))|(?<word>[a-zA-Z_:][\w:]*)|(?<bracket>[()])|(?<range>\[\$window\])/g
const AGGREGATION = /^(sum|avg|min|max|count|group|stddev|stdvar|topk|bottomk|limitk|quantile|count_values)$/

/**
 * `by (cluster)`, where an expression has a result for each cluster; `each series`, where it looks back at a selector and takes
 * nothing together; undefined where it has a single result, as far as it says.
 */
function groupingOf(promql: string): string | undefined {
  const within: boolean[] = []
  let isAggregation = false
  for (const { groups = {} } of withoutMatchers(promql).matchAll(PARTS)) {
    const { clause, labels = '', word, bracket, range } = groups
    if (clause !== undefined) {
      const kept = labels.split(',').map((label) => label.trim())
      const isBucket = kept.every((label) => ['', 'le', 'vmrange'].includes(label))
      if (!within.includes(true) && (!isBucket || clause.startsWith('without'))) return clause
    } else if (word !== undefined) isAggregation = AGGREGATION.test(word)
    else if (range !== undefined) {
      if (!within.includes(true)) return EACH_SERIES
    } else if (bracket === '(') {
      within.push(isAggregation)
      isAggregation = false
    } else within.pop()
  }
  return undefined
}

const EACH_SERIES = 'each series'

/** A count of events as one number: its series are added up, and where they are groups on purpose that is said. */
export function countAt(fields: ForeignFields, key: string): string | undefined {
  const promql = queryAt(fields, key)
  const grouping = promql === undefined ? undefined : groupingOf(promql)
  if (promql === undefined || grouping === undefined) return promql
  if (grouping !== EACH_SERIES)
    fields.say(
      'doubtful',
      key,
      `${grouping} has a result for each; one SLO for each is not supported yet, so all are measured as one`,
    )
  return promql.includes('#') ? `sum(\n${promql}\n)` : `sum(${promql})`
}

/** A ratio over the window; refused where it has a result for each group, because ratios cannot be added up. */
export function ratioAt(fields: ForeignFields, key: string): string | undefined {
  const promql = queryAt(fields, key)
  const grouping = promql?.includes(WINDOW) === true ? groupingOf(promql) : undefined
  if (grouping === undefined || grouping === EACH_SERIES) return promql
  return fields.refuse(
    key,
    `${grouping} has a ratio for each, which is not one number; write an SLO for each of them, or take it away`,
  )
}

const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g

/** Applies an edit to what stands outside of quotes. */
function outsideQuotes(promql: string, edit: (part: string) => string): string {
  let done = ''
  let from = 0
  for (const { 0: quoted, index } of promql.matchAll(QUOTED)) {
    done += edit(promql.slice(from, index)) + quoted
    from = index + quoted.length
  }
  return done + edit(promql.slice(from))
}

/** What is inside of `sum(…)` when that is a selector and nothing else: the sum of counters is taken by the reader. */
export function summedSelector(promql: string): string {
  const inner = /^sum\s*\(\s*([^()[\]]*?)\s*\)$/s.exec(promql.trim())?.[1]
  return inner ?? promql.trim()
}

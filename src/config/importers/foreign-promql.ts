import { WINDOW } from '../services/promql-form.ts'
import type { ForeignFields } from './foreign-fields.ts'

const PLACEHOLDER = /\{\{\s*\.window\s*\}\}/g

/** A query as Budgeteer writes it. Refused when something in its template cannot be filled in. */
export function queryAt(fields: ForeignFields, key: string): string | undefined {
  const promql = fields.required(key)?.replaceAll(PLACEHOLDER, WINDOW).trim()
  const other = /\{\{[^}]*\}?\}?/.exec(promql ?? '')?.[0]
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
  const bare = outsideQuotes(promql, (part) => part)
    .replaceAll(QUOTED, '""')
    .replaceAll(/#[^\n]*/g, '')
    .replaceAll(/\{[^{}]*\}/g, '')
    .replaceAll(/\b(by|without|on|ignoring)\s*\([^()]*\)/g, '')
    .replaceAll(/\bvector\s*\(\s*0\s*\)/g, '')
  if (!bare.includes(`[${WINDOW}]`)) return false
  const inside = bare.replaceAll(/\brate\s*\(\s*[a-zA-Z_:][\w:]*\s*\[\$window\]\s*\)/g, '')
  return (
    !/[*/%^<>=!\d[\]]/.test(inside) && (inside.match(/[a-zA-Z_][\w:]*/g) ?? []).every((w) => LINEAR.test(w))
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

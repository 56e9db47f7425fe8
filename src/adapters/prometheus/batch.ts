import type { QueryResult } from './api-answer.ts'

/** The label under which a batch tells its members apart. */
export const MEMBER = 'budgeteer_q'
const MOST_MEMBERS = 100
const MOST_LENGTH = 15_000
const FEWEST_MEMBERS = 16

/** What one expression gave. */
export type ExpressionValue =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly detail: string }

/**
 * Shares expressions out over batches: as few as the limits on length and number allow, but enough to use all of `width`
 * at once and to the end, because Prometheus works through one query on one core. Dealt in turn, so that neighbours, which
 * tend to cost the same, spread out.
 */
export function batches(expressions: readonly string[], width: number): string[][] {
  const length = expressions.reduce((sum, text) => sum + text.length, 0)
  const least = Math.max(Math.ceil(expressions.length / MOST_MEMBERS), Math.ceil(length / MOST_LENGTH))
  const count =
    least < width
      ? Math.max(least, Math.min(width, Math.ceil(expressions.length / FEWEST_MEMBERS)))
      : Math.ceil(least / width) * width
  const dealt = Array.from({ length: count }, (): string[] => [])
  expressions.forEach((text, index) => dealt[index % count]?.push(text))
  return dealt.filter((batch) => batch.length > 0).flatMap(withinLimits)
}

function withinLimits(batch: readonly string[]): string[][] {
  const length = batch.reduce((sum, text) => sum + text.length, 0)
  if (batch.length <= 1 || length <= MOST_LENGTH * 1.2) return [[...batch]]
  const half = Math.ceil(batch.length / 2)
  return [...withinLimits(batch.slice(0, half)), ...withinLimits(batch.slice(half))]
}

/**
 * One query for many expressions. Each keeps its own lines, so that a comment at its end hides nothing. A member that
 * `isScalar` becomes a vector, which is what `or` joins: halves of halves, as each `or` looks at all that stands before it.
 */
export const batchQuery = (
  expressions: readonly string[],
  isScalar: (expression: string) => boolean,
): string =>
  joined(
    expressions.map((text, index) => {
      const vector = isScalar(text) ? `vector(\n${text}\n)` : `(\n${text}\n)`
      return `label_replace(${vector}, "${MEMBER}", "${index}", "", "")`
    }),
  )

function joined(members: readonly string[]): string {
  if (members.length <= FEWEST_MEMBERS) return members.join(' or ')
  const half = Math.ceil(members.length / 2)
  return `(${joined(members.slice(0, half))}) or (${joined(members.slice(half))})`
}

/** The values of a batch's members, in their order. */
export function batchValues(result: QueryResult, size: number): ExpressionValue[] {
  if (result.kind !== 'vector') return Array.from({ length: size }, () => expressionValue(result))
  const members = Map.groupBy(result.series, ({ labels }) => Number(labels[MEMBER]))
  return Array.from({ length: size }, (_, index) =>
    expressionValue({ kind: 'vector', series: members.get(index) ?? [] }),
  )
}

/** The one number that an expression asked alone gave. */
export function expressionValue(result: QueryResult): ExpressionValue {
  if (result.kind === 'unreadable') return { kind: 'failed', detail: result.detail }
  if (result.kind === 'scalar') return { kind: 'value', value: result.value }
  const [first, second] = result.series
  if (first === undefined) return { kind: 'absent' }
  if (second === undefined) return { kind: 'value', value: first.value }
  return {
    kind: 'failed',
    detail: `the query returned ${result.series.length} series; wrap it in sum()`,
  }
}

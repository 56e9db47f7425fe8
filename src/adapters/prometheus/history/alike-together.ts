import {
  parseSelector,
  promqlString,
  type Selector,
  selectorText,
  unquoted,
} from '../../../core/budgets/selector.ts'
import { inRegex } from './in-regex.ts'
import { type RangeBatch, sharesBy } from './range-batch.ts'

/** One aggregation of one function of one selector. */
const SIMPLE = /^(sum|max)\((increase|timestamp|count_over_time)\((.*?)(\[\w+\])?\)\)$/s
const MOST_TOGETHER = 100
/** Samples of an answer: of long ranges, which cost the server most, few are put at risk by one that is too much. */
const MOST_SAMPLES = 20_000
const MOST_KNOWN = 50_000

/** A text with the value of one label left open. */
interface Open {
  readonly parts: Parts
  readonly label: string
  readonly value: string
}

/**
 * Finds texts whose selectors differ in the value of one label, as one query for each group: most services are alike. A text is in
 * one group at most.
 */
export function alikeTogether(): (texts: readonly string[], count: number) => readonly RangeBatch[] {
  let known = new Map<string, ReadonlyMap<string, Open>>()

  /** By what is the same in all texts that it can be asked with. */
  function openingsOf(text: string): ReadonlyMap<string, Open> {
    const openings = known.get(text) ?? newOpenings(text)
    if (known.size >= MOST_KNOWN) known = new Map()
    known.set(text, openings)
    return openings
  }

  return (texts, count) => {
    const most = Math.min(MOST_TOGETHER, Math.floor(MOST_SAMPLES / count))
    const alike = new Map<string, Map<string, string>>()
    for (const text of texts)
      for (const [key, { value }] of openingsOf(text)) {
        const byValue = alike.get(key) ?? new Map<string, string>()
        alike.set(key, byValue)
        if (!byValue.has(value)) byValue.set(value, text)
      }
    const taken = new Set<string>()
    const found: RangeBatch[] = []
    for (const [key, byValue] of [...alike].toSorted(([, a], [, b]) => b.size - a.size)) {
      const left = [...byValue.values()].filter((text) => !taken.has(text))
      while (left.length > 1 && most > 1) {
        const group = left.splice(0, most)
        if (group.length < 2) break
        group.forEach((text) => taken.add(text))
        found.push(
          together(
            group,
            group.flatMap((text) => openingsOf(text).get(key) ?? []),
          ),
        )
      }
    }
    return found
  }
}

interface Parts {
  readonly aggregation: string
  readonly function: string
  readonly selector: Selector
  /** With its brackets; empty for an instant vector. */
  readonly span: string
}

function partsOf(text: string): Parts | undefined {
  const [, aggregation = '', name = '', inner = '', span = ''] = SIMPLE.exec(text) ?? []
  const selector = parseSelector(inner)
  return selector?.name === undefined ? undefined : { aggregation, function: name, selector, span }
}

const textOf = ({ aggregation, function: name, selector, span }: Parts, by: string): string =>
  `${aggregation}${by}(${name}(${selectorText(selector)}${span}))`

function newOpenings(text: string): ReadonlyMap<string, Open> {
  const parts = partsOf(text)
  const openings = new Map<string, Open>()
  const matchers = parts?.selector.matchers ?? []
  for (const { label, operator, quoted } of matchers) {
    const value = unquoted(quoted)
    const isAlone = matchers.filter((other) => other.label === label).length === 1
    if (parts === undefined || operator !== '=' || value === '' || quoted.includes('\\') || !isAlone) continue
    openings.set(textOf(withMatcher(parts, label, '=', ''), ''), { parts, label, value })
  }
  return openings
}

function together(texts: readonly string[], openings: readonly Open[]): RangeBatch {
  const [first] = openings
  if (first === undefined) throw new Error('a group has members')
  const { parts, label } = first
  const anyOf = promqlString(openings.map(({ value }) => inRegex(value)).join('|'))
  const indices = new Map(openings.map(({ value }, index) => [value, index]))
  return {
    texts,
    promql: textOf(withMatcher(parts, label, '=~', anyOf), ` by (${label}) `),
    shares: (series) => sharesBy(texts, series, ({ labels }) => indices.get(labels[label] ?? '') ?? -1),
  }
}

const withMatcher = (parts: Parts, label: string, operator: '=' | '=~', quoted: string): Parts => ({
  ...parts,
  selector: {
    ...parts.selector,
    matchers: parts.selector.matchers.map((one) => (one.label === label ? { label, operator, quoted } : one)),
  },
})

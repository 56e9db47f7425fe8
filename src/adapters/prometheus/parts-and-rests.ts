import { type Matcher, parseSelector, type Selector, selectorText } from '../../core/budgets/selector.ts'
import type { Asker, Outcome, Outcomes } from './asker.ts'

const INCREASE = /^sum\(increase\((.*)\[(\w+)\]\)\)$/s
const OPPOSITE = { '=': '!=', '!=': '=', '=~': '!~', '!~': '=~' } as const
const MOST_KNOWN = 50_000

/**
 * Asks for what a part of some series grew by, and for the rest, where others would ask for the part and the whole: the server
 * then reads each series once instead of twice. The whole is the sum of both.
 */
export function partsAndRests(asker: Asker): Asker {
  const parse = knownIncreases()
  let last: Division | undefined
  return {
    async ask(expressions, at, poll) {
      const texts = Array.isArray(expressions) ? (expressions as readonly string[]) : [...expressions]
      const division = last !== undefined && isSame(last.texts, texts) ? last : divided(texts, parse)
      const { asked, wholes } = division
      if (wholes.size === 0) return asker.ask(texts, at, poll)
      // Poll after poll asks the same.
      last = division
      return withWholes(await asker.ask(asked, at, poll), wholes)
    },
  }
}

interface Sum {
  readonly part: string
  readonly rest: string
}

interface Division {
  readonly texts: readonly string[]
  readonly asked: readonly string[]
  readonly wholes: ReadonlyMap<string, Sum>
}

interface Increase {
  /** The same for the same increase, whatever the order of its matchers. */
  readonly key: string
  /** Increases that this one may be a part of, each with what it leaves of it. */
  readonly wholes: readonly { readonly key: string; readonly rest: string }[]
}

function divided(texts: readonly string[], parse: (text: string) => Increase | undefined): Division {
  const byKey = new Map<string, string>()
  for (const text of texts) {
    const increase = parse(text)
    if (increase !== undefined) byKey.set(increase.key, text)
  }
  const wholes = new Map<string, Sum>()
  const parts = new Set<string>()
  for (const part of texts)
    for (const { key, rest } of parse(part)?.wholes ?? []) {
      const whole = byKey.get(key)
      // What is a sum itself is not asked for.
      if (whole === undefined || wholes.has(whole) || parts.has(whole) || wholes.has(part)) continue
      wholes.set(whole, { part, rest })
      parts.add(part)
    }
  return { texts, asked: texts.map((text) => wholes.get(text)?.rest ?? text), wholes }
}

function knownIncreases(): (text: string) => Increase | undefined {
  let known = new Map<string, Increase | undefined>()
  return (text) => {
    if (known.has(text)) return known.get(text)
    if (known.size >= MOST_KNOWN) known = new Map()
    const increase = increaseOf(text)
    known.set(text, increase)
    return increase
  }
}

function increaseOf(text: string): Increase | undefined {
  const [, inner = '', span = ''] = INCREASE.exec(text) ?? []
  const selector = parseSelector(inner)
  if (selector?.name === undefined) return undefined
  const { matchers } = selector
  return {
    key: keyOf(selector, span),
    wholes: matchers.map((matcher) => ({
      key: keyOf({ ...selector, matchers: matchers.filter((other) => other !== matcher) }, span),
      rest: `sum(increase(${selectorText(without(selector, matcher))}[${span}]))`,
    })),
  }
}

const keyOf = ({ name, matchers }: Selector, span: string): string =>
  JSON.stringify([name, span, ...matchers.map((one) => one.label + one.operator + one.quoted).toSorted()])

/** What the selector would find but for this matcher, without what it finds. */
const without = (selector: Selector, matcher: Matcher): Selector => ({
  ...selector,
  matchers: selector.matchers.map((one) =>
    one === matcher ? { ...one, operator: OPPOSITE[one.operator] } : one,
  ),
})

const withWholes = (outcomes: Outcomes, wholes: ReadonlyMap<string, Sum>): Outcomes => ({
  get(text) {
    const sum = wholes.get(text)
    return sum === undefined ? outcomes.get(text) : added(outcomes.get(sum.part), outcomes.get(sum.rest))
  },
})

/** Nothing and something is something, as for `sum` itself. */
function added(part: Outcome | undefined, rest: Outcome | undefined): Outcome | undefined {
  // One of them alone would be too little, and look like the whole.
  if (part === undefined || rest === undefined) return undefined
  if (part.kind === 'failed') return part
  if (rest.kind === 'failed') return rest
  const told = [...new Set([...(part.warnings ?? []), ...(rest.warnings ?? [])])]
  const warnings = told.length > 0 && { warnings: told }
  if (part.kind === 'absent') return { ...rest, ...warnings }
  if (rest.kind === 'absent') return { ...part, ...warnings }
  return { kind: 'value', value: part.value + rest.value, ...warnings }
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((text, index) => text === others[index])

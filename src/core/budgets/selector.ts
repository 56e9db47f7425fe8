/** A vector selector taken apart, so that a matcher or a suffix goes where it belongs whatever the quoting. */
export interface Selector {
  readonly name: string | undefined
  readonly matchers: readonly Matcher[]
}

export interface Matcher {
  readonly label: string
  readonly operator: '=' | '!=' | '=~' | '!~'
  /** The value as written, quotes included. */
  readonly quoted: string
}

export interface Token {
  readonly kind: 'name' | 'operator' | 'quoted' | 'other'
  readonly text: string
}

const TOKEN =
  /(?<blank>\s+|#[^\n]*)|(?<number>\.?\d[\w.]*)|(?<name>[a-zA-Z_:][\w:]*)|(?<operator>=~|!~|!=|=)|(?<quoted>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)|[^]/gy
const CLASSIC_NAME = /^[a-zA-Z_:][\w:]*$/

/** PromQL without white space and comments; what stands in quotes is one token. */
export function tokens(promql: string): Token[] {
  const found: Token[] = []
  for (const { 0: text, groups } of promql.matchAll(TOKEN)) {
    if (groups?.['blank'] !== undefined) continue
    const kind = (['name', 'operator', 'quoted'] as const).find((name) => groups?.[name] !== undefined)
    found.push({ kind: kind ?? 'other', text })
  }
  return found
}

/**
 * Reads a plain selector: `name`, `name{label="x"}`, `{label="x"}` or `{"name.with.dots", label="x"}`. Undefined for any
 * other text, such as an expression, a range or an offset.
 */
export function parseSelector(promql: string): Selector | undefined {
  const rest = tokens(promql)
  let name = rest[0]?.kind === 'name' ? rest.shift()?.text : undefined
  if (rest.length === 0) return name === undefined ? undefined : { name, matchers: [] }
  if (rest.shift()?.text !== '{' || rest.pop()?.text !== '}') return undefined
  const matchers: Matcher[] = []
  while (rest.length > 0) {
    const end = rest.findIndex((token) => token.kind === 'other' && token.text === ',')
    const part = rest.splice(0, end === -1 ? rest.length : end + 1)
    const [label, operator, value, ...surplus] = end === -1 ? part : part.slice(0, -1)
    if (label === undefined || label.kind === 'operator' || label.kind === 'other' || surplus.length > 0) {
      return undefined
    }
    if (operator === undefined && label.kind === 'quoted' && name === undefined) {
      name = unquoted(label.text)
      continue
    }
    if (operator?.kind !== 'operator' || value?.kind !== 'quoted') return undefined
    if (label.text === '__name__' && operator.text === '=' && name === undefined) {
      name = unquoted(value.text)
      continue
    }
    matchers.push({
      label: label.text,
      operator: operator.text as Matcher['operator'],
      quoted: value.text,
    })
  }
  return name === undefined && matchers.length === 0 ? undefined : { name, matchers }
}

/** As in Go, whose escapes PromQL's strings have. */
const ESCAPE = /\\(?:x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|([0-7]{3})|(.))/g
const LETTERS: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** What a quoted PromQL string says. */
export const unquoted = (quoted: string): string => {
  const inner = quoted.slice(1, -1)
  if (quoted.startsWith('`')) return inner
  return inner.replaceAll(
    ESCAPE,
    (whole, x?: string, u?: string, long?: string, octal?: string, letter?: string) => {
      if (letter !== undefined) return LETTERS[letter] ?? letter
      const code = octal === undefined ? Number.parseInt(x ?? u ?? long ?? '', 16) : Number.parseInt(octal, 8)
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole
    },
  )
}

/** A value as a PromQL string: double quotes, backslashes escaped. */
export const promqlString = (value: string): string =>
  `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`

/** The selector as PromQL; a name outside the classic alphabet goes into the braces, as Prometheus 3 reads it. */
export function selectorText({ name, matchers }: Selector): string {
  const classic = name === undefined || CLASSIC_NAME.test(name)
  const inside = [
    ...(classic ? [] : [promqlString(name)]),
    ...matchers.map((matcher) => matcher.label + matcher.operator + matcher.quoted),
  ]
  return (classic ? (name ?? '') : '') + (inside.length === 0 ? '' : `{${inside.join(',')}}`)
}

/** Whether every bracket and quote is closed: only then may the text stand inside a larger expression. */
export function isBalanced(promql: string): boolean {
  const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
  const open: (string | undefined)[] = []
  for (const { kind, text } of tokens(promql)) {
    if (kind !== 'other') continue
    if (`"'\``.includes(text)) return false
    if (text in closing) open.push(closing[text])
    else if (')]}'.includes(text) && open.pop() !== text) return false
  }
  return open.length === 0
}

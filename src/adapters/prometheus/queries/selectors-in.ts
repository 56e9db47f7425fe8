import { parseSelector, selectorText, tokens, type Token } from '../../../core/budgets/selector.ts'

/** Followed by a list of labels. */
const LABEL_LISTS: ReadonlySet<string> = new Set([
  'by',
  'without',
  'on',
  'ignoring',
  'group_left',
  'group_right',
])
const OPERATORS: ReadonlySet<string> = new Set([
  'and',
  'or',
  'unless',
  'atan2',
  'offset',
  'bool',
  'inf',
  'nan',
])
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** The distinct vector selectors of an expression, without ranges and offsets. */
export function selectorsIn(promql: string): readonly string[] {
  const all = tokens(promql)
  const found = new Set<string>()
  const textAt = (index: number): string => all[index]?.text.toLowerCase() ?? ''
  for (let index = 0; index < all.length;) {
    const token = all[index]
    const next = textAt(index + 1)
    if (token?.text === '[') index = endOf(all, index)
    else if (token?.kind === 'name' && LABEL_LISTS.has(textAt(index)))
      index = next === '(' ? endOf(all, index + 1) : index + 1
    else if (token?.text === '{' || (token?.kind === 'name' && isMetric(textAt(index), next))) {
      const bracesAt = token.text === '{' ? index : index + 1
      const end = textAt(bracesAt) === '{' ? endOf(all, bracesAt) : bracesAt
      const selector = parseSelector(
        all
          .slice(index, end)
          .map(({ text }) => text)
          .join(''),
      )
      if (selector !== undefined) found.add(selectorText(selector))
      index = end
    } else index += 1
  }
  return [...found]
}

/** No function, aggregation or operator. */
const isMetric = (name: string, next: string): boolean =>
  next !== '(' && next !== 'by' && next !== 'without' && !OPERATORS.has(name)

/** Where what begins with the bracket at `index` is over. */
function endOf(all: readonly Token[], index: number): number {
  const open: (string | undefined)[] = []
  for (let at = index; at < all.length; at += 1) {
    const { kind, text } = all[at] ?? { kind: 'other', text: '' }
    if (kind !== 'other') continue
    if (text in CLOSING) open.push(CLOSING[text])
    else if (text === open.at(-1)) open.pop()
    if (open.length === 0) return at + 1
  }
  return all.length
}

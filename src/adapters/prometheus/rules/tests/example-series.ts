import { type Matcher, promqlString, type Selector, unquoted } from '../../../../core/budgets/selector.ts'
import { anchored, examplesOf } from './example-text.ts'

/** A series as promtool writes it, `name{label="value"}`. */
export type SeriesText = string

/**
 * A series that all of `within` select and `outside` does not. Undefined where none was found: there is none, or its labels
 * are beyond what examples are tried for.
 */
export function exampleSeries(within: readonly Selector[], outside?: Selector): SeriesText | undefined {
  const names = new Set(within.map(({ name }) => name))
  const [name] = names
  if (name === undefined || names.size > 1) return undefined
  const matchers = within.flatMap((selector) => selector.matchers)
  const labels = new Map<string, string>()
  const tried = [...matchers, ...(outside?.matchers ?? [])]
  for (const label of new Set(tried.map((matcher) => matcher.label))) {
    const own = matchers.filter((matcher) => matcher.label === label)
    const value = candidates(tried, label).find((one) => own.every((matcher) => admits(matcher, one)))
    if (value === undefined) return undefined
    labels.set(label, value)
  }
  if (outside?.name === name && outside.matchers.every((one) => admits(one, labels.get(one.label) ?? ''))) {
    const other = someOther(matchers, outside.matchers)
    if (other === undefined) return undefined
    labels.set(other.label, other.value)
  }
  const set = [...labels].filter(([, value]) => value !== '')
  return `${name}${set.length === 0 ? '' : `{${set.map(([label, value]) => `${label}=${promqlString(value)}`).join(',')}}`}`
}

/** A label and a value of it by which a series is within and not outside. */
function someOther(
  within: readonly Matcher[],
  outside: readonly Matcher[],
): { readonly label: string; readonly value: string } | undefined {
  for (const excluded of outside) {
    const { label } = excluded
    const value = candidates([...within, ...outside], label).find(
      (one) =>
        !admits(excluded, one) && within.every((matcher) => matcher.label !== label || admits(matcher, one)),
    )
    if (value !== undefined) return { label, value }
  }
  return undefined
}

/** Values that labels often have, for matchers that say only which they have not. */
const USUAL = ['200', '500', '404', '302', 'ok', 'error', 'success', 'failure', 'a', '']

const candidates = (matchers: readonly Matcher[], label: string): string[] => [
  ...matchers
    .filter((matcher) => matcher.label === label)
    .flatMap(({ operator, quoted }) =>
      operator.endsWith('~') ? examplesOf(unquoted(quoted)) : [unquoted(quoted)],
    ),
  ...USUAL,
]

/** Whether a series with this value of the label, '' without the label, is selected. */
function admits({ operator, quoted }: Matcher, value: string): boolean {
  const wanted = unquoted(quoted)
  switch (operator) {
    case '=':
      return value === wanted
    case '!=':
      return value !== wanted
    case '=~':
      return anchored(wanted)?.test(value) === true
    case '!~':
      return anchored(wanted)?.test(value) === false
  }
}

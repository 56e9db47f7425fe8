import { nearest } from '../../../core/kernel/nearest.ts'
import { escapedLine } from '../escape.ts'

export type ResolvedName =
  | { readonly kind: 'resolved'; readonly name: string }
  /** One sentence in mrkdwn that says what would be right. */
  | { readonly kind: 'unresolved'; readonly message: string }

const MOST_LISTED = 15

/** Finds what was meant: the name itself in any case, or the only one that begins so. `what` is `service`, `change type`. */
export function resolveName(typed: string, known: Iterable<string>, what: string): ResolvedName {
  const names = [...known]
  const wanted = typed.toLowerCase()
  const exact = names.find((name) => name.toLowerCase() === wanted)
  if (exact !== undefined) return { kind: 'resolved', name: exact }
  const begun = names.filter((name) => wanted !== '' && name.toLowerCase().startsWith(wanted))
  const [only] = begun
  if (only !== undefined && begun.length === 1) return { kind: 'resolved', name: only }
  return { kind: 'unresolved', message: unresolved(typed, names, begun, what) }
}

function unresolved(typed: string, names: readonly string[], begun: readonly string[], what: string): string {
  const shown = `“${escapedLine(typed.slice(0, 60))}”`
  if (begun.length > 1) return `${shown} could be ${coded(begun, ' or ')}.`
  const near = nearest(typed, names)
  if (near !== undefined) return `There is no ${what} ${shown}. Did you mean \`${near}\`?`
  if (names.length === 0) return `There is no ${what} ${shown}; none is configured.`
  return `There is no ${what} ${shown}. Known: ${coded(names, ', ')}.`
}

function coded(names: readonly string[], glue: string): string {
  const more = names.length - MOST_LISTED
  const listed = names.slice(0, MOST_LISTED).map((name) => `\`${name}\``)
  return listed.join(glue) + (more > 0 ? ` and ${more} more` : '')
}

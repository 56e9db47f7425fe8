import { ALL_SERVICES } from '../../../core/freezes/declared-freeze.ts'
import { nearest } from '../../../core/kernel/nearest.ts'
import type { UseCases } from '../../../core/use-cases.ts'
import { escapedLine } from '../escape.ts'
import { Misunderstood } from './misunderstood.ts'

type Known = Pick<UseCases, 'catalog'>

const MOST_LISTED = 15

/**
 * Finds what was meant: the name itself in any case, or the only one that begins so. `what` is `service`, `change type`.
 * Throws Misunderstood with what would be right.
 */
export function resolveName(typed: string, known: Iterable<string>, what: string): string {
  const names = [...known]
  const wanted = typed.toLowerCase()
  const exact = names.find((name) => name.toLowerCase() === wanted)
  if (exact !== undefined) return exact
  const begun = names.filter((name) => wanted !== '' && name.toLowerCase().startsWith(wanted))
  const [only] = begun
  if (only !== undefined && begun.length === 1) return only
  throw new Misunderstood(unresolved(typed, names, begun, what))
}

/** The service that was meant. Throws Misunderstood. */
export const resolveService = (typed: string, { catalog }: Known): string =>
  resolveName(typed, catalog().services.keys(), 'service')

/** The same where it may be left out. */
export const resolveAnyService = (typed: string | undefined, known: Known): string | undefined =>
  typed === undefined ? undefined : resolveService(typed, known)

/** What `<service|all>` means. It never means a service that is called `all`. Throws Misunderstood. */
export const resolveScope = (typed: string, known: Known): string =>
  typed.toLowerCase() === 'all' ? ALL_SERVICES : resolveService(typed, known)

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

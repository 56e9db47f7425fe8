import { filledLink, LINK_PLACEHOLDERS, PLACEHOLDER } from '../../core/budgets/links.ts'
import type { LinkTemplate } from '../../core/budgets/slo.ts'
import { suggestion } from '../../core/kernel/nearest.ts'
import type { Problem } from './problem.ts'
import type { Place } from './yaml-file.ts'

/** A message holds several. */
const LONGEST_ADDRESS = 500
/** A title stands beside others on one line. */
const LONGEST_NAME = 30

/** What the links of a service or an SLO may have wrong. */
export function linksProblems(place: Place, links: readonly LinkTemplate[] | undefined): readonly Problem[] {
  return (links ?? []).flatMap(({ name, url }) => {
    const at = place.at(name)
    return name.length > LONGEST_NAME
      ? [at.problem(`the name has ${name.length} characters; allowed: up to ${LONGEST_NAME}`)]
      : linkProblems(at, url)
  })
}

/** What one address may have wrong. */
export function linkProblems(place: Place, url: string | undefined): readonly Problem[] {
  if (url === undefined) return []
  const unknown = [...url.matchAll(PLACEHOLDER)]
    .map(([, name = '']) => name)
    .filter((name) => !LINK_PLACEHOLDERS.includes(name))
  if (unknown.length > 0)
    return [...new Set(unknown)].map((name) =>
      place.problem(`no placeholder is called ${name}${suggestion(name, LINK_PLACEHOLDERS)}`),
    )
  const fault = addressFault(url)
  return fault === null ? [] : [place.problem(fault)]
}

function addressFault(url: string): string | null {
  if (url.length > LONGEST_ADDRESS)
    return `has ${url.length} characters; allowed: up to ${LONGEST_ADDRESS}, because messages hold several links`
  if (/[{}]/.test(url.replaceAll(PLACEHOLDER, '')))
    return 'a brace without its other one; a brace of the address itself is written %7B or %7D'
  const filled = filledLink(url.replaceAll(PLACEHOLDER, '0'), NOTHING)
  if (filled === null) return 'no address that a browser can open'
  // A password in it is found as a secret.
  const { username, password } = new URL(filled)
  return username === '' || password !== '' ? null : 'a user stands before the @, which everybody would see'
}

const NOTHING = { service: undefined, span: { from: 0, to: 0 } }

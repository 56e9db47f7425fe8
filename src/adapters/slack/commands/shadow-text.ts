import type { ShadowedScope } from '../../../core/freezes/freeze-commands.ts'
import { escapedLine } from '../escape.ts'

const MOST_NAMED = 5

/** What a freeze does not block, for the person who declares it: a sentence, or nothing where it blocks all of its scope. */
export function shadowText({ titles, isWhole }: ShadowedScope): string {
  if (titles.length === 0) return ''
  if (isWhole)
    return '👻 In shadow nothing is blocked: it is told in the channel of shadow alone, and blocks once shadow ends.'
  return `👻 It does not block what is in shadow: ${named(titles)}.`
}

/** The same at the end of a freeze's line in a list. */
export function shadowMark({ titles, isWhole }: ShadowedScope): string {
  if (titles.length === 0) return ''
  return isWhole ? ' · 👻 in shadow: it blocks nothing' : ` · 👻 does not block in shadow: ${named(titles)}`
}

function named(titles: readonly string[]): string {
  const more = titles.length > MOST_NAMED ? ` and ${titles.length - MOST_NAMED} more` : ''
  return `${titles.slice(0, MOST_NAMED).map(escapedLine).join(', ')}${more}`
}

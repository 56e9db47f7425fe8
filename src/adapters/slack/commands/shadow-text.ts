import type { ShadowedScope } from '../../../core/freezes/freeze-commands.ts'
import { escapedLine } from '../escape.ts'

const MOST_NAMED = 5

/** What a freeze does not block, for the person who declares it: a sentence, or nothing where it blocks all of its scope. */
export function shadowText({ titles, isWhole }: ShadowedScope): string {
  if (titles.length === 0) return ''
  if (isWhole)
    return '👻 In shadow nothing is blocked: it is told in the channel of shadow alone, and blocks once shadow ends.'
  const named = titles.slice(0, MOST_NAMED).map(escapedLine).join(', ')
  const more = titles.length > MOST_NAMED ? ` and ${titles.length - MOST_NAMED} more` : ''
  return `👻 It does not block what is in shadow: ${named}${more}.`
}

import type { ChangeReport } from '../../../core/status/status-report.ts'
import { needLines, type ShippingLine } from '../../../core/status/shipping-lines.ts'
import { roleTitles } from '../../../core/people/role-book.ts'
import type { Names } from '../names.ts'
import { escapedLine } from '../escape.ts'

/** What may be deployed: a line of mrkdwn for each need, with the change types that it holds for, and what all bring. */
export function changeLines(changes: readonly ChangeReport[], names: Names): readonly string[] {
  const { lines, everyRequestBrings } = needsOf(changes, names)
  return [
    ...lines.map((line) => `${needText(line)}: ${escapedLine(line.named)}`),
    ...asked('Every request brings', everyRequestBrings),
  ]
}

/** The same of one change type, which needs no naming. */
export function oneChangeLines(change: ChangeReport, names: Names): readonly string[] {
  const { lines, everyRequestBrings } = needsOf([change], names)
  return [...lines.map(needText), ...asked('Asks for', everyRequestBrings)]
}

const needsOf = (changes: readonly ChangeReport[], { roleBook }: Names): ReturnType<typeof needLines> =>
  needLines({ roleTitles: roleTitles(roleBook) }, changes)

const asked = (words: string, titles: readonly string[]): readonly string[] =>
  titles.length === 0 ? [] : [`:memo: ${words}: ${titles.map(escapedLine).join(', ')}`]

/** What a line of change types needs, in a few words of mrkdwn. */
function needText({ decision, approval, requires, advice, isStaggered, isExempt }: ShippingLine): string {
  if (isExempt) return `${FREE}, once it is claimed`
  if (decision === 'blocked') return ':no_entry: Blocked'
  const who = approval === null ? FREE : `:busts_in_silhouette: With approval by ${escapedLine(approval)}`
  const more = [
    ...(requires.length === 0 ? [] : [`asks for ${requires.map(escapedLine).join(', ')}`]),
    ...(isStaggered ? ['one at a time, on days of the calendar'] : []),
    ...(advice === null ? [] : [escapedLine(advice)]),
  ]
  return more.length === 0 ? who : `${who} (${more.join('; ')})`
}

const FREE = ':white_check_mark: Allowed'

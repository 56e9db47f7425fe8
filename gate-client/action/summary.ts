import type { Ended } from '../client/run-gate.ts'
import type { EnforcedReply, Seat } from '../client/reply.ts'
import { plain, titleOf } from '../client/words.ts'
import { type Ending, ENDINGS } from '../description/exit-codes.ts'

const SIGNS: Readonly<Record<Ending, string>> = {
  allowed: '✅',
  denied: '⛔',
  waiting: '⏳',
  usage: '⚠️',
  interrupted: '⚠️',
  unanswered: '⚠️',
}

/** Text from outside within Markdown: nothing in it formats, links, mentions or ends a cell. */
export const inMarkdown = (text: string): string =>
  plain(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@/g, '&#64;')
    .replace(/[\\`*_{}[\]|~#!]/g, (one) => `&#${one.charCodeAt(0)};`)

/** What the page of the run shows: the decision, the policy line behind it, the seats and who may fill them. */
export function summaryOf(
  { ending, line, reply }: Ended,
  asked: { service: string; change: string },
): string {
  const what = `${inMarkdown(asked.change)} of ${inMarkdown(asked.service)}`
  const parts = [`### ${SIGNS[ending]} ${ENDINGS[ending].title}: ${what}`, inMarkdown(line)]
  if (reply !== undefined) {
    const enforced: EnforcedReply = reply.wouldHave ?? reply
    if (reply.wouldHave !== undefined)
      parts.push(
        'The policy is in shadow and blocks nothing. What follows is what it would say if it were enforced.',
      )
    parts.push(table(['', ''], factsOf(enforced)))
    const { seats = [], requires = [], titles = {} } = enforced
    if (seats.length > 0)
      parts.push(
        table(
          ['Approvals', 'Who may give them', 'Given by'],
          seats.map((seat) => seatRow(seat, titles)),
        ),
      )
    if (requires.length > 0)
      parts.push(`Still needed: ${requires.map((name) => inMarkdown(titleOf(name, titles))).join(', ')}.`)
  }
  return `${parts.join('\n\n')}\n`
}

function factsOf({
  reasons = [],
  rule,
  policy,
  level,
  budget,
  requestId,
  grantId,
  expiresAt,
}: EnforcedReply) {
  const left = budget?.remainingText
  const rows: readonly (readonly [string, string | null | undefined])[] = [
    ['Reason', reasons.map((reason) => reason.replace(/_/g, ' ')).join(', ')],
    ['Policy line', rule && `${rule}${policy ? ` (${policy.name} ${policy.version})` : ''}`],
    ['Level', level && `${level}${left ? `, budget left ${left}` : ''}`],
    ['Request', requestId],
    ['Grant', grantId && `${grantId}${expiresAt ? `, until ${expiresAt}` : ''}`],
  ]
  return rows.flatMap(([name, value]) => (value ? [[name, inMarkdown(value)]] : []))
}

const seatRow = ({ role, count, filledBy }: Seat, titles: Readonly<Record<string, string>>): string[] => [
  `${filledBy.length} of ${count}`,
  inMarkdown(titleOf(role, titles)),
  inMarkdown(filledBy.join(', ')),
]

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

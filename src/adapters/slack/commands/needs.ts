import type { ChangeReport } from '../../../core/status/status-report.ts'
import type { Rule, Seat } from '../../../core/policy/policy.ts'
import { listInWords } from '../../../core/policy/explanation.ts'
import { roleTitle } from '../../../core/people/role-book.ts'
import type { Names } from '../names.ts'
import { escapedLine } from '../escape.ts'

/** What a change needs, in a few words of mrkdwn. */
export function needText(
  verdict: Rule['verdict'],
  seats: readonly Pick<Seat, 'role' | 'count'>[],
  names: Names,
): string {
  if (verdict === 'block') return BLOCKED
  const roles = seats.map(
    ({ role, count }) => (count === 1 ? '' : `${count} × `) + escapedLine(roleTitle(role, names.roleBook)),
  )
  return roles.length === 0 ? FREE : `:busts_in_silhouette: With approval by ${listInWords(roles)}`
}

const FREE = ':white_check_mark: Allowed'
const BLOCKED = ':no_entry: Blocked'

/** What may be deployed now: change types grouped by what they need, one line each. An exempt one is there to be claimed. */
export const changeLines = (changes: readonly ChangeReport[], names: Names): readonly string[] =>
  needLines(
    changes.map(({ title, decision, seats, exempt }) => {
      const verdict = decision === 'blocked' ? 'block' : 'approvals'
      return { title, need: exempt ? FREE : needText(verdict, seats, names) }
    }),
  )

/** One line for each need, the easiest first, with the change types that it holds for. */
export function needLines(
  changes: readonly { readonly title: string; readonly need: string }[],
): readonly string[] {
  const groups = new Map<string, string[]>()
  for (const { title, need } of changes) groups.set(need, [...(groups.get(need) ?? []), escapedLine(title)])
  const rank = (need: string): number => (need === FREE ? 0 : need === BLOCKED ? 2 : 1)
  return [...groups]
    .sort(([one], [other]) => rank(one) - rank(other))
    .map(([need, titles]) => `${need}: ${groups.size === 1 ? 'every change' : titles.join(', ')}`)
}

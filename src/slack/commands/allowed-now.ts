import type { Decision } from '../../policy/decision.ts'
import { listInWords } from '../../policy/explanation.ts'
import type { Policy } from '../../policy/policy.ts'
import { escapedLine } from '../escape.ts'
import type { SlackUseCases } from '../use-cases.ts'

/** What may be deployed of a service now: change types grouped by what they need, one line each, in mrkdwn. */
export async function allowedNow(
  useCases: SlackUseCases,
  service: string,
  policy: Policy,
): Promise<readonly string[]> {
  const changes = [...policy.changes.values()]
  const decisions = await Promise.all(
    changes.map(async (change) => ({
      title: escapedLine(change.title),
      decision: await useCases.preview(service, change.name, null),
    })),
  )
  const groups = new Map<string, string[]>()
  const roleTitle = (role: string): string => useCases.roleBook().roles.get(role)?.title ?? role
  for (const { title, decision } of decisions) {
    const key = needed(decision, roleTitle)
    groups.set(key, [...(groups.get(key) ?? []), title])
  }
  return [...groups]
    .sort(([one], [other]) => rank(one) - rank(other))
    .map(([need, titles]) => `${need}: ${groups.size === 1 ? 'every change' : titles.join(', ')}`)
}

const FREE = ':white_check_mark: Allowed'
const BLOCKED = ':no_entry: Blocked'
const rank = (need: string): number => (need === FREE ? 0 : need === BLOCKED ? 2 : 1)

function needed({ decision, seats, requires }: Decision, roleTitle: (role: string) => string): string {
  if (decision === 'blocked') return BLOCKED
  const roles = seats.map(({ role, count }) => (count === 1 ? '' : `${count} × `) + escapedLine(roleTitle(role)))
  if (roles.length > 0) return `:busts_in_silhouette: With approval by ${listInWords(roles)}`
  return requires.length > 0 ? ':memo: With its requirements met' : FREE
}

import type { Policy } from '../../../core/policy/policy.ts'
import { namesOf } from '../names.ts'
import type { SlackUseCases } from '../use-cases.ts'
import { needLines, needText } from './needs.ts'

/** What may be deployed of a service now: change types grouped by what they need, one line each, in mrkdwn. */
export async function allowedNow(
  useCases: SlackUseCases,
  service: string,
  policy: Policy,
): Promise<readonly string[]> {
  const names = namesOf(useCases)
  const changes = await Promise.all(
    [...policy.changes.values()].map(async ({ name, title }) => {
      const { decision, seats } = await useCases.preview(service, name, null)
      return { title, need: needText(decision === 'blocked' ? 'block' : 'approvals', seats, names) }
    }),
  )
  return needLines(changes)
}

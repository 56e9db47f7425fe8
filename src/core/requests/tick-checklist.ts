import { say, type Words } from '../kernel/prompt.ts'
import { governed } from '../policy/catalog.ts'
import { answerRequirements } from './answer-requirements.ts'
import { requirementOf } from './open-checklist.ts'
import type { RequestWorld } from './request-world.ts'
import type { ClickOutcome } from './outcome.ts'

/**
 * Ticks items of the policy's checklist by hand; only the requester may. On a granted request it decides nothing, unless it
 * changes a text.
 */
export async function tickChecklist(
  world: RequestWorld,
  requestId: string,
  userId: string,
  item: string,
  text: string | null,
): Promise<ClickOutcome> {
  const request = await world.store.requests.byId(requestId)
  if (request === undefined) return refused(`There is no request ${requestId}.`)
  const policy = governed(world.catalog(), request.service)?.policy
  const found = policy?.checklist?.find(({ name }) => name === item)
  const byHand = policy?.checklist?.filter(({ known }) => known === null).map(({ name }) => name) ?? []
  if (policy === undefined || found === undefined)
    return refused(`The checklist has no ${item}. To be ticked by hand: ${byHand.join(', ') || 'nothing'}.`)
  if (found.known !== null) return refused(`${found.title}: the bot ticks that itself.`)

  const requirement = requirementOf(found, request.decision.requires)
  if (policy.requirements.get(requirement)?.kind === 'text' && text === null)
    return refused(say`Write it down: ${{ kind: 'tick-item', request: requestId, item }}`)
  const answer = text ?? 'yes'
  return answerRequirements(world, requestId, userId, new Map([[requirement, answer]]))
}

const refused = (message: Words): ClickOutcome => ({ kind: 'refused', message, request: null })

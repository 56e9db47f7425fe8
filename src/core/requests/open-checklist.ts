import { checklistFor } from '../policy/checklist.ts'
import type { ChecklistItem } from '../policy/checklist-item.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import type { DeployRequest } from './deploy-request.ts'

/**
 * The requirement by which an item is ticked: one that the decision asks for, else the first. Its name is the item's where it
 * has none.
 */
export const requirementOf = ({ name, requirements }: ChecklistItem, wanted: readonly string[]): string =>
  requirements.find((one) => wanted.includes(one)) ?? requirements[0] ?? name

/** The requirements by which people tick what is open of a request's checklist, in its order; none where it cannot be deployed. */
export function openChecklist(
  request: Pick<DeployRequest, 'service' | 'state' | 'decision' | 'answers' | 'requestedBy'>,
  catalog: Catalog,
): readonly string[] {
  const policy = governed(catalog, request.service)?.policy
  if (policy === undefined || (request.state !== 'open' && request.state !== 'granted')) return []
  const metBy = new Map([...request.answers.keys()].map((name) => [name, request.requestedBy]))
  const open = new Set(
    checklistFor(policy, request.decision, metBy).flatMap(({ item, done }) => (done ? [] : [item])),
  )
  return (policy.checklist ?? [])
    .filter(({ name, known }) => known === null && open.has(name))
    .map((item) => requirementOf(item, request.decision.requires))
}

import type { ChecklistItem, KnownItem } from './checklist-item.ts'
import type { Decision } from './decision.ts'
import { openSeats } from './seats.ts'

export interface CheckedItem {
  readonly item: string
  readonly title: string
  readonly done: boolean
  /** Slack user id, `token:<name>` or `budgeteer`; null while it is not done. */
  readonly by: string | null
}

/**
 * The policy's checklist as it stands for a change. `metBy` tells by requirement who vouches for it. The decision asks
 * for items that are requirements too; the rest is for people to see.
 */
export function checklistFor(
  { checklist = [] }: { readonly checklist?: readonly ChecklistItem[] },
  decision: Pick<Decision, 'decision' | 'reasons' | 'seats'>,
  metBy: ReadonlyMap<string, string>,
): readonly CheckedItem[] {
  return checklist.map(({ name, title, known, requirements }) => {
    const met = requirements.find((requirement) => metBy.has(requirement))
    const by = known === null ? (metBy.get(met ?? '') ?? null) : isDone(known, decision) ? 'budgeteer' : null
    return { item: name, title, done: by !== null, by }
  })
}

function isDone(known: KnownItem, { decision, reasons, seats }: Parameters<typeof checklistFor>[1]): boolean {
  switch (known) {
    case 'budget_status':
      return !reasons.includes('budget_unknown') && !reasons.includes('budget_stale')
    case 'allowed':
      return decision !== 'blocked'
    case 'approvals':
      return decision !== 'blocked' && openSeats(seats).length === 0
  }
}

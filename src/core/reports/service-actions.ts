import { overdueFrom } from '../actions/due-actions.ts'
import type { Period } from '../kernel/time/period.ts'
import { roleTitle } from '../people/role-book.ts'
import type { ActionFigures } from './report.ts'
import type { ReportWorld } from './report-world.ts'

/** What the policy asked of a service's people, as it stood at the end of the period. */
export async function actionFigures(
  { store, roleBook }: ReportWorld,
  service: string,
  { from, until }: Period,
): Promise<ActionFigures> {
  const all = await store.actions.during(service, from, until)
  const isOpen = (closedAt: number | null): boolean => closedAt === null || closedAt >= until
  return {
    done: all.filter(({ state, closedAt }) => state === 'done' && !isOpen(closedAt)).length,
    open: all
      .filter(({ closedAt }) => isOpen(closedAt))
      .map((action) => ({
        text: action.text,
        owner:
          action.assignee?.name ??
          (action.owner === null ? 'Budgeteer' : roleTitle(action.owner, roleBook())),
        dueAt: action.dueAt,
        isLate: until >= overdueFrom(action),
      })),
  }
}

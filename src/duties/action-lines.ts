import { roleTitle } from '../deploys/notices.ts'
import type { RoleBook } from '../deploys/directory.ts'
import { durationInWords } from '../time/duration.ts'
import type { Action, TopAction } from './action.ts'
import { overdueFrom } from './due-actions.ts'

/** An open action on one line of plain text: what, who, until when. Without a role book roles go by their names. */
export function actionLine(action: Action, now: number, book?: RoleBook): string {
  const { text, owner, assignee, dueAt } = action
  const role = owner === null ? 'Budgeteer' : book === undefined ? owner : roleTitle(owner, book)
  const until =
    now >= overdueFrom(action)
      ? `OVERDUE by ${durationInWords(now - dueAt)}`
      : now >= dueAt
        ? 'due now'
        : `due in ${durationInWords(dueAt - now)}`
  return `${text} (${assignee?.name ?? role}), ${until}`
}

export const topActionLine = ({ text, owner }: TopAction): string => `${text} (${owner.name})`

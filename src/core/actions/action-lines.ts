import { roleTitle, type RoleBook } from '../people/role-book.ts'
import { durationInWords } from '../kernel/time/duration.ts'
import type { Action, TopAction } from './action.ts'
import { overdueFrom } from './due-actions.ts'

/** An open action on one line of plain text: what, who, until when; what is overdue begins with that. Without a role book roles go by their names. */
export function actionLine(action: Action, now: number, book?: RoleBook): string {
  const { text, owner, assignee, dueAt } = action
  const role = owner === null ? 'Budgeteer' : book === undefined ? owner : roleTitle(owner, book)
  const what = `${text} (${assignee?.name ?? role})`
  if (now >= overdueFrom(action)) return `OVERDUE by ${durationInWords(now - dueAt)}: ${what}`
  return now >= dueAt ? `${what}, due now` : `${what}, due in ${durationInWords(dueAt - now)}`
}

export const topActionLine = ({ text, owner }: TopAction): string => `${text} (${owner.name})`

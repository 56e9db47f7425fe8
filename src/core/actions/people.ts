import { holdersOf, type RoleBook, roleTitle } from '../people/role-book.ts'
import type { Action } from './action.ts'
import type { AskedFacts } from './messages.ts'

export function askedOf(book: RoleBook, role: string, service: string): AskedFacts {
  const { groups, users } = holdersOf(book, role, service)
  return { role: roleTitle(role, book), people: [...groups, ...users] }
}

/** Whose turn it is: the assignee, else the role. Null where Budgeteer does it itself. */
export function ownerFacts(
  { owner, assignee, service }: Pick<Action, 'owner' | 'assignee' | 'service'>,
  book: RoleBook,
): AskedFacts | null {
  if (owner === null) return null
  return assignee === null
    ? askedOf(book, owner, service)
    : { role: roleTitle(owner, book), people: [assignee.userId] }
}

import type { Actor } from '../people/authority.ts'
import type { Action } from './action.ts'

/** The open actions that somebody is asked to do: those that they took over, and those of their roles that nobody has. */
export const actionsOf = (
  actions: readonly Action[],
  { userId, rolesFor }: Extract<Actor, { doubt: null }>,
): readonly Action[] =>
  actions.filter(({ assignee, owner, escalateTo, escalatedAt, service }) => {
    if (assignee !== null) return assignee.userId === userId
    const held = rolesFor(service)
    const isCalled = (role: string | null): boolean => role !== null && held.has(role)
    return isCalled(owner) || (escalatedAt !== null && isCalled(escalateTo))
  })

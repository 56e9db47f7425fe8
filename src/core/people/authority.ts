import type { Directory } from './directory.ts'
import { doubtAbout } from './identity.ts'
import { groupsDoubt, type RoleBook, rolesOf, roleTitle } from './role-book.ts'

/** Who there is (the workspace says) and what they may do (the configuration says). */
export interface People {
  readonly directory: Directory
  readonly roleBook: () => RoleBook
}

/** A person who acts, looked up at the act: their name and roles, or why they may not act. */
export type Actor =
  | {
      readonly doubt: null
      readonly userId: string
      readonly name: string
      /** The roles held for a service, implied ones included, as the configuration has them when it is asked. */
      readonly rolesFor: (service: string) => ReadonlySet<string>
      /** To be said instead of a refusal for want of a role: why the person may hold more roles; null when these are all. */
      readonly doubtFor: (service: string) => string | null
    }
  | { readonly doubt: string }

export async function actorOf({ directory, roleBook }: People, userId: string): Promise<Actor> {
  const identity = (await directory.identify([userId])).get(userId)
  const doubt = doubtAbout(identity)
  if (identity?.known === true && doubt === null)
    return {
      doubt,
      userId,
      name: identity.name,
      rolesFor: (service) => rolesOf(identity, service, roleBook()),
      doubtFor: (service) => groupsDoubt(identity, service, roleBook()),
    }
  return { doubt: doubt ?? `Nobody knows ${userId}.` }
}

/** Why somebody may not act for a service; null when they may. Without a role any full member of the workspace may. */
export async function refusalFor(
  people: People,
  service: string,
  userId: string,
  role: string | null,
): Promise<string | null> {
  const actor = await actorOf(people, userId)
  if (actor.doubt !== null || role === null) return actor.doubt
  if (actor.rolesFor(service).has(role)) return null
  const book = people.roleBook()
  const doubt = book.roles.get(role)?.doubt ?? null
  const why = doubt === null ? '' : ` Just now ${doubt}.`
  return actor.doubtFor(service) ?? `Only the role ${roleTitle(role, book)} may do this.${why}`
}

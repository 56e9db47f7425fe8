import type { Identity } from './identity.ts'

/** Who fills a role: user groups and user ids together, as configured. */
export interface RoleHolders {
  readonly groups: readonly string[]
  readonly users: readonly string[]
}

/** Roles of the whole organisation, and the role `service-owner` per service. */
export interface RoleBook {
  readonly roles: ReadonlyMap<
    string,
    RoleHolders & {
      readonly title: string
      readonly implies: readonly string[]
      /** Why somebody who has it may be missing, as of a rota that could not be read. */
      readonly doubt?: string | null
    }
  >
  /** By service name. */
  readonly owners: ReadonlyMap<string, RoleHolders>
}

export const SERVICE_OWNER = 'service-owner'

/** The role that enforces the policy (the policy document: "SRE: declare error budget freeze, enforce freeze policy"). */
export const ENFORCING_ROLE = 'sre'

/** A role as people call it: by its title, or by its name where it has none. */
export const titled = (role: string, title: string | undefined): string =>
  title ?? (role === SERVICE_OWNER ? 'Service owner' : role)

/** The same, by the configuration. */
export const roleTitle = (role: string, book: RoleBook): string => titled(role, book.roles.get(role)?.title)

/** The titles of all roles, by name. */
export const roleTitles = ({ roles }: RoleBook): ReadonlyMap<string, string> =>
  new Map([...roles].map(([role, { title }]) => [role, title]))

/** Who fills a role for a service, as configured; empty for an unknown role. */
export const holdersOf = (book: RoleBook, role: string, service: string): RoleHolders =>
  (role === SERVICE_OWNER ? book.owners.get(service) : book.roles.get(role)) ?? { groups: [], users: [] }

/** The user groups that roles and owners name, each once. */
export const groupsIn = ({ roles, owners }: RoleBook): readonly string[] => [
  ...new Set([...roles.values(), ...owners.values()].flatMap(({ groups }) => groups)),
]

/**
 * Every role that a person holds for a service, implied ones included. Empty for somebody unknown or barred; those by user id
 * alone while nobody knows the person's groups.
 */
export function rolesOf(identity: Identity, service: string, book: RoleBook): ReadonlySet<string> {
  const held = new Set<string>()
  if (!identity.known || identity.barred !== '') return held
  const fills = ({ groups, users }: RoleHolders): boolean =>
    users.includes(identity.userId) || groups.some((group) => identity.groups?.has(group) === true)
  const add = (role: string): void => {
    if (held.has(role)) return
    held.add(role)
    book.roles.get(role)?.implies.forEach(add)
  }
  for (const [role, holders] of book.roles) if (fills(holders)) add(role)
  const owners = book.owners.get(service)
  if (owners !== undefined && fills(owners)) add(SERVICE_OWNER)
  return held
}

/** Why a person may hold more roles than `rolesOf` says: nobody knows their groups, and a role that they lack names one. */
export function groupsDoubt(identity: Identity | undefined, service: string, book: RoleBook): string | null {
  if (identity?.known !== true || identity.barred !== '' || identity.groups !== null) return null
  const held = rolesOf(identity, service, book)
  const isInDoubt = [...book.roles.keys(), SERVICE_OWNER].some(
    (role) => !held.has(role) && holdersOf(book, role, service).groups.length > 0,
  )
  return isInDoubt
    ? 'I could not look up your user groups just now, so I cannot take this. Please try again in a minute.'
    : null
}

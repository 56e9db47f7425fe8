/** Who somebody is, as the workspace vouches for. */
export type Identity =
  | {
      readonly known: true
      readonly userId: string
      readonly name: string
      /** Empty when the person counts; else why not. */
      readonly barred: '' | 'deactivated' | 'bot' | 'guest' | 'external'
      /** Ids of the user groups that the person is in. */
      readonly groups: ReadonlySet<string>
    }
  /** The directory could not be asked, and what it said before is older than five minutes. Never read as yes. */
  | { readonly known: false; readonly userId: string; readonly reason: string }

/** Port: the directory of people. Answers for each id that was asked for; never rejects. */
export interface Directory {
  identify(userIds: readonly string[]): Promise<ReadonlyMap<string, Identity>>
  /** The user ids of each of these groups; null when nobody can say just now. A group that is not known has none. */
  members(groupIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]> | null>
}

/** Who fills a role: user groups and user ids together, as configured. */
export interface RoleHolders {
  readonly groups: readonly string[]
  readonly users: readonly string[]
}

/** Roles of the whole organisation, and the role `service-owner` per service. */
export interface RoleBook {
  readonly roles: ReadonlyMap<
    string,
    RoleHolders & { readonly title: string; readonly implies: readonly string[] }
  >
  /** By service name. */
  readonly owners: ReadonlyMap<string, RoleHolders>
}

export const SERVICE_OWNER = 'service-owner'

/** Every role that a person holds for a service, implied ones included. Empty for somebody unknown or barred. */
export function rolesOf(identity: Identity, service: string, book: RoleBook): ReadonlySet<string> {
  const held = new Set<string>()
  if (!identity.known || identity.barred !== '') return held
  const holds = ({ groups, users }: RoleHolders): boolean =>
    users.includes(identity.userId) || groups.some((group) => identity.groups.has(group))
  const add = (role: string): void => {
    if (held.has(role)) return
    held.add(role)
    book.roles.get(role)?.implies.forEach(add)
  }
  for (const [role, holders] of book.roles) if (holds(holders)) add(role)
  const owners = book.owners.get(service)
  if (owners !== undefined && holds(owners)) add(SERVICE_OWNER)
  return held
}

/** Why a person's word does not count; null when it does. */
export function doubtAbout(identity: Identity | undefined): string | null {
  if (identity === undefined || !identity.known)
    return 'I could not look up who you are just now, so I cannot take this. Please try again in a minute.'
  switch (identity.barred) {
    case '':
      return null
    case 'bot':
      return 'Bots take no part in deploy decisions.'
    case 'deactivated':
      return 'This account is deactivated.'
    case 'guest':
    case 'external':
      return 'Only full members of this workspace take part in deploy decisions.'
  }
}

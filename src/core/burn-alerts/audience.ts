import type { BurnSeverity } from '../budgets/burn-rule.ts'
import type { Directory } from '../people/directory.ts'
import { type RoleBook, holdersOf } from '../people/role-book.ts'
import { peopleOf } from '../actions/level-notices.ts'
import type { BurnAlertSettings } from './settings.ts'

export interface AudienceContext {
  readonly settings: BurnAlertSettings
  readonly roleBook: RoleBook
  /** Of the groups that direct messages go to, as far as they are known. */
  readonly members: ReadonlyMap<string, readonly string[]>
  /** Addresses by the name of the list. */
  readonly mailLists: ReadonlyMap<string, readonly string[]>
}

/** The recipients of a service's alert beside the channel. */
export interface Audience {
  /** Ids of users and groups. */
  readonly mentions: readonly string[]
  readonly userIds: readonly string[]
  readonly addresses: readonly string[]
}

export const NOBODY: Audience = { mentions: [], userIds: [], addresses: [] }

export function audienceOf(severity: BurnSeverity, service: string, context: AudienceContext): Audience {
  const { settings, roleBook, members, mailLists } = context
  const { mention, dm, mail } = settings.audiences[severity]
  const distinct = (lists: readonly (readonly string[])[]): readonly string[] => [...new Set(lists.flat())]
  return {
    mentions: distinct(
      mention.map((role) => {
        const { groups, users } = holdersOf(roleBook, role, service)
        return [...groups, ...users]
      }),
    ),
    userIds: distinct(dm.map((role) => peopleOf(role, service, roleBook, members))),
    addresses: distinct(mail.map((list) => mailLists.get(list) ?? [])),
  }
}

/**
 * The members of the groups that direct messages about these services go to. While the directory does not answer, the
 * alert goes to the channel and to people who are named by id: now matters more than complete.
 */
export async function membersToTell(
  directory: Directory | undefined,
  services: readonly string[],
  { settings, roleBook }: Pick<AudienceContext, 'settings' | 'roleBook'>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const roles = Object.values(settings.audiences).flatMap(({ dm }) => dm)
  const groups = new Set(
    services.flatMap((service) => roles.flatMap((role) => holdersOf(roleBook, role, service).groups)),
  )
  if (groups.size === 0) return new Map()
  const found = (await directory?.members([...groups])) ?? new Map<string, readonly string[]>()
  // Groups may still list guests, bots and people who left; they get no messages.
  const identities = await directory?.identify([...new Set([...found.values()].flat())])
  const counts = (userId: string): boolean => {
    const identity = identities?.get(userId)
    return identity?.known !== true || identity.barred === ''
  }
  return new Map([...found].map(([group, userIds]) => [group, userIds.filter(counts)]))
}

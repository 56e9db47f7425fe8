import type { WebClient } from '@slack/web-api'

import { slackFailure } from './slack-failure.ts'

/** The user ids of each group, by group id. */
export type UserGroups = ReadonlyMap<string, ReadonlySet<string>>

/** Slack's own answers for a workspace without user groups, and that of a server that has none. */
export const NO_USER_GROUPS: ReadonlySet<string> = new Set([
  'plan_upgrade_required',
  'paid_teams_only',
  'unknown_method',
])

/**
 * All user groups by one `usergroups.list`. A server that leaves their members out is asked for those of the `wanted` groups one by
 * one; `onSingle` is told of each such call. Throws what the client throws.
 */
export async function readUserGroups(
  client: WebClient,
  wanted: readonly string[],
  onSingle?: () => void,
): Promise<UserGroups> {
  const { usergroups } = await client.usergroups.list({ include_users: true })
  const groups = new Map<string, ReadonlySet<string>>()
  for (const { id, users } of usergroups ?? []) {
    if (id === undefined) continue
    if (users !== undefined) groups.set(id, new Set(users))
    else if (wanted.includes(id)) {
      onSingle?.()
      groups.set(id, new Set(await membersOf(client, id)))
    }
  }
  return groups
}

async function membersOf(client: WebClient, usergroup: string): Promise<readonly string[]> {
  try {
    const { users } = await client.usergroups.users.list({ usergroup })
    return users ?? []
  } catch (error) {
    // It was disabled or deleted after the list was made.
    if (slackFailure(error).error === 'no_such_subteam') return []
    throw error
  }
}

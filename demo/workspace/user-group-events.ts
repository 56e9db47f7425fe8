import type { JsonObject } from './json-values.ts'
import { userGroupJson } from './slack-json.ts'
import type { WorkspaceState } from './state.ts'
import type { UserGroupSeed } from './workspace-options.ts'

/**
 * What Slack tells of user groups: `subteam_created` of a new one (`before` is undefined), of a changed one
 * `subteam_members_changed` where somebody came or went, and `subteam_updated`.
 */
export function userGroupEvents(
  before: UserGroupSeed | undefined,
  after: UserGroupSeed,
  state: WorkspaceState,
): readonly (JsonObject & { readonly type: string })[] {
  if (before === undefined) {
    const subteam = userGroupJson(after, state, false)
    return [{ type: 'subteam_created', subteam, event_ts: state.nextTs() }]
  }
  const added = after.users.filter((user) => !before.users.includes(user))
  const removed = before.users.filter((user) => !after.users.includes(user))
  const at = Math.floor(state.now() / 1_000)
  const updated = {
    type: 'subteam_updated',
    subteam: userGroupJson(after, state, true),
    event_ts: state.nextTs(),
  }
  if (added.length === 0 && removed.length === 0) return [updated]
  const members = {
    type: 'subteam_members_changed',
    subteam_id: after.id,
    team_id: state.team.id,
    date_previous_update: at,
    date_update: at,
    added_users: added,
    added_users_count: added.length,
    removed_users: removed,
    removed_users_count: removed.length,
    event_ts: state.nextTs(),
  }
  return [members, updated]
}

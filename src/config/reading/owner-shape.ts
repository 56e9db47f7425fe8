import type { RoleHolders } from '../../core/people/role-book.ts'
import { groupId, listOf, mapping, userId } from './fields.ts'

/** Who has the role service-owner. `nobody` is what is wrong when no one does: `nobody owns the service`. */
export const owner = (nobody: string) =>
  mapping({ users: listOf(userId).optional(), groups: listOf(groupId).optional() })
    .refine(({ users = [], groups = [] }) => users.length + groups.length > 0, {
      error: `${nobody}; name at least one user or group`,
    })
    .transform(({ users = [], groups = [] }): RoleHolders => ({ groups, users }))

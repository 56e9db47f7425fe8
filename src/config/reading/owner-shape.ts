import { groupId, listOf, mapping, userId } from './fields.ts'

export const owner = mapping({ users: listOf(userId).optional(), groups: listOf(groupId).optional() }).refine(
  ({ users = [], groups = [] }) => users.length + groups.length > 0,
  { error: 'nobody owns the service; name at least one user or group' },
)

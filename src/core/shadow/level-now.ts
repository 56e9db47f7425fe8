import { type Catalog, governed } from '../policy/catalog.ts'
import { levelNamed, UNKNOWN_LEVEL } from '../policy/policy.ts'
import { rulingAt } from '../policy/policy-table.ts'
import type { Status } from '../policy/status.ts'
import type { BindingService } from './messages.ts'

/** What a service's level blocks once it binds, as messages tell it. */
export function bindingService(
  catalog: Catalog,
  service: string,
  status: Status | undefined,
): BindingService {
  const found = governed(catalog, service)
  const name = status?.level ?? UNKNOWN_LEVEL
  const level = found && levelNamed(found.policy, name)
  const changes = [...(found?.policy.changes.values() ?? [])]
  const blocked =
    found === undefined || level === undefined
      ? []
      : changes.filter((change) => rulingAt(found.policy, level, change, null).rule.verdict === 'block')
  return {
    serviceTitle: found?.service.title ?? service,
    level: name,
    emoji: level?.emoji ?? '',
    blockedCount: blocked.length,
    changeCount: changes.length,
  }
}

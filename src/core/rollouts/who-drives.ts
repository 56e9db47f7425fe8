import type { Approver } from '../policy/seats.ts'
import { governed } from '../policy/catalog.ts'
import { SERVICE_OWNER } from '../people/role-book.ts'
import type { RolloutWorld } from './rollout-world.ts'

/** Drives rollouts of any service, where the policy names no other role for its freezes. */
const USUAL_DRIVER = 'sre'

/** Why somebody may not drive a rollout; null when they may: the requester, the service's owners, and SRE. */
export function mayDrive(
  world: Pick<RolloutWorld, 'catalog'>,
  service: string,
  requestedBy: string,
  userId: string,
  people: readonly Approver[],
): string | null {
  if (userId === requestedBy) return null
  const sre = governed(world.catalog(), service)?.policy.freezes?.declaredBy ?? USUAL_DRIVER
  const roles = people.find((person) => person.userId === userId)?.roles
  return roles?.has(SERVICE_OWNER) === true || roles?.has(sre) === true
    ? null
    : `Only the requester, the service’s owner and the role ${sre} drive this rollout.`
}

import type { Approver } from '../policy/seats.ts'
import { governed } from '../policy/catalog.ts'
import { ENFORCING_ROLE, roleTitle, SERVICE_OWNER } from '../people/role-book.ts'
import type { Rollout, RolloutHold } from './rollout.ts'
import type { RolloutWorld } from './rollout-world.ts'

type Driven = Pick<Rollout, 'service' | 'requestedBy'>

/** Why somebody may not drive a rollout; null when they may: the requester, the service's owners, and SRE. */
export function mayDrive(
  world: Pick<RolloutWorld, 'catalog'>,
  rollout: Driven,
  userId: string,
  people: readonly Approver[],
): string | null {
  if (userId === rollout.requestedBy || drivingRole(world, rollout, userId, people) !== null) return null
  const sre = freezingRole(world, rollout.service)
  return `Only the requester, the service’s owner and the role ${sre} drive this rollout.`
}

/** The highest role in which somebody drives a rollout; null for the requester's own right, and for nobody's. */
export function drivingRole(
  world: Pick<RolloutWorld, 'catalog'>,
  { service }: Driven,
  userId: string,
  people: readonly Approver[],
): string | null {
  const roles = people.find((person) => person.userId === userId)?.roles
  return [freezingRole(world, service), SERVICE_OWNER].find((role) => roles?.has(role) === true) ?? null
}

/**
 * Why somebody may not lift a hold; null when they may. What was held in a role is lifted by whoever held it, in that role,
 * or in the one that declares freezes.
 */
export function resumeRefusal(
  world: Pick<RolloutWorld, 'catalog' | 'roleBook'>,
  rollout: Driven,
  { by, as }: RolloutHold,
  userId: string,
  people: readonly Approver[],
): string | null {
  if (as === null || userId === by) return null
  const roles = people.find((person) => person.userId === userId)?.roles
  const book = world.roleBook()
  const may = [...new Set([as, freezingRole(world, rollout.service)])]
  return may.some((role) => roles?.has(role) === true)
    ? null
    : `It was held by ${roleTitle(as, book)}: ${may.map((role) => roleTitle(role, book)).join(' or ')} lifts that hold.`
}

/** The role that the policy names for its freezes drives rollouts of any service. */
const freezingRole = ({ catalog }: Pick<RolloutWorld, 'catalog'>, service: string): string =>
  governed(catalog(), service)?.policy.freezes?.declaredBy ?? ENFORCING_ROLE

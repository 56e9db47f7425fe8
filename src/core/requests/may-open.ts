import type { Words } from '../kernel/prompt.ts'
import { actorOf } from '../people/authority.ts'
import { governed } from '../policy/catalog.ts'
import type { Way } from '../policy/way.ts'
import type { RequestWorld } from './request-world.ts'
import { wayRefusal } from './take-way.ts'

/**
 * Why somebody may not ask to deploy, on this way through a freeze if one is named; null when they may. Before a form is
 * opened; without a service, what holds for all of them.
 */
export async function mayOpen(
  world: Pick<RequestWorld, 'catalog' | 'clock' | 'directory' | 'roleBook' | 'store'>,
  way: Way | null,
  service: string | null,
  userId: string,
): Promise<Words | null> {
  const actor = await actorOf(world, userId)
  if (actor.doubt !== null) return actor.doubt
  if (way === null) return null
  const catalog = world.catalog()
  const now = world.clock.now()
  let first: Words | null = null
  for (const name of service === null ? catalog.services.keys() : [service]) {
    const policy = governed(catalog, name)?.policy
    if (policy === undefined) continue
    const refusal = await wayRefusal(world.store, policy, way, name, actor.rolesFor(name), now)
    if (refusal === null) return null
    first ??= actor.doubtFor(name) ?? refusal
  }
  return first
}

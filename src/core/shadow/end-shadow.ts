import { type ActOutcome, refused, type Refused } from '../kernel/act-outcome.ts'
import { channel } from '../kernel/outbox/owed-message.ts'
import { actorOf } from '../people/authority.ts'
import { ENFORCING_ROLE, roleTitle, SERVICE_OWNER } from '../people/role-book.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import type { EndedShadow, ShadowScope } from '../policy/ended-shadow.ts'
import { isInShadow, shadowLines, withoutRewrittenLines } from '../policy/enforcement.ts'
import { UNKNOWN_LEVEL } from '../policy/policy.ts'
import type { Status } from '../policy/status.ts'
import { bindingService } from './level-now.ts'
import type { ShadowEnded } from './messages.ts'
import type { ShadowWorld } from './shadow-world.ts'

/**
 * Ends the shadow of a service, or of all that a policy says: its rules bind from the next decision on. The enforcing role of
 * the policy may, and for a service its owner. It is on record, and said in the channel and in shadow's.
 */
export async function endShadow(
  world: ShadowWorld,
  scope: ShadowScope,
  userId: string,
): Promise<ActOutcome<EndedShadow>> {
  const catalog = world.catalog()
  if (shadowLines(catalog, scope).length === 0) return bindsAlready(catalog, scope)
  const refusal = await enderRefusal(world, scope, userId)
  if (refusal !== null) return refused(refusal)

  const outcome = await world.store.transaction(async (stores) => {
    const now = world.clock.now()
    const current: Catalog = { ...catalog, endedShadows: await stores.shadows.ended() }
    const lines = shadowLines(current, scope)
    // Somebody else was faster.
    if (lines.length === 0) return null
    const { ended, after } = lifted(current, scope, lines, userId, now)
    const statuses = new Map((await stores.statuses.all()).map((status) => [status.service, status]))
    const freed = freedServices(current, after, statuses)
    await stores.shadows.saveEnded([ended])
    await stores.audit.append([
      {
        at: now,
        kind: 'shadow_ended',
        actor: userId,
        service: scope.kind === 'service' ? scope.name : '*',
        data: { scope: `${scope.kind} ${scope.name}`, lines, services: freed },
      },
    ])
    const content: ShadowEnded = {
      kind: 'shadow-ended',
      policyTitle: scope.kind === 'policy' ? titleOf(catalog, scope) : null,
      services: (scope.kind === 'service' ? [scope.name] : freed).map((name) =>
        bindingService(after, name, statuses.get(name)),
      ),
      by: userId,
    }
    const subject = `shadow-ended/${scope.kind}/${scope.name}/${now}`
    await stores.outbox.post({ subject, to: channel('announcements'), content, at: now })
    await stores.outbox.post({ subject: `${subject}/shadow`, to: channel('shadow'), content, at: now })
    return { ended, all: after.endedShadows ?? [] }
  })
  if (outcome === null) return bindsAlready(catalog, scope)
  world.onShadowEnded(outcome.all)
  return { kind: 'done', thing: outcome.ended }
}

export const bindsAlready = (catalog: Catalog, scope: ShadowScope): Refused =>
  refused(`${titleOf(catalog, scope)} is not in shadow: its policy binds already.`)

/** The catalog once somebody has lifted these lines for a scope. */
export function lifted(
  catalog: Catalog,
  scope: ShadowScope,
  lines: readonly string[],
  by: string,
  at: number,
): { readonly ended: EndedShadow; readonly after: Catalog } {
  const before = catalog.endedShadows ?? []
  const earlier = before.find((one) => isSame(one.scope, scope))
  const ended: EndedShadow = { scope, lines: [...(earlier?.lines ?? []), ...lines], by, at }
  const endedShadows = [...before.filter((one) => one !== earlier), ended]
  return { ended, after: { ...catalog, endedShadows } }
}

/** Services that are in shadow at their level of now, and no longer by the catalog after. */
export function freedServices(
  before: Catalog,
  after: Catalog,
  statuses: ReadonlyMap<string, Status>,
): readonly string[] {
  return [...before.services.keys()].filter((name) => {
    const level = statuses.get(name)?.level ?? UNKNOWN_LEVEL
    return isInShadow(before, name, level) && !isInShadow(after, name, level)
  })
}

/** Why somebody may not end a shadow; null when they may. */
export async function enderRefusal(
  world: Pick<ShadowWorld, 'catalog' | 'directory' | 'roleBook'>,
  scope: ShadowScope,
  userId: string,
): Promise<string | null> {
  const catalog = world.catalog()
  const actor = await actorOf(world, userId)
  if (actor.doubt !== null) return actor.doubt
  const found =
    scope.kind === 'service' ? governed(catalog, scope.name)?.policy : catalog.policies.get(scope.name)
  const enforcing = found?.freezes?.declaredBy ?? ENFORCING_ROLE
  const allowed = scope.kind === 'service' ? [enforcing, SERVICE_OWNER] : [enforcing]
  const service = scope.kind === 'service' ? scope.name : ''
  if (allowed.some((role) => actor.rolesFor(service).has(role))) return null
  const titles = allowed.map((role) => roleTitle(role, world.roleBook()))
  return actor.doubtFor(service) ?? `Only ${titles.join(' or ')} ends shadow here.`
}

/** After an edit of the configuration: a line that was written anew is lifted no more. Nothing to do is the rule. */
export async function followRewrittenLines(world: ShadowWorld): Promise<void> {
  const catalog = world.catalog()
  const before = catalog.endedShadows ?? []
  const after = withoutRewrittenLines(before, catalog)
  const changed = after.filter(({ lines }, index) => lines.length !== before[index]?.lines.length)
  if (changed.length === 0) return
  await world.store.transaction(({ shadows }) => shadows.saveEnded(changed))
  world.onShadowEnded(after)
}

const isSame = (a: ShadowScope, b: ShadowScope): boolean => a.kind === b.kind && a.name === b.name

export const titleOf = ({ services, policies }: Catalog, { kind, name }: ShadowScope): string =>
  (kind === 'service' ? services.get(name)?.title : policies.get(name)?.title) ?? name

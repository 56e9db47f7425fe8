import { LIMITS } from '../kernel/text-limits.ts'
import { momentOf } from '../policy/world.ts'
import { ENFORCING_ROLE } from '../people/role-book.ts'
import { refusalFor } from '../people/authority.ts'
import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { say, type Words } from '../kernel/prompt.ts'
import type { Catalog } from '../policy/catalog.ts'
import { serviceTitle } from '../policy/titles.ts'
import { unknownService } from '../policy/unknown-names.ts'
import { policiesOf, scopeOf } from './announce-freeze.ts'
import { ALERT_ACTOR, ALL_SERVICES, type DeclaredFreeze, isInForce } from './declared-freeze.ts'
import { DAY_MS, MINUTE_MS } from '../kernel/time/duration.ts'
import { beginFreeze, takeOverFreeze } from './begin-freeze.ts'
import { endDeclaredFreeze } from './end-freeze.ts'
import type { FreezeWorld } from './freeze-world.ts'

export interface FreezeInput {
  /** A service's name, or ALL_SERVICES. */
  readonly service: string
  readonly reason: string
  /** Null: until somebody lifts it. */
  readonly until: number | null
  /** Slack user id, from the signed payload. */
  readonly userId: string
}

const LONGEST_FREEZE_MS = 366 * DAY_MS

/**
 * Declares a freeze, on the word of somebody in the role that the policy names: records and announces it, and decides
 * waiting requests again.
 */
export async function declareFreeze(
  world: FreezeWorld,
  input: FreezeInput,
): Promise<ActOutcome<DeclaredFreeze>> {
  const { service, reason, until, userId } = input
  const problem = reasonProblem(reason) ?? untilProblem(until, world.clock.now())
  if (problem !== null) return refused(problem)
  const refusal = await declarerRefusal(world, service, userId)
  if (refusal !== null) return refused(refusal)

  return world.store.transaction(async (stores): Promise<ActOutcome<DeclaredFreeze>> => {
    const now = world.clock.now()
    const context = momentOf(world, now)
    const before = (await stores.declaredFreezes.open()).find(
      (freeze) => freeze.kind === 'freeze' && freeze.service === service && isInForce(freeze, now),
    )
    if (before?.declaredBy === ALERT_ACTOR)
      return {
        kind: 'done',
        thing: await takeOverFreeze(
          stores,
          { ...before, reason: reason.trim(), declaredBy: userId, until },
          context,
        ),
      }
    if (before !== undefined)
      return refused(
        `${scopeText(service, context.catalog)} is frozen already: ${before.reason}. Lift that freeze first.`,
      )
    const freeze: DeclaredFreeze = {
      id: world.ids.next('f'),
      kind: 'freeze',
      service,
      reason: reason.trim(),
      declaredBy: userId,
      declaredAt: now,
      until,
      endedAt: null,
      endedBy: null,
      toldIn: null,
    }
    await beginFreeze(stores, freeze, context)
    return { kind: 'done', thing: freeze }
  })
}

/** Lifts the freeze that was declared for exactly this service, or for all of them. */
export async function liftFreeze(
  world: FreezeWorld,
  service: string,
  userId: string,
): Promise<ActOutcome<DeclaredFreeze>> {
  const refusal = await declarerRefusal(world, service, userId)
  if (refusal !== null) return refused(refusal)
  return world.store.transaction(async (stores): Promise<ActOutcome<DeclaredFreeze>> => {
    const now = world.clock.now()
    const open = (await stores.declaredFreezes.open()).filter(
      (freeze) => freeze.kind === 'freeze' && isInForce(freeze, now),
    )
    const freeze = open.find((one) => one.service === service)
    if (freeze === undefined) return refused(nothingToLift(service, open, world.catalog()))
    return { kind: 'done', thing: await endDeclaredFreeze(stores, freeze, userId, momentOf(world, now)) }
  })
}

/** Why somebody may not declare or lift for a scope: every policy that governs it names its role. */
export async function declarerRefusal(
  world: FreezeWorld,
  service: string,
  userId: string,
): Promise<string | null> {
  const catalog = world.catalog()
  if (service !== ALL_SERVICES && !catalog.services.has(service))
    return `${unknownService(service, catalog)}.`
  const scope = scopeOf({ service })
  const roles = policiesOf(catalog, scope).map(({ freezes }) => freezes?.declaredBy ?? ENFORCING_ROLE)
  for (const role of new Set(roles.length === 0 ? [ENFORCING_ROLE] : roles)) {
    const refusal = await refusalFor(world, service, userId, role)
    if (refusal !== null) return refusal
  }
  return null
}

export function reasonProblem(reason: string): string | null {
  const { length } = reason.trim()
  return length > 0 && length <= LIMITS.reason ? null : `A reason takes 1 to ${LIMITS.reason} characters.`
}

function untilProblem(until: number | null, now: number): string | null {
  if (until === null) return null
  if (until < now + MINUTE_MS) return 'A freeze ends at least a minute from now.'
  return until > now + LONGEST_FREEZE_MS ? 'A freeze lasts a year at most.' : null
}

function nothingToLift(service: string, open: readonly DeclaredFreeze[], catalog: Catalog): Words {
  if (service !== ALL_SERVICES && open.some((freeze) => freeze.service === ALL_SERVICES))
    return say`${serviceTitle(catalog, service)} is frozen with all services: ${{ kind: 'lift-freeze', service: ALL_SERVICES }} lifts that.`
  return `Nobody declared a freeze of ${scopeText(service, catalog)}. Levels and scheduled freezes end by themselves.`
}

const scopeText = (service: string, catalog: Catalog): string =>
  service === ALL_SERVICES ? 'every service' : serviceTitle(catalog, service)

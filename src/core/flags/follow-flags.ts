import type { AuditKind } from '../kernel/audit/audit-entry.ts'
import { isInShadow } from '../policy/enforcement.ts'
import { UNKNOWN_LEVEL } from '../policy/policy.ts'
import { momentOf } from '../policy/world.ts'
import type { FlagChange } from './flag-change.ts'
import { flagEntry } from './flag-entry.ts'
import { type FlagProvider, final } from './flag-provider.ts'
import type { FlagStores, FlagWorld } from './flag-world.ts'
import { changed, decided, faulted, isTooLate, needed } from './next-change.ts'
import { tellRollback } from './tell-rollback.ts'

/**
 * Takes the steps that are owed to flags: looks how each is set, decides and puts that on record, and changes it. Each step
 * is committed before the next, so that a fault loses nothing; each begins with a look, so that none is taken twice.
 */
export async function followFlags(world: FlagWorld, signal?: AbortSignal): Promise<void> {
  const now = world.clock.now()
  const due = (await world.store.flagChanges.owed()).filter(({ notBefore }) => notBefore <= now)
  const byProvider = Map.groupBy(due, ({ provider }) => provider)
  // Flags of one provider one after the other: they may stand in one file, or share a rate limit.
  await Promise.all(
    [...byProvider.values()].map(async (changes) => {
      for (const change of changes) if (signal?.aborted !== true) await follow(world, change, signal)
    }),
  )
}

async function follow(world: FlagWorld, change: FlagChange, signal: AbortSignal | undefined): Promise<void> {
  const now = world.clock.now()
  const provider = world.flagProviders().get(change.provider)
  if (provider === undefined)
    return fail(world, change, final(`no flag provider is called ${change.provider} any more`))
  if (isTooLate(change, now)) return fail(world, change, final(TOO_LATE))
  if (change.state !== 'asked') return takeStep(world, provider, change, signal)
  const read = await provider.read(change)
  if (read.kind !== 'known') return fail(world, { ...change, attempts: change.attempts + 1 }, read)
  const next = await commit(world, change, 'flag_rollback', async ({ statuses }) => {
    const inShadow = await isShadowed(world, statuses, change)
    return decided({ ...change, inShadow }, read.state, inShadow ? 'dry' : provider.mode, now)
  })
  if (next.state === 'turning-off') await takeStep(world, provider, next, signal)
}

async function isShadowed(
  world: FlagWorld,
  statuses: FlagStores['statuses'],
  { service, inShadow }: FlagChange,
): Promise<boolean> {
  const level = (await statuses.of(service))?.level ?? UNKNOWN_LEVEL
  return inShadow || isInShadow(world.catalog(), service, level)
}

const TOO_LATE = 'it was owed for more than an hour, and what it was owed for may be over'

async function takeStep(
  world: FlagWorld,
  provider: FlagProvider,
  change: FlagChange,
  signal: AbortSignal | undefined,
): Promise<void> {
  // On record before the provider is called: a try that is not known to have failed may have arrived. In a transaction, which a
  // replica whose lease is another's by now does not get.
  const begun = { ...change, attempts: change.attempts + 1 }
  await world.store.transaction(({ flagChanges }) => flagChanges.save([begun]))
  const read = await provider.read(change)
  if (read.kind !== 'known') return fail(world, begun, read)
  const isDry = provider.mode === 'dry' || (await isShadowed(world, world.store.statuses, change))
  const step = needed(begun, read.state, change.attempts, isDry ? 'dry' : 'live')
  if (step.kind === 'nothing') {
    const kind = step.change.state === 'dry' ? 'flag_rollback' : 'flag_changed'
    await commit(world, change, kind, () => Promise.resolve(step.change))
    return
  }
  if (signal?.aborted === true) return
  const why = `Budgeteer, rollback ${change.rollback}: ${change.why}`
  const set =
    step.kind === 'turn-off'
      ? await provider.turnOff(change, why)
      : await provider.putBack(change, step.setting, why)
  if (set.kind !== 'set') return fail(world, step.change, set)
  await commit(world, change, 'flag_changed', () => Promise.resolve(changed(step.change, set.state)))
}

async function fail(
  world: FlagWorld,
  change: FlagChange,
  fault: Parameters<typeof faulted>[1],
): Promise<void> {
  const next = faulted(change, fault, world.clock.now())
  const isOver = next.state !== change.state
  await commit(world, change, isOver ? 'flag_failed' : null, () => Promise.resolve(next))
}

/** Records the next state of a change, with its audit entry, and tells of it. */
async function commit(
  world: FlagWorld,
  before: FlagChange,
  kind: AuditKind | null,
  work: (stores: FlagStores) => Promise<FlagChange>,
): Promise<FlagChange> {
  return world.store.transaction(async (stores) => {
    const isFirst = (await stores.flagChanges.ofRollback(before.rollback)).every(isUntold)
    const next = await work(stores)
    await stores.flagChanges.save([next])
    const moment = momentOf(world)
    const actor = before.restoredBy ?? 'budgeteer'
    if (kind !== null) await stores.audit.append([flagEntry(kind, next, actor, moment.now)])
    await tellRollback(stores, next.rollback, moment, isFirst)
    return next
  })
}

const isUntold = ({ state, attempts }: FlagChange): boolean => state === 'asked' && attempts === 0

import { type ActOutcome, refused } from '../kernel/act-outcome.ts'
import { type Actor, actorOf } from '../people/authority.ts'
import { ENFORCING_ROLE, type RoleBook, roleTitle, SERVICE_OWNER } from '../people/role-book.ts'
import { momentOf } from '../policy/world.ts'
import { type FlagChange, flagName, isRestorable } from './flag-change.ts'
import { flagEntry } from './flag-entry.ts'
import { type FlagRead, isSameSetting } from './flag-provider.ts'
import type { FlagWorld } from './flag-world.ts'
import { tellRollback } from './tell-rollback.ts'

/** What came of the wish to put flags back. */
export type RestoreOutcome =
  | ActOutcome<{ readonly flags: readonly FlagChange[] }>
  /** Somebody has changed these since: whether to put the old setting over theirs is for a person to say. */
  | {
      readonly kind: 'changed-since'
      readonly rollback: string
      readonly flags: readonly { readonly name: string; readonly now: string; readonly before: string }[]
    }

/** Who may: the service's owner, and the role that enforces the policy. */
export function restoreRefusal(actor: Actor, service: string, book: RoleBook): string | null {
  if (actor.doubt !== null) return actor.doubt
  const held = actor.rolesFor(service)
  if ([SERVICE_OWNER, ENFORCING_ROLE].some((role) => held.has(role))) return null
  const titles = [SERVICE_OWNER, ENFORCING_ROLE].map((role) => roleTitle(role, book))
  return actor.doubtFor(service) ?? `Only ${titles.join(' or ')} may put flags back.`
}

/**
 * Owes the way back of a rollback's flags: each as it was when it was switched off.
 *
 * @param anyway also where somebody has changed a flag since
 */
export async function restoreFlags(
  world: FlagWorld,
  rollback: string,
  userId: string,
  anyway: boolean,
): Promise<RestoreOutcome> {
  const actor = await actorOf(world, userId)
  const all = await world.store.flagChanges.ofRollback(rollback)
  const [first] = all
  if (first === undefined) return refused(`There is no rollback ${rollback}. The list has those there are.`)
  const refusal = restoreRefusal(actor, first.service, world.roleBook())
  if (refusal !== null) return refused(refusal)
  const looked = await Promise.all(
    all.filter(isRestorable).map(async (change) => ({ change, found: await foundNow(world, change) })),
  )
  if (looked.length === 0) return refused(nothingToRestore(all))
  const unknown = looked.find(({ found }) => found.kind !== 'known')
  if (unknown !== undefined && unknown.found.kind !== 'known')
    return refused(
      `${flagName(unknown.change)} could not be looked at: ${unknown.found.error}. Nothing was changed.`,
    )
  const touched = looked.filter(({ change, found }) => isTouched(change, found))
  if (touched.length > 0 && !anyway)
    return {
      kind: 'changed-since',
      rollback,
      flags: touched.map(({ change, found }) => ({
        name: flagName(change),
        now: found.kind === 'known' ? found.state.words : '',
        before: change.before?.words ?? '',
      })),
    }
  const flags = await owe(world, rollback, userId, anyway)
  if (flags.length === 0) return refused(nothingToRestore(all))
  world.onFlagsOwed?.()
  return { kind: 'done', thing: { flags } }
}

const foundNow = (world: FlagWorld, change: FlagChange): Promise<FlagRead> =>
  world.flagProviders().get(change.provider)?.read(change) ??
  Promise.resolve({ kind: 'final', error: `no flag provider is called ${change.provider} any more` })

const isTouched = ({ before, after }: FlagChange, found: FlagRead): boolean =>
  found.kind === 'known' &&
  found.state.mark !== after?.mark &&
  !(before !== null && isSameSetting(found.state, before))

function nothingToRestore(changes: readonly FlagChange[]): string {
  const states = new Set(changes.map(({ state }) => state))
  if (states.has('putting-back')) return 'These flags are being put back already.'
  if (states.has('restored')) return 'These flags are as they were.'
  if (states.has('dry')) return 'No flag was changed: the rollback was only said, not done.'
  if (states.has('asked') || states.has('turning-off')) return 'These flags are being rolled back right now.'
  return 'No flag of this rollback was switched off by Budgeteer, so that there is nothing to put back.'
}

function owe(
  world: FlagWorld,
  rollback: string,
  userId: string,
  anyway: boolean,
): Promise<readonly FlagChange[]> {
  return world.store.transaction(async (stores) => {
    const moment = momentOf(world)
    const { now } = moment
    const flags = (await stores.flagChanges.ofRollback(rollback))
      .filter(isRestorable)
      .map((change): FlagChange => ({
        ...change,
        state: 'putting-back',
        owedAt: now,
        notBefore: now,
        attempts: 0,
        error: null,
        restoredBy: userId,
        anyway,
      }))
    await stores.flagChanges.save(flags)
    await stores.audit.append(flags.map((change) => flagEntry('flag_restore', change, userId, now)))
    if (flags.length > 0) await tellRollback(stores, rollback, moment, false)
    return flags
  })
}

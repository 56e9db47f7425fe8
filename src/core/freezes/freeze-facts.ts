import { type Catalog, governed } from '../policy/catalog.ts'
import type { DaySlot } from '../policy/day-slot.ts'
import type { ServiceFacts } from '../policy/decision-facts.ts'
import { coversService, scheduledAsFreeze, windowsAt } from '../policy/freeze-window.ts'
import type { Freeze } from '../policy/freeze.ts'
import { hoursFreeze } from '../policy/hours-freeze.ts'
import { currentLevel } from '../policy/next-status.ts'
import { levelNamed, type Policy } from '../policy/policy.ts'
import type { Status } from '../policy/status.ts'
import { covers, type DeclaredFreeze, type DeclaredFreezeStore, isInForce } from './declared-freeze.ts'
import type { PostmortemStore } from './postmortem.ts'

/** The stores behind the freeze facts of a decision, for the transaction that decides. */
export interface FreezeFactStores {
  readonly declaredFreezes: Pick<DeclaredFreezeStore, 'open'>
  readonly postmortems: Pick<PostmortemStore, 'latest'>
}

/** What bears on a decision, beside the budget. */
export interface FreezeFacts {
  readonly freezes: readonly Freeze[]
  /** A postmortem was filed since the service's level began. */
  readonly isPostmortemFiled: boolean
  /** Where the deployment stands in the calendar; only of what the policy staggers. */
  readonly slot?: DaySlot | undefined
}

/** The freezeFacts of any service at one moment: `at(service, status, isAtGate)`. */
export type FreezeFactsNow = (service: string, status: Status | undefined, isAtGate?: boolean) => FreezeFacts

/**
 * Loads what bears on decisions at `now`: declared freezes, scheduled windows, correctness incidents, the level's hours,
 * and the postmortem that was filed since the level began. Every decision takes it from here.
 */
export async function loadFreezeFacts(
  stores: FreezeFactStores,
  catalog: Catalog,
  now: number,
): Promise<FreezeFactsNow> {
  const declared = (await stores.declaredFreezes.open()).filter((freeze) => isInForce(freeze, now))
  const filed = await stores.postmortems.latest()
  const windows = windowsAt(catalog.windows ?? [], now)

  return (service, status, isAtGate = false) => {
    const policy = governed(catalog, service)?.policy
    const level = policy && status && levelNamed(policy, status.level)
    const hours = policy && level && hoursFreeze(level, policy.timeZone, now, isAtGate)
    const filedAt = filed.get(service)
    return {
      freezes: [
        ...declared.filter((freeze) => covers(freeze, service)).map(declaredAsFreeze),
        ...windows.filter(({ window }) => coversService(window, service)).map(scheduledAsFreeze),
        ...(hours ? [hours] : []),
      ],
      isPostmortemFiled: status !== undefined && filedAt !== undefined && filedAt >= status.since,
    }
  }
}

const declaredAsFreeze = ({ kind, id, reason, declaredAt, until }: DeclaredFreeze): Freeze =>
  kind === 'correctness'
    ? { kind, id, reason, since: declaredAt }
    : { kind: 'declared', id, reason, since: declaredAt, until }

/** The requirements that are met: what was answered, and where a postmortem is asked for, the one that was filed. */
function metBy(
  policy: Policy,
  answered: Iterable<string>,
  { isPostmortemFiled }: FreezeFacts,
): ReadonlySet<string> {
  const filed = [...policy.requirements.values()].filter(({ kind }) => kind === 'postmortem')
  const met = new Set(answered)
  for (const { name } of filed) {
    if (isPostmortemFiled) met.add(name)
    else met.delete(name)
  }
  return met
}

/** What a decision on any change of a service rests on, given what was answered of its requirements. */
export const serviceFacts = (
  policy: Policy,
  service: string,
  status: Status | undefined,
  freezeFacts: FreezeFacts,
  answered: Iterable<string>,
  now: number,
): ServiceFacts => ({
  service,
  ...currentLevel(status, policy, now),
  freezes: freezeFacts.freezes,
  slot: freezeFacts.slot,
  met: metBy(policy, answered, freezeFacts),
})

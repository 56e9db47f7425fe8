import { type Catalog, governed } from '../policy/catalog.ts'
import { coversService, holdOf, windowsAt } from '../policy/freeze-window.ts'
import type { Hold } from '../policy/hold.ts'
import { hoursHold } from '../policy/hours-hold.ts'
import { levelNamed } from '../policy/policy.ts'
import type { Status } from '../policy/status.ts'
import { covers, type DeclaredHold, type DeclaredHoldStore, isInForce } from './declared-hold.ts'
import type { PostmortemStore } from './postmortem.ts'

/** The stores that tell what bears on a decision, for the transaction that decides. */
export interface BearingStores {
  readonly declaredHolds: Pick<DeclaredHoldStore, 'open'>
  readonly postmortems: Pick<PostmortemStore, 'latest'>
}

/** What bears on every decision about a service, beside its budget. */
export interface Bearings {
  readonly holds: readonly Hold[]
  /** Requirements that are met for the service as a whole, whoever asks. */
  readonly met: readonly string[]
}

/** The bearings of any service at one moment: `at(service, status, isAtGate)`. */
export type BearingsNow = (service: string, status: Status | undefined, isAtGate?: boolean) => Bearings

/** The requirement that nobody fills in: it is met for all requests of a service by filing the postmortem. */
export const POSTMORTEM = 'postmortem'

/**
 * Loads what bears on decisions at `now`: declared freezes, scheduled windows, correctness incidents, the level's hours,
 * and the postmortem that was filed since the level began. Every decision takes it from here.
 */
export async function loadBearings(
  stores: BearingStores,
  catalog: Catalog,
  now: number,
): Promise<BearingsNow> {
  const declared = (await stores.declaredHolds.open()).filter((hold) => isInForce(hold, now))
  const filed = await stores.postmortems.latest()
  const windows = windowsAt(catalog.windows ?? [], now)

  return (service, status, isAtGate = false) => {
    const policy = governed(catalog, service)?.policy
    const level = policy && status && levelNamed(policy, status.level)
    const hours = policy && level && hoursHold(level, policy.timeZone, now, isAtGate)
    const filedAt = filed.get(service)
    return {
      holds: [
        ...declared.filter((hold) => covers(hold, service)).map(holdDeclared),
        ...windows.filter(({ window }) => coversService(window, service)).map(holdOf),
        ...(hours ? [hours] : []),
      ],
      met: status !== undefined && filedAt !== undefined && filedAt >= status.since ? [POSTMORTEM] : [],
    }
  }
}

const holdDeclared = ({ kind, id, reason, declaredAt, until }: DeclaredHold): Hold =>
  kind === 'correctness'
    ? { kind, id, reason, since: declaredAt }
    : { kind: 'declared', id, reason, since: declaredAt, until }

/** The requirements that are met: those of the service, and of the answers all that are for the requester to fill in. */
export const metBy = (answered: Iterable<string>, { met }: Bearings): ReadonlySet<string> =>
  new Set([...[...answered].filter((name) => name !== POSTMORTEM), ...met])

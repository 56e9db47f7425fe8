import type { AuditKind, Json, NewAuditEntry } from '../kernel/audit/audit-entry.ts'
import type { ReadingStore } from '../budgets/reading.ts'
import type { SliSource } from '../budgets/sli-source.ts'
import type { Approver } from '../policy/seats.ts'
import type { GatePassStore } from '../requests/gate-pass.ts'
import type { RequestStores } from '../requests/request-world.ts'
import type { Identity } from '../people/identity.ts'
import { rolesOf } from '../people/role-book.ts'
import { type Rollout, type RolloutStore, stageReached } from './rollout.ts'
import type { World } from '../policy/world.ts'

export interface RolloutStores extends RequestStores {
  readonly rollouts: RolloutStore
  readonly gatePasses: Pick<GatePassStore, 'last'>
  readonly readings: Pick<ReadingStore, 'latest'>
}

export interface RolloutWorld extends World<RolloutStores, 'rollouts' | 'requests'> {
  readonly source: SliSource
}

/** An audit entry about a rollout. */
export const rolloutEntry = (
  kind: AuditKind,
  actor: string,
  rollout: Rollout,
  at: number,
  data: { readonly [key: string]: Json } = {},
): NewAuditEntry => ({
  at,
  kind,
  actor,
  service: rollout.service,
  data: {
    rollout: rollout.id,
    request: rollout.requestId,
    revision: rollout.revision,
    environment: rollout.environment,
    level: rollout.level,
    stage: stageReached(rollout)?.title ?? null,
    state: rollout.state,
    ...data,
  },
})

export const signersOf = (rollouts: readonly Rollout[]): ReadonlySet<string> =>
  new Set(rollouts.flatMap(({ signedBy }) => signedBy.map(({ userId }) => userId)))

/** Whether somebody has signed since `asked` were looked up: then all are looked up once more. */
export const hasNewSigner = (rollout: Rollout, asked: ReadonlySet<string>): boolean =>
  rollout.signedBy.some(({ userId }) => !asked.has(userId))

/** Those of these people who could be looked up, with the roles that they hold today. */
export function peopleToday(
  world: Pick<RolloutWorld, 'roleBook'>,
  identities: ReadonlyMap<string, Identity>,
  service: string,
): Approver[] {
  const book = world.roleBook()
  return [...identities.values()].flatMap((identity) =>
    identity.known ? [{ userId: identity.userId, roles: rolesOf(identity, service, book) }] : [],
  )
}

import type { Service } from '../budgets/slo.ts'
import type { Ids } from '../kernel/time/clock.ts'
import type { PolicyNotice } from '../policy/policy.ts'
import type { FlagChange, FlagChangeStore } from './flag-change.ts'

/** A notice with `flags: roll-back` that has begun to hold. */
export interface RollbackAsked {
  readonly service: Service
  readonly notice: PolicyNotice
  readonly slo: string
  readonly inShadow: boolean
}

/**
 * Puts on record that a service's flags are to be rolled back, in the transaction that says the notice. What the flags are set
 * to is looked up afterwards. One burn is one rollback: within the cool-down of the one before nothing is asked.
 */
export async function askRollback(
  stores: { readonly flagChanges: Pick<FlagChangeStore, 'save' | 'lastAskedAt'> },
  { service, notice, slo, inShadow }: RollbackAsked,
  ids: Ids,
  at: number,
): Promise<void> {
  const { flags = [] } = service
  if (notice.flags === undefined || flags.length === 0) return
  const last = await stores.flagChanges.lastAskedAt(service.name)
  if (last !== null && at - last < notice.flags.coolDownMs) return
  const rollback = ids.next('fr')
  await stores.flagChanges.save(
    flags.map((flag): FlagChange => ({
      ...flag,
      id: ids.next('fc'),
      rollback,
      service: service.name,
      notice: notice.name,
      why: notice.text,
      slo,
      inShadow,
      state: 'asked',
      mode: null,
      before: null,
      after: null,
      askedAt: at,
      owedAt: at,
      attempts: 0,
      notBefore: at,
      error: null,
      restoredBy: null,
      anyway: false,
    })),
  )
}

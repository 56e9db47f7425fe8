import type { AuditLog, Json } from '../kernel/audit/audit-entry.ts'
import type { Transactor } from '../kernel/transaction.ts'
import {
  type DiscoveredSloStore,
  type DiscoveryOf,
  type DiscoveryStep,
  type FollowedSlo,
  nextDiscovered,
} from '../budgets/discovered.ts'
import { sloKey } from '../budgets/slo.ts'
import { windowText } from '../budgets/slo-window.ts'

export interface DiscoveryStores {
  readonly discovered: DiscoveredSloStore
  readonly audit: AuditLog
}

/** Follows what the sources answered, and records what appeared, changed and was dropped. */
export async function followDiscovered(
  store: Transactor<DiscoveryStores>,
  answers: readonly DiscoveryOf[],
  isWanted: (followed: Pick<FollowedSlo, 'slo' | 'source'>) => boolean,
  now: number,
): Promise<DiscoveryStep> {
  return store.transaction(async ({ discovered, audit }) => {
    const step = nextDiscovered(await discovered.all(), answers, isWanted, now)
    await discovered.remove(step.dropped)
    await discovered.save(step.toSave)
    const { appeared, changed, dropped } = step
    if (appeared.length + changed.length + dropped.length > 0)
      await audit.append([
        {
          at: now,
          kind: 'discovery',
          actor: 'budgeteer',
          service: '*',
          data: {
            appeared: appeared.map(described),
            changed: changed.map(described),
            dropped: dropped.map(described),
          },
        },
      ])
    return step
  })
}

const described = ({ slo, source }: FollowedSlo): Json => ({
  slo: sloKey(slo),
  source,
  by: slo.sli.kind === 'recorded' ? slo.sli.by : slo.sli.kind,
  objective: Number(slo.objective.percent),
  window: windowText(slo.window),
})

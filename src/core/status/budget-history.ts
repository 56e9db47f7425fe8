import type { Reading, ReadingStore } from '../budgets/reading.ts'
import type { BudgetHistory } from '../policy/budget-facts.ts'
import { conditionsIn } from '../policy/condition.ts'
import type { Policy } from '../policy/policy.ts'

export type PastReadings = Pick<ReadingStore, 'exhaustedSince' | 'missedRatio'>

/** What the stored readings say of a service's SLOs, by name, as far as the conditions of its policy ask. */
export async function budgetHistories(
  store: PastReadings,
  readings: readonly Reading[],
  policy: Policy,
): Promise<ReadonlyMap<string, BudgetHistory>> {
  const conditions = conditionsIn(policy)
  const asksExhaustion = conditions.some(({ kind }) => kind === 'exhausted_for')
  const periods = new Set(conditions.flatMap((one) => (one.kind === 'missed' ? [one.withinMs] : [])))
  const histories = new Map<string, BudgetHistory>()
  if (!asksExhaustion && periods.size === 0) return histories
  for (const { service, slo, at } of readings) {
    const exhaustedSince = asksExhaustion ? await store.exhaustedSince(service, slo) : undefined
    const missedRatios = new Map<number, number | null>()
    for (const periodMs of periods)
      missedRatios.set(periodMs, (await store.missedRatio(service, slo, at - periodMs, at)) ?? null)
    histories.set(slo, { exhaustedSince: exhaustedSince ?? null, missedRatios })
  }
  return histories
}

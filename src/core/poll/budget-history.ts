import type { Reading, ReadingStore } from '../budgets/reading.ts'
import type { BudgetHistory } from '../policy/budget-facts.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import { conditionsIn } from '../policy/condition.ts'
import type { Policy } from '../policy/policy.ts'

/** By service, then by SLO name. */
export type BudgetHistories = ReadonlyMap<string, ReadonlyMap<string, BudgetHistory>>

type PastReadings = Pick<ReadingStore, 'exhaustedSince' | 'missedRatio'>

/** What the stored readings say of the SLOs just read, as far as the conditions of their policies ask. */
export async function budgetHistories(
  store: PastReadings,
  readings: readonly Reading[],
  catalog: Catalog,
): Promise<BudgetHistories> {
  const histories = new Map<string, Map<string, BudgetHistory>>()
  for (const { service, slo, at } of readings) {
    const policy = governed(catalog, service)?.policy
    const history = policy && (await historyOf(store, service, slo, at, policy))
    if (history === undefined) continue
    const own = histories.get(service) ?? new Map<string, BudgetHistory>()
    histories.set(service, own.set(slo, history))
  }
  return histories
}

async function historyOf(
  store: PastReadings,
  service: string,
  slo: string,
  at: number,
  policy: Policy,
): Promise<BudgetHistory | undefined> {
  const conditions = conditionsIn(policy)
  const asksExhaustion = conditions.some(({ kind }) => kind === 'exhausted_for')
  const periods = new Set(conditions.flatMap((one) => (one.kind === 'missed' ? [one.withinMs] : [])))
  if (!asksExhaustion && periods.size === 0) return undefined
  const exhaustedSince = asksExhaustion ? await store.exhaustedSince(service, slo) : undefined
  const missedRatios = new Map<number, number | null>()
  for (const periodMs of periods)
    missedRatios.set(periodMs, (await store.missedRatio(service, slo, at - periodMs, at)) ?? null)
  return { exhaustedSince: exhaustedSince ?? null, missedRatios }
}

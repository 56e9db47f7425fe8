import type { CostModel } from '../budgets/cost-model.ts'
import { type Money, moneyOf, moneyWords } from '../cost/money.ts'
import { MINUTE_MS } from '../kernel/time/duration.ts'
import type { Incident } from './incident.ts'

type Harmed = Pick<Incident, 'startedAt' | 'endedAt' | 'failedRatio' | 'failedEvents'>

/** What an incident has cost by `now`; null where its service has no price, or what failed is not known. */
export const incidentMoney = (
  { startedAt, endedAt, failedRatio, failedEvents }: Harmed,
  model: CostModel | undefined,
  now: number,
): Money | null =>
  moneyOf(model, {
    badMinutes:
      failedRatio === null ? null : (Math.max(0, (endedAt ?? now) - startedAt) / MINUTE_MS) * failedRatio,
    failedRequests: failedEvents,
  })

/** The same for people: `EUR 1,240`. */
export function incidentMoneyWords(
  incident: Harmed,
  model: CostModel | undefined,
  now: number,
): string | null {
  const money = incidentMoney(incident, model, now)
  return money && moneyWords(money)
}

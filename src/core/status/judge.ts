import type { MeasuredReading, Reading } from '../budgets/reading.ts'
import type { Service } from '../budgets/slo.ts'
import type { BudgetHistory } from '../policy/budget-facts.ts'
import { type Catalog, governed } from '../policy/catalog.ts'
import { nextStatus } from '../policy/next-status.ts'
import { type Policy, UNKNOWN_LEVEL } from '../policy/policy.ts'
import type { Status, StatusStore, Transition } from '../policy/status.ts'
import { budgetHistories, type PastReadings } from './budget-history.ts'

/** A service's status, with all that it was judged on. */
export interface JudgedService {
  readonly service: Service
  readonly policy: Policy
  readonly before: Status | undefined
  readonly status: Status
  readonly readings: readonly Reading[]
  /** By SLO name. */
  readonly histories: ReadonlyMap<string, BudgetHistory>
  /** Of the SLO that decides; undefined where it is missing. */
  readonly reading: MeasuredReading | undefined
}

/** The statuses of these services after the readings of one time, given those before. Writes nothing. */
export async function judge(
  stores: { readonly statuses: Pick<StatusStore, 'all'>; readonly readings: PastReadings },
  catalog: Catalog,
  services: readonly Service[],
  readings: readonly Reading[],
  at: number,
): Promise<readonly JudgedService[]> {
  const statuses = new Map((await stores.statuses.all()).map((status) => [status.service, status]))
  const readingsOf = Map.groupBy(readings, ({ service }) => service)
  const judged: JudgedService[] = []
  for (const service of services) {
    const policy = governed(catalog, service.name)?.policy
    if (policy === undefined)
      throw new Error(`service ${service.name} names the unknown policy ${service.policy}`)
    const own = readingsOf.get(service.name) ?? []
    const histories = await budgetHistories(stores.readings, own, policy)
    const before = statuses.get(service.name)
    const status = nextStatus(before, service.name, own, policy, at, histories)
    const reading = own.find((one) => one.kind === 'measured' && one.slo === status.slo)
    judged.push({
      service,
      policy,
      before,
      status,
      readings: own,
      histories,
      reading: reading?.kind === 'measured' ? reading : undefined,
    })
  }
  return judged
}

export const hasMoved = ({ before, status }: JudgedService): boolean =>
  status.level !== (before?.level ?? UNKNOWN_LEVEL)

/** From the level before, which is the same where only the policy was edited. */
export const transitionOf = ({ before, status }: JudgedService, id: string): Transition => ({
  id,
  service: status.service,
  from: before?.level ?? UNKNOWN_LEVEL,
  to: status.level,
  at: status.polledAt,
  slo: status.slo,
  remainingRatio: status.remainingRatio,
  policyVersion: status.policyVersion,
})

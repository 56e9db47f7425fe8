import { type Moment, momentOf, type World } from '../policy/world.ts'
import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { SliSource } from '../budgets/sli-source.ts'
import { HOUR_MS, MINUTE_MS } from '../kernel/time/duration.ts'
import { type CostedTime, type IncidentCost, incidentCost, incidentCosts } from './incident-cost.ts'
import type { Incident } from './incident.ts'
import { headEdit, type TellStores, update } from './tell-incident.ts'

export interface CostStores extends TellStores {
  readonly audit: AuditLog
}

export type CostWorld = World<CostStores, 'incidents'> & { readonly source: SliSource }

/** The last events of an incident are scraped or pushed within this time. */
const LATE_DATA_MS = MINUTE_MS
/** An incident whose data has not come by then stays without a cost. */
const GIVE_UP_MS = HOUR_MS

interface Costed {
  readonly incident: Incident
  readonly cost: IncidentCost
  readonly isFinal: boolean
}

/**
 * Recalculates the cost of every incident that goes on or has just ended: measures first, then saves all together.
 * Returns the number whose cost is final now. Rejects when the store fails or `signal` aborts.
 */
export async function costIncidents(world: CostWorld, signal?: AbortSignal): Promise<number> {
  const unsettled = await world.store.incidents.unsettled()
  if (unsettled.length === 0) return 0
  const now = world.clock.now()
  const costed = await measured(world, unsettled, now, signal)
  return world.store.transaction(async (stores) => {
    const context = momentOf(world, now)
    let settled = 0
    for (const one of costed) if (await keep(stores, one, context)) settled += 1
    return settled
  })
}

async function measured(
  { catalog, source }: CostWorld,
  incidents: readonly Incident[],
  now: number,
  signal: AbortSignal | undefined,
): Promise<readonly Costed[]> {
  const { services } = catalog()
  const known = incidents.flatMap((incident) => {
    const service = services.get(incident.service)
    return service === undefined ? [] : [{ incident, time: { ...incident, service } satisfies CostedTime }]
  })
  const open = known.filter(({ incident }) => incident.endedAt === null)
  const costs = await incidentCosts(
    source,
    open.map(({ time }) => time),
    now,
    signal,
  )
  const costed = open.flatMap(({ incident }, index): readonly Costed[] => {
    const cost = costs[index]
    return cost === undefined ? [] : [{ incident, cost, isFinal: false }]
  })
  for (const { incident, time } of known) {
    if (incident.endedAt === null) continue
    const cost = await incidentCost(source, time, now, signal)
    const sinceEndMs = now - incident.endedAt
    const isFinal = sinceEndMs >= (cost.costRatio === null ? GIVE_UP_MS : LATE_DATA_MS)
    costed.push({ incident, cost, isFinal })
  }
  // Services that are no longer configured cannot be measured.
  const lost = incidents.filter(({ service }) => !services.has(service))
  return [...costed, ...lost.map((incident) => ({ incident, cost: incident, isFinal: true }))]
}

/** Whether the cost is final now. An incident that was changed meanwhile is measured again next time. */
async function keep(stores: CostStores, costed: Costed, context: Moment): Promise<boolean> {
  const { incident: measured, isFinal } = costed
  const { failedRatio, costRatio, slo } = costed.cost.costRatio === null ? measured : costed.cost
  const incident = await stores.incidents.byId(measured.id)
  const isSame =
    incident?.startedAt === measured.startedAt &&
    incident.endedAt === measured.endedAt &&
    incident.mergedInto === null &&
    !incident.isCostFinal
  if (!isSame) return false
  const now: Incident = { ...incident, failedRatio, costRatio, slo, isCostFinal: isFinal }
  await stores.incidents.save(now)
  if (!isFinal) {
    if (isWorthTelling(incident, now)) await stores.outbox.owe(headEdit(now, context))
    return false
  }
  await stores.audit.append([
    {
      at: context.now,
      kind: 'incident_cost',
      actor: 'budgeteer',
      service: incident.service,
      data: { incident: incident.id, failedRatio, costRatio, slo },
    },
  ])
  await stores.outbox.owe([...headEdit(now, context), ...over(now, context)])
  return true
}

const over = (incident: Incident, context: Moment): readonly ReturnType<typeof update>[] =>
  incident.endedAt === null ? [] : [update(incident, { event: 'over' }, context)]

/** A running figure is shown when it is first known, and then at each further percent of the budget. */
const isWorthTelling = (before: Incident, now: Incident): boolean =>
  now.costRatio !== null &&
  (before.costRatio === null || Math.floor(now.costRatio * 100) !== Math.floor(before.costRatio * 100))

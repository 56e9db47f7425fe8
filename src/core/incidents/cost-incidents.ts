import { type Moment, momentOf, type World } from '../policy/world.ts'
import type { AuditLog } from '../kernel/audit/audit-entry.ts'
import type { SliSource } from '../budgets/sli-source.ts'
import { HOUR_MS, MINUTE_MS } from '../kernel/time/duration.ts'
import { type CostedTime, type IncidentCost, incidentCosts } from './incident-cost.ts'
import type { CostPace } from './cost-pace.ts'
import type { Incident, Unsettled } from './incident.ts'
import { editStorm, headEdit, isOneOfMany, type TellStores, update } from './tell-incident.ts'

export interface CostStores extends TellStores {
  readonly audit: AuditLog
}

export type CostWorld = World<CostStores, 'incidents'> & {
  readonly source: SliSource
  /** Left out: every incident is measured each time. */
  readonly pace?: CostPace
}

/** The last events of an incident are scraped or pushed within this time. */
const LATE_DATA_MS = MINUTE_MS
/** An incident whose data has not come by then stays without a cost. */
const GIVE_UP_MS = HOUR_MS

interface Costed {
  readonly incident: Unsettled
  readonly cost: IncidentCost
  readonly isFinal: boolean
}

/**
 * Recalculates what incidents cost that go on or have just ended, as far as it may have moved: measures first, then saves all
 * together. Returns the number whose cost is final now. Rejects when the store fails or `signal` aborts.
 */
export async function costIncidents(world: CostWorld, signal?: AbortSignal): Promise<number> {
  const unsettled = await world.store.incidents.unsettled()
  const now = world.clock.now()
  const due = world.pace?.due(unsettled, now) ?? unsettled
  if (due.length === 0) return 0
  const costed = (await measured(world, due, now, signal)).filter(isWorthKeeping)
  world.pace?.looked(due, now)
  if (costed.length === 0) return 0
  return world.store.transaction(async (stores) => {
    const context = momentOf(world, now)
    const storms = new Set<string>()
    let settled = 0
    for (const one of costed) if (await keep(stores, one, storms, context)) settled += 1
    for (const storm of storms) await editStorm(stores, storm, context)
    return settled
  })
}

async function measured(
  { catalog, source }: CostWorld,
  incidents: readonly Unsettled[],
  now: number,
  signal: AbortSignal | undefined,
): Promise<readonly Costed[]> {
  const { services } = catalog()
  const known = incidents.flatMap((incident) => {
    const service = services.get(incident.service)
    return service === undefined ? [] : [{ incident, time: { ...incident, service } satisfies CostedTime }]
  })
  // Many alerts begin and end together: those of one end are measured together, and running figures from whole minutes.
  const byEnd = Map.groupBy(known, ({ incident }) => incident.endedAt)
  const costed: Costed[] = []
  for (const [endedAt, together] of byEnd) {
    const times = together.map(({ time }) =>
      endedAt === null ? { ...time, startedAt: wholeMinute(time.startedAt, now) } : time,
    )
    const costs = await incidentCosts(source, times, endedAt ?? now, signal)
    for (const [index, { incident }] of together.entries()) {
      const cost = costs[index] ?? incident
      const lateMs = cost.costRatio === null ? GIVE_UP_MS : LATE_DATA_MS
      costed.push({ incident, cost, isFinal: endedAt !== null && now - endedAt >= lateMs })
    }
  }
  // Services that are no longer configured cannot be measured.
  const lost = incidents.filter(({ service }) => !services.has(service))
  return [...costed, ...lost.map((incident) => ({ incident, cost: incident, isFinal: true }))]
}

/** A whole number of minutes before `now`, and at least one. */
const wholeMinute = (startedAt: number, now: number): number =>
  now - Math.max(1, Math.round((now - startedAt) / MINUTE_MS)) * MINUTE_MS

/** Whether the cost is final now. An incident that was changed meanwhile is measured again next time. */
async function keep(
  stores: CostStores,
  costed: Costed,
  storms: Set<string>,
  context: Moment,
): Promise<boolean> {
  const { incident: measured, isFinal } = costed
  const { failedRatio, failedEvents, costRatio, slo } = figuresOf(costed)
  const incident = await stores.incidents.byId(measured.id)
  const isSame =
    incident?.startedAt === measured.startedAt &&
    incident.endedAt === measured.endedAt &&
    incident.mergedInto === null &&
    !incident.isCostFinal
  if (!isSame) return false
  const now: Incident = { ...incident, failedRatio, failedEvents, costRatio, slo, isCostFinal: isFinal }
  await stores.incidents.save(now)
  if (isFinal || isWorthTelling(incident, now)) {
    await stores.outbox.owe(headEdit(now, context))
    if (now.storm !== null) storms.add(now.storm)
  }
  if (!isFinal) return false
  await stores.audit.append([
    {
      at: context.now,
      kind: 'incident_cost',
      actor: 'budgeteer',
      service: incident.service,
      data: { incident: incident.id, failedRatio, costRatio, slo },
    },
  ])
  if (now.endedAt !== null && !isOneOfMany(now))
    await stores.outbox.owe([update(now, { event: 'over' }, context)])
  return true
}

/** Where there is no data now, the figures of before stay. */
const figuresOf = ({ incident, cost }: Costed): IncidentCost => (cost.costRatio === null ? incident : cost)

/** A running figure is kept when a thousandth of the budget more is gone, or a thousandth of the requests more fails. */
function isWorthKeeping(costed: Costed): boolean {
  const { incident: before, isFinal } = costed
  const now = figuresOf(costed)
  return (
    isFinal ||
    now.slo !== before.slo ||
    thousandths(now.costRatio) !== thousandths(before.costRatio) ||
    thousandths(now.failedRatio) !== thousandths(before.failedRatio)
  )
}

const thousandths = (ratio: number | null): number | null => ratio && Math.round(ratio * 1_000)

/** A running figure is shown when it is first known, and then at each further percent of the budget. */
const isWorthTelling = (before: Incident, now: Incident): boolean =>
  now.costRatio !== null &&
  (before.costRatio === null || Math.floor(now.costRatio * 100) !== Math.floor(before.costRatio * 100))

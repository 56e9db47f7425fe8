import type { DeclaredFreezeStore } from '../freezes/declared-freeze.ts'
import type { LevelFreezeStore } from '../freezes/level-freeze.ts'
import type { Incident, IncidentStore } from '../incidents/incident.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import type { StatusStore } from '../policy/status.ts'

/** So long before a level begins what has led to it may have been over. */
const LEAD_MS = 7 * DAY_MS

/**
 * The incident that a freeze is about, by its id or that of its level's transition: of those that had begun by its end the dearest,
 * or else the last.
 */
export async function incidentOfFreeze(
  stores: {
    readonly levelFreezes: Pick<LevelFreezeStore, 'byId'>
    readonly declaredFreezes: Pick<DeclaredFreezeStore, 'byId'>
    readonly statuses: Pick<StatusStore, 'transition'>
    readonly incidents: Pick<IncidentStore, 'during'>
  },
  id: string,
): Promise<Incident | undefined> {
  const freeze = await stores.levelFreezes.byId(id)
  const declared = freeze === undefined ? await stores.declaredFreezes.byId(id) : undefined
  const transition =
    freeze === undefined && declared === undefined ? await stores.statuses.transition(id) : undefined
  const service = (freeze ?? declared ?? transition)?.service
  const beganAt = freeze?.beganAt ?? declared?.declaredAt ?? transition?.at
  if (service === undefined || beganAt === undefined) return undefined
  const until = (freeze ?? declared)?.endedAt ?? Number.MAX_SAFE_INTEGER
  const found = await stores.incidents.during(service, beganAt - LEAD_MS, until)
  return found.reduce<Incident | undefined>(
    (dearest, one) =>
      dearest === undefined || (one.costRatio ?? 0) >= (dearest.costRatio ?? 0) ? one : dearest,
    undefined,
  )
}

import type { Moment } from '../policy/world.ts'
import type { AlertKey, Incident } from './incident.ts'
import { type DetectedAlert, type IncidentChange, recordFiring, type RecordStores } from './record-firing.ts'
import { tellChanges, type TellStores } from './tell-incident.ts'

export type DetectedStores = RecordStores & TellStores

export interface DetectedOutcome {
  readonly incident: Incident
  /** Empty when it was known already: nothing is recorded or posted. */
  readonly changes: readonly IncidentChange[]
}

/**
 * Opens the incident of an alert that fires since `startedAt`, in the caller's transaction. One that is open already is
 * answered as it is; one that ended a short while ago goes on. Its cost is worked out after the transaction, at every poll.
 */
export async function openDetectedIncident(
  stores: DetectedStores,
  alert: DetectedAlert,
  startedAt: number,
  context: Moment,
): Promise<DetectedOutcome> {
  const known = await stores.incidents.episodes(alert)
  const open = known.findLast(({ endedAt }) => endedAt === null)
  const recorded = await recordFiring(
    stores,
    alert,
    { startedAt: open?.startedAt ?? startedAt, endedAt: null },
    context,
  )
  await tellChanges(stores, recorded.changes, context)
  return recorded
}

/**
 * Ends the open incident of an alert at `endedAt`, in the caller's transaction, and asks for its final cost. Undefined when
 * none is open.
 */
export async function closeDetectedIncident(
  stores: DetectedStores,
  key: AlertKey,
  endedAt: number,
  context: Moment,
): Promise<DetectedOutcome | undefined> {
  const known = await stores.incidents.episodes(key)
  const open = known.findLast((episode) => episode.endedAt === null)
  if (open === undefined) return undefined
  const incident = await stores.incidents.byId(open.incident)
  const service = incident && context.catalog.services.get(incident.service)
  if (incident === undefined) return undefined
  const alert: DetectedAlert = {
    ...key,
    what: incident.what,
    service: service ?? { name: incident.service, title: incident.service, policy: '', slos: [] },
  }
  const firing = { startedAt: open.startedAt, endedAt: Math.max(endedAt, open.startedAt) }
  const recorded = await recordFiring(stores, alert, firing, context)
  await tellChanges(stores, recorded.changes, context)
  return recorded
}

import { editDistance } from '../kernel/nearest.ts'
import { DAY_MS } from '../kernel/time/duration.ts'
import type { Incident, IncidentStore } from '../incidents/incident.ts'

const LOOKED_BACK_MS = 400 * DAY_MS
const MOST = 5
/** So many wrong characters are a misspelling. */
const MISSPELT = 3

/** The incidents that may have been meant by an id that names none: those of the nearest ids, and then the newest. */
export async function incidentsNear(
  incidents: Pick<IncidentStore, 'since'>,
  id: string,
  now: number,
): Promise<readonly Incident[]> {
  const known = await incidents.since(undefined, now - LOOKED_BACK_MS)
  const newest = known.toReversed().slice(0, MOST)
  const near = known
    .map((incident) => ({ incident, distance: editDistance(id.slice(0, 40), incident.id) }))
    .filter(({ distance }) => distance <= MISSPELT)
    .toSorted((one, other) => one.distance - other.distance)
    .map(({ incident }) => incident)
  return [...new Set([...near, ...newest])].slice(0, MOST)
}

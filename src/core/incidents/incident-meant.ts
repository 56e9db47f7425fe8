import type { Incident, IncidentStore } from './incident.ts'

/** A text that names more than this is no postmortem of one incident. */
const MOST_NAMES = 10

/**
 * The incident of a service that something is about: the one that was chosen, or else the first whose id stands in the text. Of a
 * part it is the whole. Null where none is named: a guess would be worse.
 */
export async function incidentMeant(
  incidents: Pick<IncidentStore, 'byId'>,
  service: string,
  chosen: string | null,
  text: string,
): Promise<Incident | null> {
  const names =
    chosen === null ? [...text.matchAll(/(?<![\w-])i[-_][\w-]+/g)].map(([name]) => name) : [chosen]
  for (const name of names.slice(0, MOST_NAMES)) {
    const found = await incidents.byId(name)
    if (found?.service !== service) continue
    return found.mergedInto === null ? found : ((await incidents.byId(found.mergedInto)) ?? found)
  }
  return null
}

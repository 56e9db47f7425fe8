import type { AlertKey, Episode, Incident, IncidentNote } from '../incidents/incident.ts'
import { threadOf } from '../incidents/tell-incident.ts'
import type { Postmortem } from '../freezes/postmortem.ts'
import type { PostedMessage } from '../kernel/outbox/owed-message.ts'
import { type History, historyOf } from './history.ts'
import type { RecordStores } from './record-world.ts'

/** An incident with what belongs to it. */
export interface IncidentRecord {
  readonly incident: Incident
  /** Those that turned out to be a part of it, oldest first. */
  readonly parts: readonly Incident[]
  /** Each time that its alert fired: the first ones, oldest first. */
  readonly episodes: readonly (AlertKey & Episode)[]
  /** Oldest first. */
  readonly notes: readonly IncidentNote[]
  /** Those that were filed of it, oldest first. */
  readonly postmortems: readonly Postmortem[]
  readonly history: History
  /** The head of its thread, or of the many that it is told among. */
  readonly posted: PostedMessage | undefined
}

export const MOST_EPISODES = 200

/** Undefined for an id that names none. */
export async function incidentRecord(stores: RecordStores, id: string): Promise<IncidentRecord | undefined> {
  const incident = await stores.incidents.byId(id)
  if (incident === undefined) return undefined
  return {
    incident,
    parts: await stores.incidents.partsOf(id),
    episodes: await stores.incidents.episodesOf(id, MOST_EPISODES),
    notes: await stores.incidents.notes(id),
    postmortems: await stores.postmortems.about(id),
    history: await historyOf(stores, id),
    posted: await stores.deliveries.posted(incident.storm ?? threadOf(incident)),
  }
}

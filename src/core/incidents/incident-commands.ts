import type { ReceivedAlert } from './alert.ts'
import { actable, closeIncident, type Correction, correctIncident, noteIncident } from './correct-incident.ts'
import { enterIncident, type IncidentEntered } from './enter-incident.ts'
import type { AlertWorld } from './incident-world.ts'
import { takeAlerts } from './take-alerts.ts'

export type IncidentCommands = ReturnType<typeof incidentCommands>

/** Incidents: what alerts and people say of them. */
export const incidentCommands = (world: AlertWorld) => ({
  /** Of one service or of all, those that lasted past `since`, oldest first. */
  since: (service: string | undefined, since: number) => world.store.incidents.since(service, since),
  /** The same with what people noted beside them, `most` at the most: the newest. */
  withNotes: async (service: string | undefined, since: number, most: number) => {
    const found = (await world.store.incidents.since(service, since)).slice(-most)
    return Promise.all(
      found.map(async (incident) => ({ incident, notes: await world.store.incidents.notes(incident.id) })),
    )
  },
  byId: (id: string) => world.store.incidents.byId(id),
  notes: (id: string) => world.store.incidents.notes(id),
  enter: (input: IncidentEntered) => enterIncident(world, input),
  /** The incident, if somebody may correct it and note something on it: before a form is opened. */
  actable: (id: string, userId: string) => actable(world, id, userId),
  correct: (id: string, correction: Correction, userId: string) =>
    correctIncident(world, id, correction, userId),
  close: (id: string, userId: string) => closeIncident(world, id, userId),
  note: (id: string, text: string, userId: string) => noteIncident(world, id, text, userId),
  /** Alerts that Alertmanager brings; those that name no known service are answered as ignored. */
  takeAlerts: (alerts: readonly ReceivedAlert[]) => takeAlerts(world, alerts),
})

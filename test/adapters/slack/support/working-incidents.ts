import type { ActOutcome } from '../../../../src/core/kernel/act-outcome.ts'
import type { Incident, IncidentNote } from '../../../../src/core/incidents/incident.ts'
import type { IncidentCommands } from '../../../../src/adapters/slack/use-cases-incidents.ts'

const NOTES = new WeakMap<Incident[], IncidentNote[]>()

/** Incidents in memory: only some may act on them. */
export function workingIncidents(
  incidents: Incident[],
  mayAct: (userId: string) => boolean,
): IncidentCommands {
  const notes = NOTES.get(incidents) ?? []
  NOTES.set(incidents, notes)
  const change = (
    id: string,
    userId: string,
    next: (incident: Incident) => Incident,
  ): Promise<ActOutcome<Incident>> => {
    const index = incidents.findIndex((incident) => incident.id === id)
    const incident = incidents[index]
    if (incident === undefined) return Promise.resolve({ kind: 'refused', message: `There is no <${id}>.` })
    if (!mayAct(userId)) return Promise.resolve({ kind: 'refused', message: 'Only SRE may do <this>.' })
    const thing = next(incident)
    incidents[index] = thing
    return Promise.resolve({ kind: 'done', thing })
  }
  return {
    byId: (id) => Promise.resolve(incidents.find((incident) => incident.id === id)),
    notes: (id) => Promise.resolve(notes.filter(({ incident }) => incident === id)),
    correct: (id, correction, userId) => change(id, userId, (incident) => ({ ...incident, ...correction })),
    close: (id, userId) =>
      change(id, userId, (incident) => ({
        ...incident,
        endedAt: incident.startedAt + 60_000,
        closedBy: userId,
      })),
    note: (id, text, userId) =>
      change(id, userId, (incident) => {
        notes.push({
          id: `n_${notes.length + 1}`,
          incident: id,
          at: incident.startedAt,
          author: userId,
          text,
        })
        return incident
      }),
  }
}

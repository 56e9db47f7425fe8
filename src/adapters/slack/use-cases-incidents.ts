import type { ActOutcome } from '../../core/kernel/act-outcome.ts'
import type { Incident, IncidentNote } from '../../core/incidents/incident.ts'

/** What SRE may do with an incident that is on record. */
export interface IncidentCommands {
  byId(id: string): Promise<Incident | undefined>
  notes(id: string): Promise<readonly IncidentNote[]>
  /** What is left out stays; an end of null says that it goes on. */
  correct(
    id: string,
    correction: {
      readonly what?: string
      readonly startedAt?: number
      readonly endedAt?: number | null
    },
    userId: string,
  ): Promise<ActOutcome<Incident>>
  close(id: string, userId: string): Promise<ActOutcome<Incident>>
  note(id: string, text: string, userId: string): Promise<ActOutcome<Incident>>
}

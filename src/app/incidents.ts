import type { HttpUseCases } from '../adapters/http/use-cases.ts'
import { costIncidents } from '../core/incidents/cost-incidents.ts'
import type { IncidentCommands } from '../adapters/slack/use-cases-incidents.ts'
import type { SlackUseCases } from '../adapters/slack/use-cases.ts'
import { SECOND_MS } from '../core/kernel/time/duration.ts'
import type { Chore } from './chores.ts'
import { type CommandDeps, enterIncident } from '../core/watch/commands.ts'
import {
  closeIncident,
  correctIncident,
  type CorrectDeps,
  noteIncident,
} from '../core/watch/correct-incident.ts'
import { type AlertDeps, takeAlerts } from '../core/watch/take-alerts.ts'

/** Beyond what the sources may take, for keeping what they said. */
const AFTER_SOURCES_MS = 15 * SECOND_MS

/** Incidents: what alerts and people say of them, and what they cost at every poll. */
export function incidents(
  deps: CorrectDeps & AlertDeps & CommandDeps,
  poll: { readonly everyMs: number; readonly timeoutMs: number },
): {
  readonly chores: readonly Chore[]
  readonly useCases: IncidentCommands
  readonly slack: Pick<SlackUseCases, 'incidents' | 'addIncident'>
  readonly http: Pick<HttpUseCases, 'takeAlerts' | 'incidentsWithNotes'>
} {
  const { incidents: store } = deps.store
  return {
    chores: [
      {
        name: 'incidents',
        everyMs: poll.everyMs,
        timeoutMs: poll.timeoutMs + AFTER_SOURCES_MS,
        run: async (signal) => {
          await costIncidents(deps, signal)
        },
      },
    ],
    useCases: {
      byId: (id) => store.byId(id),
      notes: (id) => store.notes(id),
      correct: (id, correction, userId) => correctIncident(deps, id, correction, userId),
      close: (id, userId) => closeIncident(deps, id, userId),
      note: (id, text, userId) => noteIncident(deps, id, text, userId),
    },
    slack: {
      incidents: (service, since) => store.since(service, since),
      addIncident: (input) => enterIncident(deps, input),
    },
    http: {
      takeAlerts: (alerts) => takeAlerts(deps, alerts),
      incidentsWithNotes: async (service, since, most) => {
        const found = (await store.since(service, since)).slice(-most)
        const withNotes = []
        for (const incident of found) withNotes.push({ incident, notes: await store.notes(incident.id) })
        return withNotes
      },
    },
  }
}

import type { IncidentMessage, IncidentStorm, IncidentUpdate } from '../../core/incidents/messages.ts'
import type { Facts } from './fact-shape.ts'

/** What the templates of incidents may print. */
export const INCIDENT_FACTS = {
  incident: {
    kind: true,
    incidentId: true,
    service: true,
    serviceTitle: true,
    what: true,
    severity: true,
    summary: true,
    url: true,
    enteredBy: true,
    startedAt: true,
    endedAt: true,
    minutes: true,
    failedRatio: true,
    costRatio: true,
    slo: true,
    isCostFinal: true,
    closedBy: true,
    timeZone: true,
    at: true,
    mergedInto: true,
  } satisfies Facts<IncidentMessage>,
  'incident-update': {
    kind: true,
    event: true,
    incidentId: true,
    serviceTitle: true,
    what: true,
    text: true,
    userId: true,
    minutes: true,
    costRatio: true,
  } satisfies Facts<IncidentUpdate>,
  'incident-storm': {
    kind: true,
    at: true,
    timeZone: true,
    since: true,
    items: [{ serviceTitle: true, what: true, startedAt: true, isOver: true }],
    open: true,
  } satisfies Facts<IncidentStorm>,
} as const

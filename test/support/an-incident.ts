import type { Incident } from '../../src/core/incidents/incident.ts'

const AT = Date.parse('2025-10-23T11:00:00Z')

/** An incident that somebody entered and that goes on, but for what is given. */
export const anIncident = (given: Partial<Incident> = {}): Incident => ({
  id: 'i_1',
  service: 'inference-gateway',
  startedAt: AT,
  endedAt: null,
  what: 'HighErrorRate',
  failedRatio: null,
  failedEvents: null,
  costRatio: null,
  slo: null,
  enteredBy: 'U0DANA',
  openedAt: AT,
  closedBy: null,
  isCostFinal: given.endedAt !== undefined && given.endedAt !== null,
  corrected: { start: false, end: false },
  storm: null,
  mergedInto: null,
  detection: null,
  ...given,
})

import type {
  IncidentAnnouncement,
  IncidentMessage,
  IncidentUpdate,
} from '../../../core/incidents/messages.ts'
import { AT, MANY_LINKS, PERSON, type SamplesOf, words, ZONE } from './sample.ts'

const INCIDENT: IncidentMessage = {
  kind: 'incident',
  incidentId: 'i_0123456789',
  service: 's',
  serviceTitle: 'S',
  what: 'HighErrorRate',
  severity: null,
  summary: null,
  url: null,
  links: [],
  enteredBy: null,
  startedAt: '2025-10-23T11:42:00.000Z',
  endedAt: null,
  minutes: 18,
  failedRatio: null,
  costRatio: null,
  money: null,
  sloTitle: null,
  isCostFinal: false,
  closedBy: null,
  timeZone: 'UTC',
  at: AT,
  mergedInto: null,
  prompts: [{ kind: 'close-incident', of: 'i_0123456789' }],
}

const FULL: IncidentMessage = {
  ...INCIDENT,
  serviceTitle: words(100),
  what: words(300),
  severity: words(100),
  summary: words(1_000),
  url: `https://example.com/${'a'.repeat(1_000)}?a=1&b=2`,
  links: MANY_LINKS,
  enteredBy: PERSON,
  failedRatio: 0.1234,
  costRatio: 0.0412345,
  money: 'EUR 1,234,567,890',
  sloTitle: words(100),
  timeZone: ZONE,
}

const UPDATE: IncidentUpdate = {
  kind: 'incident-update',
  event: 'note',
  incidentId: 'i_0123456789',
  serviceTitle: words(100),
  what: words(300),
  text: words(2_000),
  userId: PERSON,
  minutes: 18,
  costRatio: 0.0412345,
  money: 'EUR 1,234,567,890',
}

export const INCIDENT_SAMPLES: SamplesOf<IncidentAnnouncement> = {
  incident: [
    INCIDENT,
    FULL,
    { ...FULL, summary: null },
    { ...INCIDENT, endedAt: AT, isCostFinal: true },
    { ...FULL, endedAt: AT, isCostFinal: true, closedBy: PERSON },
    { ...FULL, mergedInto: 'i_9876543210' },
  ],
  'incident-update': (['over', 'reopened', 'corrected', 'closed', 'note'] as const).flatMap((event) => [
    { ...UPDATE, event },
    { ...UPDATE, event, text: '', userId: null, costRatio: null, money: null },
  ]),
  'incident-storm': [0, 3, 200].map((open) => ({
    kind: 'incident-storm',
    at: AT,
    timeZone: 'UTC',
    since: AT,
    items: Array.from({ length: Math.min(15, Math.max(4, open)) }, (_, index) => ({
      incidentId: 'i_0123456789',
      serviceTitle: words(100),
      what: words(300),
      startedAt: AT,
      isOver: index >= open,
      costRatio: index % 2 === 0 ? 0.0412345 : null,
      money: index % 4 === 0 ? 'EUR 1,234,567,890' : null,
    })),
    count: Math.max(4, open),
    open,
  })),
}

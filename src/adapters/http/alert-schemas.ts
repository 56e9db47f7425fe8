import { IGNORED_REASONS } from '../../core/incidents/alert.ts'
import { type JsonSchema, list, number, object, optional, string, text, time } from './schemas.ts'

const labels = (description: string): JsonSchema => ({
  type: 'object',
  description,
  additionalProperties: { type: 'string', maxLength: 10_000 },
})

const moment = (description: string): JsonSchema => ({
  ...text(`${description}, RFC 3339`, 64),
  format: 'date-time',
})

/** As Alertmanager writes it; further fields are left alone, so that a newer Alertmanager is understood too. */
const ALERT: JsonSchema = {
  type: 'object',
  required: ['status', 'labels', 'startsAt', 'fingerprint'],
  properties: {
    status: { type: 'string', enum: ['firing', 'resolved'] },
    labels: labels('alertname, the service, the SLO, severity; freeze: "true" asks for a freeze'),
    annotations: labels('summary is shown'),
    startsAt: moment('Since when it fires'),
    endsAt: moment('When it was resolved; the year 1 while it fires'),
    generatorURL: { type: 'string', maxLength: 10_000, description: 'Where it can be looked at' },
    fingerprint: text('Names the alert as long as it comes back'),
  },
}

export const MAX_ALERTS = 5_000

/** Alertmanager's webhook, version 4. */
export const ALERTS: JsonSchema = {
  type: 'object',
  required: ['version', 'alerts'],
  properties: {
    version: { type: 'string', enum: ['4'], description: 'Of the webhook’s payload' },
    receiver: string,
    status: { type: 'string', enum: ['firing', 'resolved'] },
    groupKey: string,
    truncatedAlerts: { type: 'integer', minimum: 0, description: 'Alerts that max_alerts cut off' },
    externalURL: string,
    groupLabels: labels('What the alerts were grouped by'),
    commonLabels: labels('What all of them have'),
    commonAnnotations: labels('What all of them have'),
    alerts: { type: 'array', maxItems: MAX_ALERTS, items: ALERT },
  },
}

const CHANGED = object({ incident: string, service: string, what: string, fingerprint: string })

export const ALERTS_ANSWER: JsonSchema = object({
  received: { type: 'integer' },
  opened: list(CHANGED),
  reopened: { ...list(CHANGED), description: 'Fired again shortly after they had ended' },
  ended: list(CHANGED),
  repeated: { type: 'integer', description: 'Alerts of which everything was known already' },
  ignored: {
    ...list(
      object({
        index: { type: 'integer', description: 'Place in `alerts`' },
        alert: string,
        fingerprint: string,
        reason: { type: 'string', enum: IGNORED_REASONS },
        detail: string,
      }),
    ),
    description: 'Alerts that make no incident, and why; the log has them too',
  },
  freezes: list(
    object({
      service: string,
      what: { type: 'string', enum: ['declared', 'lifted', 'already_frozen', 'not_allowed'] },
    }),
  ),
  truncated: { type: 'integer', description: 'Alerts that Alertmanager cut off by max_alerts' },
})

export const INCIDENTS_ANSWER: JsonSchema = object({
  at: time('When this was put together'),
  since: time('Incidents that lasted past it are listed'),
  incidents: list(
    object({
      incident: string,
      service: string,
      what: string,
      startedAt: time('When it began'),
      endedAt: optional(time('When it ended; null while it goes on')),
      failedRatio: { ...optional(number), description: 'Share of the events that failed while it lasted' },
      costRatio: { ...optional(number), description: 'Share of the error budget that it cost' },
      slo: { ...optional(string), description: 'The SLO that it cost most' },
      isCostFinal: { type: 'boolean' },
      enteredBy: { ...string, description: 'Slack user id, alertmanager or burn-alert' },
      severity: optional(string),
      summary: optional(string),
      url: optional(string),
      notes: list(object({ at: time('When it was written'), author: string, text: string })),
    }),
  ),
})

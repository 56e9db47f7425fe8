import { z } from 'zod'
import { IGNORED_REASONS, type ReceivedAlert } from '../../core/incidents/alert.ts'
import type { IncidentChange } from '../../core/incidents/record-firing.ts'
import type { HttpApp, HttpWorld } from './http-app.ts'
import { count, line, list, moment, string } from './shapes.ts'

const labels = (description: string) => z.record(string, string.max(10_000)).describe(description)

/** As Alertmanager writes it; further fields are left alone, so that a newer Alertmanager is understood too. */
const ALERT = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: labels('alertname, the service, the SLO, severity; freeze: "true" asks for a freeze'),
  annotations: labels('summary is shown').default({}),
  startsAt: moment('Since when it fires, RFC 3339'),
  endsAt: moment('When it was resolved; the year 1 while it fires, RFC 3339').optional(),
  generatorURL: string.max(10_000).default('').describe('Where to look at it'),
  fingerprint: line('Identifies the alert while it recurs'),
})

/** Alertmanager's webhook, version 4. */
const CALL = z.object({
  version: z.enum(['4']).describe('Of the webhook’s payload'),
  receiver: string.optional(),
  status: z.enum(['firing', 'resolved']).optional(),
  groupKey: string.optional(),
  truncatedAlerts: count.default(0).describe('Alerts that max_alerts cut off'),
  externalURL: string.optional(),
  groupLabels: labels('What the alerts were grouped by').optional(),
  commonLabels: labels('What all of them have').optional(),
  commonAnnotations: labels('What all of them have').optional(),
  alerts: z.array(ALERT).max(5_000),
})

const CHANGED = z.object({ incident: string, service: string, what: string, fingerprint: string })

const ANSWER = z
  .object({
    received: count,
    opened: list(CHANGED),
    reopened: list(CHANGED).describe('Fired again shortly after they had ended'),
    ended: list(CHANGED),
    repeated: count.describe('Alerts that brought nothing new'),
    ignored: list(
      z.object({
        index: count.describe('Place in `alerts`'),
        alert: string,
        fingerprint: string,
        reason: z.enum(IGNORED_REASONS),
        detail: string,
      }),
    ).describe('Alerts that make no incident, and why; the log has them too'),
    freezes: list(
      z.object({
        service: string,
        what: z.enum(['declared', 'lifted', 'already_frozen', 'not_allowed']),
      }),
    ),
    truncated: count.describe('Alerts that Alertmanager cut off by max_alerts'),
  })
  .describe('What became of each alert')

/** Alerts carry long annotations, and a group may hold hundreds. */
const BODY_LIMIT_BYTES = 4 * 1_024 * 1_024

/** POST /v1/alertmanager: Alertmanager's webhook. Alerts open and close incidents; what is repeated changes nothing. */
export function alertmanagerRoute(app: HttpApp, { useCases, within, logger }: HttpWorld): void {
  app.post(
    '/v1/alertmanager',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        summary: 'Take alerts from Alertmanager’s webhook (payload version 4)',
        body: CALL,
        response: { 200: ANSWER },
      },
      config: { scope: 'alerts' },
    },
    async ({ body: { alerts, receiver, groupKey, truncatedAlerts } }) => {
      const taken = await within(useCases.incidents.takeAlerts(alerts.map(received)))
      const from = { receiver, groupKey }
      for (const alert of taken.ignored) logger.warn({ ...from, ...alert }, 'an alert makes no incident')
      if (truncatedAlerts > 0)
        logger.warn({ ...from, truncatedAlerts }, 'Alertmanager left alerts out: raise max_alerts')
      for (const freeze of taken.freezes)
        if (freeze.what === 'not_allowed')
          logger.warn({ ...from, ...freeze }, 'an alert asks for a freeze that the policy does not allow')
      const kinds = Map.groupBy(taken.changes, ({ change }) => change)
      return {
        received: alerts.length,
        opened: (kinds.get('opened') ?? []).map(changed),
        reopened: (kinds.get('reopened') ?? []).map(changed),
        ended: (kinds.get('ended') ?? []).map(changed),
        repeated: taken.repeated,
        ignored: taken.ignored,
        freezes: taken.freezes,
        truncated: truncatedAlerts,
      }
    },
  )
}

const changed = ({ incident }: IncidentChange): z.infer<typeof CHANGED> => ({
  incident: incident.id,
  service: incident.service,
  what: incident.what,
  fingerprint: incident.detection?.fingerprint ?? '',
})

const received = ({ generatorURL, endsAt, ...alert }: z.infer<typeof ALERT>): ReceivedAlert => ({
  ...alert,
  endsAt: endsAt ?? Number.NaN,
  generatorUrl: generatorURL,
})

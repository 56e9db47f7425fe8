import { z } from 'zod'
import { IGNORED_REASONS, type ReceivedAlert } from '../../core/incidents/alert.ts'
import { MINUTE_MS } from '../../core/kernel/time/duration.ts'
import type { IncidentChange } from '../../core/incidents/record-firing.ts'
import type { HttpApp, HttpWorld } from './http-app.ts'
import { readAlert } from './read-alert.ts'
import { count, list, string } from './shapes.ts'

/** For the log. */
const name = string
  .optional()
  .catch(undefined)
  .transform((sent) => sent?.slice(0, 500))

/** As Alertmanager writes it. What one alert has or lacks is for `readAlert`: a refused call is never repeated. */
const CALL = z.object({
  version: z.enum(['4', '1']).describe('Of the payload: 4 is Alertmanager’s, 1 is Grafana’s'),
  receiver: name,
  status: name,
  groupKey: name,
  truncatedAlerts: count.catch(0).describe('Alerts that max_alerts cut off'),
  alerts: z
    .array(z.unknown())
    .describe(
      'Each with status (firing, resolved), labels (alertname, the service, the SLO, severity; freeze: "true" asks for a ' +
        'freeze), annotations (summary is shown), startsAt and endsAt (RFC 3339), generatorURL and fingerprint',
    ),
})

/** Alerts carry long annotations, and a group may hold thousands. */
const BODY_LIMIT_BYTES = 32 * 1_024 * 1_024
const MOST_ALERTS = 10_000
/** Thousands of incidents take a while to put on record. */
const TAKEN_WITHIN_MS = MINUTE_MS

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
        reason: z.enum([...IGNORED_REASONS, 'unreadable']),
        detail: string,
      }),
    ).describe('Alerts that make no incident, and why; the log has them too'),
    odd: list(
      z.object({
        index: count.describe('Place in `alerts`'),
        alert: string,
        fingerprint: string,
        pointer: string.describe('JSON pointer into the alert'),
        detail: string,
      }),
    ).describe('Parts that could not be read; the alert was taken without them. The log has them too'),
    leftOut: count.describe(
      `Alerts beyond the first ${MOST_ALERTS}: raise their number by grouping less together`,
    ),
    freezes: list(
      z.object({
        service: string,
        what: z.enum(['declared', 'lifted', 'already_frozen', 'not_allowed']),
      }),
    ),
    truncated: count.describe('Alerts that Alertmanager cut off by max_alerts'),
  })
  .describe('What became of each alert')

/** POST /v1/alertmanager: Alertmanager's webhook, and Grafana's. Alerts open and close incidents; what is repeated changes nothing. */
export function alertmanagerRoute(app: HttpApp, { useCases, within, logger }: HttpWorld): void {
  app.post(
    '/v1/alertmanager',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        summary: 'Take alerts from the webhook of Alertmanager (payload version 4) or Grafana (1)',
        body: CALL,
        response: { 200: ANSWER },
      },
      config: { scope: 'alerts' },
    },
    async ({ body: { alerts: sent, status, truncatedAlerts, receiver, groupKey } }) => {
      const read = sent.slice(0, MOST_ALERTS).map((one, index) => ({ index, ...readAlert(one, status) }))
      const readable = read.flatMap(({ index, alert }) => (alert === null ? [] : [{ index, alert }]))
      const taken = await within(
        useCases.incidents.takeAlerts(readable.map(({ alert }) => alert)),
        TAKEN_WITHIN_MS,
      )
      const ignored = [
        ...taken.ignored.map((one) => ({ ...one, index: readable[one.index]?.index ?? one.index })),
        ...read.flatMap(({ index, alert, odd: [why] }) =>
          alert === null
            ? [{ index, ...NAMELESS, reason: 'unreadable' as const, detail: why?.detail ?? '' }]
            : [],
        ),
      ]
      const odd = read.flatMap(({ index, alert, odd: parts }) =>
        alert === null ? [] : parts.map((part) => ({ index, ...nameOf(alert), ...part })),
      )
      const leftOut = Math.max(0, sent.length - MOST_ALERTS)

      const from = { receiver, groupKey }
      for (const alert of ignored) logger.warn({ ...from, ...alert }, 'an alert makes no incident')
      for (const part of odd) logger.warn({ ...from, ...part }, 'a part of an alert could not be read')
      if (leftOut > 0)
        logger.warn({ ...from, leftOut }, `alerts beyond ${MOST_ALERTS} in one call were left out`)
      if (truncatedAlerts > 0)
        logger.warn({ ...from, truncatedAlerts }, 'Alertmanager left alerts out: raise max_alerts')
      for (const freeze of taken.freezes)
        if (freeze.what === 'not_allowed')
          logger.warn({ ...from, ...freeze }, 'an alert asks for a freeze that the policy does not allow')
      const kinds = Map.groupBy(taken.changes, ({ change }) => change)
      return {
        received: sent.length,
        opened: (kinds.get('opened') ?? []).map(changed),
        reopened: (kinds.get('reopened') ?? []).map(changed),
        ended: (kinds.get('ended') ?? []).map(changed),
        repeated: taken.repeated,
        ignored,
        odd,
        leftOut,
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

const NAMELESS = { alert: '', fingerprint: '' }

const nameOf = ({ labels, fingerprint }: ReceivedAlert) => ({
  alert: (labels['alertname'] ?? '').slice(0, 80),
  fingerprint,
})

import type { FastifyInstance } from 'fastify'
import type { ReceivedAlert } from '../../core/incidents/alert.ts'
import type { IncidentChange } from '../../core/incidents/record-firing.ts'
import { ALERTS, ALERTS_ANSWER } from './alert-schemas.ts'
import { answerWithin } from './answer-within.ts'
import type { HttpLogger } from './http-logger.ts'
import { type FieldError, invalidFields, sendProblem } from './problem.ts'
import type { HttpUseCases } from './use-cases.ts'
import { NO_TIME } from './validation.ts'

interface AlertBody {
  readonly status: 'firing' | 'resolved'
  readonly labels: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly startsAt: string
  readonly endsAt?: string
  readonly generatorURL?: string
  readonly fingerprint: string
}

interface AlertsBody {
  readonly receiver?: string
  readonly groupKey?: string
  readonly truncatedAlerts?: number
  readonly alerts: readonly AlertBody[]
}

/** Alerts carry long annotations, and a group may hold hundreds. */
const BODY_LIMIT_BYTES = 4 * 1_024 * 1_024

/** POST /v1/alertmanager: Alertmanager's webhook. Alerts open and close incidents; what is repeated changes nothing. */
export function alertmanagerRoute(
  app: FastifyInstance,
  {
    useCases,
    answerWithinMs,
    logger,
  }: { useCases: HttpUseCases; answerWithinMs: number; logger: HttpLogger },
): void {
  app.post<{ Body: AlertsBody }>(
    '/v1/alertmanager',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { body: ALERTS, response: { 200: ALERTS_ANSWER } },
      config: {
        scope: 'alerts',
        knownFields: Object.keys(ALERTS['properties'] as object),
        doc: {
          summary: 'Take alerts from Alertmanager’s webhook (payload version 4)',
          answer: 'What became of each alert',
        },
      },
    },
    async (request, reply) => {
      const { alerts, receiver, groupKey, truncatedAlerts = 0 } = request.body
      const errors = alerts.flatMap(timeErrors)
      if (errors.length > 0) return sendProblem(reply, invalidFields(errors))
      const taken = await answerWithin(
        useCases.takeAlerts(alerts.map(received)),
        'taking the alerts',
        answerWithinMs,
      )
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

const changed = ({ incident }: IncidentChange): object => ({
  incident: incident.id,
  service: incident.service,
  what: incident.what,
  fingerprint: incident.detection?.fingerprint ?? '',
})

/** The format lets through what no clock here can tell: a leap second, a zone without minutes. */
function timeErrors({ startsAt, endsAt }: AlertBody, index: number): readonly FieldError[] {
  return Object.entries({ startsAt, endsAt }).flatMap(([name, text]) =>
    text === undefined || !Number.isNaN(Date.parse(text))
      ? []
      : [{ pointer: `/alerts/${index}/${name}`, detail: NO_TIME }],
  )
}

const received = (alert: AlertBody): ReceivedAlert => ({
  status: alert.status,
  labels: alert.labels,
  annotations: alert.annotations ?? {},
  startsAt: Date.parse(alert.startsAt),
  endsAt: alert.endsAt === undefined ? Number.NaN : Date.parse(alert.endsAt),
  generatorUrl: alert.generatorURL ?? '',
  fingerprint: alert.fingerprint,
})

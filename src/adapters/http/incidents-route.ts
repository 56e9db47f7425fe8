import type { FastifyInstance } from 'fastify'
import type { Incident, IncidentNote } from '../../core/incidents/incident.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import { DAY_MS } from '../../core/kernel/time/duration.ts'
import { isoOrNull, isoTime } from '../../core/kernel/time/iso-time.ts'
import { INCIDENTS_ANSWER } from './alert-schemas.ts'
import { answerWithin } from './answer-within.ts'
import { invalidFields, sendProblem } from './problem.ts'
import { text } from './schemas.ts'
import { unknownName } from './unknown-name.ts'
import type { HttpUseCases } from './use-cases.ts'
import { NO_TIME } from './validation.ts'

const USUAL_SINCE_MS = 30 * DAY_MS
/** More of them is asked for in parts. */
const MOST_INCIDENTS = 1_000

/** GET /v1/incidents: what went wrong, and what it cost. */
export function incidentsRoute(
  app: FastifyInstance,
  { useCases, clock, answerWithinMs }: { useCases: HttpUseCases; clock: Clock; answerWithinMs: number },
): void {
  app.get<{ Querystring: { readonly service?: string; readonly since?: string } }>(
    '/v1/incidents',
    {
      schema: {
        querystring: {
          type: 'object',
          properties: {
            service: text('A service that is configured; all of them when left out'),
            since: text('ISO 8601 with a zone. Default: 30 days ago', 64),
          },
        },
        response: { 200: INCIDENTS_ANSWER },
      },
      config: {
        scope: 'read',
        doc: { summary: 'Incidents and what they cost', answer: 'Incidents that lasted past `since`' },
      },
    },
    async (request, reply) => {
      const { service, since: sinceText } = request.query
      const now = clock.now()
      const since = sinceText === undefined ? now - USUAL_SINCE_MS : Date.parse(sinceText)
      const { services } = useCases.catalog()
      if (service !== undefined && !services.has(service)) {
        const detail = unknownName('service', service, services.keys())
        return sendProblem(reply, invalidFields([{ pointer: '/service', detail }]))
      }
      if (Number.isNaN(since))
        return sendProblem(reply, invalidFields([{ pointer: '/since', detail: NO_TIME }]))
      const found = await answerWithin(
        useCases.incidentsWithNotes(service, since, MOST_INCIDENTS),
        'the incidents',
        answerWithinMs,
      )
      return { at: isoTime(now), since: isoTime(since), incidents: found.map(answerOf) }
    },
  )
}

const answerOf = ({
  incident,
  notes,
}: {
  readonly incident: Incident
  readonly notes: readonly IncidentNote[]
}): object => ({
  incident: incident.id,
  service: incident.service,
  what: incident.what,
  startedAt: isoTime(incident.startedAt),
  endedAt: isoOrNull(incident.endedAt),
  failedRatio: incident.failedRatio,
  costRatio: incident.costRatio,
  slo: incident.slo,
  isCostFinal: incident.isCostFinal,
  enteredBy: incident.enteredBy,
  severity: incident.detection?.severity ?? null,
  summary: incident.detection?.summary ?? null,
  url: incident.detection?.url ?? null,
  notes: notes.map(({ at, author, text: written }) => ({ at: isoTime(at), author, text: written })),
})

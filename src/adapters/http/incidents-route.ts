import { z } from 'zod'
import type { CostModel } from '../../core/budgets/cost-model.ts'
import { incidentMoney } from '../../core/incidents/incident-money.ts'
import type { Incident, IncidentNote } from '../../core/incidents/incident.ts'
import { DAY_MS } from '../../core/kernel/time/duration.ts'
import { isoOrNull, isoTime } from '../../core/kernel/time/iso-time.ts'
import type { Catalog } from '../../core/policy/catalog.ts'
import type { HttpApp, HttpWorld } from './http-app.ts'
import { invalidFields, sendProblem } from './problem.ts'
import { boolean, line, list, NO_TIME, number, string, time } from './shapes.ts'
import { unknownService } from './unknown-name.ts'

const USUAL_SINCE_MS = 30 * DAY_MS
/** Most incidents in one answer. */
const MOST_INCIDENTS = 1_000

const QUERY = z.object({
  service: line('A service that is configured; all of them when left out').optional(),
  since: line('ISO 8601 with a zone. Default: 30 days ago', 64)
    .transform((sent) => Date.parse(sent))
    .refine((at) => !Number.isNaN(at), NO_TIME)
    .optional(),
})

const INCIDENT = z.object({
  incident: string,
  service: string,
  what: string,
  startedAt: time('When it began'),
  endedAt: time('When it ended; null while it goes on').nullable(),
  failedRatio: number.nullable().describe('Share of the events that failed while it lasted'),
  costRatio: number.nullable().describe('Share of the error budget that it cost'),
  money: z
    .object({ amount: number, currency: string.describe('ISO 4217') })
    .optional()
    .describe('The same in money, where its service has a price'),
  slo: string.nullable().describe('The SLO that it cost most'),
  isCostFinal: boolean,
  enteredBy: string.describe('Slack user id, alertmanager or burn-alert'),
  severity: string.nullable(),
  summary: string.nullable(),
  url: string.nullable(),
  notes: list(z.object({ at: time('When it was written'), author: string, text: string })),
})

const ANSWER = z
  .object({
    at: time('When this was put together'),
    since: time('Incidents that lasted past it are listed'),
    incidents: list(INCIDENT),
  })
  .describe('Incidents that lasted past `since`')

/** GET /v1/incidents: incidents and what they cost. */
export function incidentsRoute(app: HttpApp, { useCases, clock, within }: HttpWorld): void {
  app.get(
    '/v1/incidents',
    {
      schema: { summary: 'Incidents and what they cost', querystring: QUERY, response: { 200: ANSWER } },
      config: { scope: 'read' },
    },
    async (request, reply) => {
      const now = clock.now()
      const { service, since = now - USUAL_SINCE_MS } = request.query
      const errors = service === undefined ? [] : unknownService(service, useCases.catalog())
      if (errors.length > 0) return sendProblem(reply, invalidFields(errors))
      const found = await within(useCases.incidents.withNotes(service, since, MOST_INCIDENTS))
      return {
        at: isoTime(now),
        since: isoTime(since),
        incidents: found.map((one) => answerOf(one, useCases.catalog(), now)),
      }
    },
  )
}

const answerOf = (
  {
    incident: { id, detection, ...incident },
    notes,
  }: { readonly incident: Incident; readonly notes: readonly IncidentNote[] },
  { services }: Catalog,
  now: number,
): z.infer<typeof INCIDENT> => ({
  incident: id,
  service: incident.service,
  what: incident.what,
  startedAt: isoTime(incident.startedAt),
  endedAt: isoOrNull(incident.endedAt),
  failedRatio: incident.failedRatio,
  costRatio: incident.costRatio,
  ...moneyOf(incident, services.get(incident.service)?.cost, now),
  slo: incident.slo,
  isCostFinal: incident.isCostFinal,
  enteredBy: incident.enteredBy,
  severity: detection?.severity ?? null,
  summary: detection?.summary ?? null,
  url: detection?.url ?? null,
  notes: notes.map(({ at, author, text }) => ({ at: isoTime(at), author, text })),
})

function moneyOf(
  incident: Omit<Incident, 'id' | 'detection'>,
  model: CostModel | undefined,
  now: number,
): Pick<z.infer<typeof INCIDENT>, 'money'> {
  const money = incidentMoney(incident, model, now)
  return money === null ? {} : { money }
}

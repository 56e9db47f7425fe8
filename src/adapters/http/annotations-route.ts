import { z } from 'zod'
import { sharePercentText } from '../../core/budgets/percent.ts'
import { pageUrlOf } from '../../core/kernel/page-path.ts'
import { DAY_MS } from '../../core/kernel/time/duration.ts'
import type { PicturedDeployment, PicturedIncident } from '../../core/pictures/picture.ts'
import type { HttpApp, HttpWorld } from './http-app.ts'
import { invalidFields, sendProblem } from './problem.ts'
import { line, list, NO_TIME, number, string, timeOf } from './shapes.ts'
import { unknownService } from './unknown-name.ts'

const USUAL_MS = 30 * DAY_MS

/** Grafana's `${__from}` is Unix time in milliseconds. */
const moment = (description: string) =>
  line(`Unix time in milliseconds, or ISO 8601 with a zone. ${description}`, 64)
    .transform((sent) => (/^\d{1,15}$/.test(sent) ? Number(sent) : timeOf(sent)))
    .refine((at) => !Number.isNaN(at), NO_TIME)
    .optional()

const QUERY = z.object({
  service: line('A service that is configured'),
  from: moment('Default: 30 days before `to`'),
  to: moment('Default: now'),
})

const ANSWER = z
  .array(
    z.object({
      time: number.describe('Unix time in milliseconds'),
      timeEnd: number.nullable().describe('Null for a moment, and while it goes on'),
      title: string,
      text: string,
      tags: list(string),
      url: string.nullable().describe('Its page, where pages.url is set'),
    }),
  )
  .describe('Incidents and deployments, oldest first')

type Annotation = z.infer<typeof ANSWER>[number]

/** GET /v1/annotations: incidents and deployments of a service, in the form of Grafana's annotations. */
export function annotationsRoute(app: HttpApp, { useCases, pages, clock, within }: HttpWorld): void {
  app.get(
    '/v1/annotations',
    {
      schema: {
        summary: 'Incidents and deployments of a service as annotations of its graphs',
        querystring: QUERY,
        response: { 200: ANSWER },
      },
      config: { scope: 'read' },
    },
    async (request, reply) => {
      const { service, to: until = clock.now(), from = until - USUAL_MS } = request.query
      const errors = unknownService(service, useCases.catalog())
      if (errors.length > 0) return sendProblem(reply, invalidFields(errors))
      const { incidents, deployments } = await within(useCases.pictures.during(service, { from, until }))
      const { url } = pages()
      return [
        ...incidents.map((incident) => ofIncident(incident, service, url)),
        ...deployments.map((deployment) => ofDeployment(deployment, service)),
      ].toSorted((a, b) => a.time - b.time)
    },
  )
}

const ofIncident = (
  { id, what, from, until, costRatio }: PicturedIncident,
  service: string,
  url: string | null,
): Annotation => ({
  time: from,
  timeEnd: until,
  title: what,
  text: costRatio === null ? '' : `Cost ${sharePercentText(costRatio)} of the budget`,
  tags: ['incident', service],
  url: url === null ? null : pageUrlOf(url, { kind: 'incident', id }),
})

const ofDeployment = ({ revision, at, state }: PicturedDeployment, service: string): Annotation => ({
  time: at,
  timeEnd: null,
  title: revision ?? 'Deployment',
  text: state.replace('_', ' '),
  tags: ['deployment', service],
  url: null,
})

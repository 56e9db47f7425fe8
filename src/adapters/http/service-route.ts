import { z } from 'zod'
import type { HttpApp, HttpWorld } from './http-app.ts'
import { sendProblem } from './problem.ts'
import { serviceReport } from './service-report.ts'
import { boolean, decision, list, seats, string, time } from './shapes.ts'
import { unknownName } from './unknown-name.ts'

const ALLOWED_CHANGE = z.object({
  change: string,
  title: string,
  plural: string.optional().describe('What several are called, where that is said'),
  decision,
  seats,
  requires: list(string).describe('Requirements that are still to be met'),
  requirements: list(string).describe('Their titles, in the same order'),
  advice: string.optional().describe('What the policy recommends with it'),
  staggered: z.literal(true).optional().describe('One at a time, on days of the calendar'),
  rule: string,
  exempt: boolean.describe('Allowed at every level when somebody who may claims it'),
})

const ANSWER = z
  .object({
    at: time('When this was put together'),
    ...serviceReport.shape,
    changes: list(ALLOWED_CHANGE).describe('What each change type would get now'),
  })
  .describe('Where the service stands')

/** GET /v1/services/{name}: where one service stands, and what it may ship. */
export function serviceRoute(app: HttpApp, { useCases, within }: HttpWorld): void {
  app.get(
    '/v1/services/:name',
    {
      schema: {
        summary: 'Budget, level and allowed changes of one service',
        params: z.object({ name: string }),
        response: { 200: ANSWER },
      },
      config: { scope: 'read' },
    },
    async (request, reply) => {
      const { name } = request.params
      const { services } = useCases.catalog()
      const report = services.has(name) ? await within(useCases.status(name)) : undefined
      const found = report?.services.find(({ service }) => service === name)
      if (report && found) return { at: report.at, ...found }
      const detail = unknownName('service', name, services.keys())
      return sendProblem(reply, {
        status: 404,
        detail: `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`,
      })
    },
  )
}

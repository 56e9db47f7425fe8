import type { FastifyInstance } from 'fastify'
import { answerWithin } from './answer-within.ts'
import { unknownName } from './unknown-name.ts'
import { sendProblem } from './problem.ts'
import { SERVICE_ANSWER, STATUS_REPORT } from './status-schemas.ts'
import type { HttpUseCases } from './use-cases.ts'

/** GET /v1/services and /v1/services/{name}: where each service stands. */
export function servicesRoutes(
  app: FastifyInstance,
  { useCases, answerWithinMs }: { useCases: HttpUseCases; answerWithinMs: number },
): void {
  app.get(
    '/v1/services',
    {
      schema: { response: { 200: STATUS_REPORT } },
      config: {
        scope: 'read',
        doc: { summary: 'Budget and level of every service', answer: 'Where each service stands' },
      },
    },
    () => answerWithin(useCases.status(), 'the status', answerWithinMs),
  )
  app.get<{ Params: { name: string } }>(
    '/v1/services/:name',
    {
      schema: {
        params: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
        response: { 200: SERVICE_ANSWER },
      },
      config: {
        scope: 'read',
        doc: {
          summary: 'Budget, level and allowed changes of one service',
          answer: 'Where the service stands',
        },
      },
    },
    async (request, reply) => {
      const { name } = request.params
      const { services } = useCases.catalog()
      const report = services.has(name)
        ? await answerWithin(useCases.status(name), 'the status', answerWithinMs)
        : undefined
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

import type { FastifyInstance } from 'fastify'
import { answerWithin } from './answer-within.ts'
import type { Metrics } from './metrics.ts'
import { READINESS } from './schemas.ts'
import { STATUS_PAGE_POLICY, statusPage } from './status-page.ts'
import type { HttpUseCases } from './use-cases.ts'

interface Operation {
  readonly useCases: HttpUseCases
  readonly metrics: Metrics
  readonly answerWithinMs: number
  closing(): boolean
  openApi(): object
}

const PLAIN = 'text/plain; charset=utf-8'
const HTML = 'text/html; charset=utf-8'

/** What operators and their machines look at. None of it needs a token. */
export function operationRoutes(app: FastifyInstance, operation: Operation): void {
  const { useCases, metrics, answerWithinMs } = operation

  app.get(
    '/metrics',
    {
      config: {
        doc: {
          summary: 'Budgets and the bot itself, for Prometheus',
          answer: 'Metrics',
          contentType: 'text/plain',
        },
      },
    },
    async (_request, reply) => {
      const { contentType, text } = await metrics.render()
      return reply.header('content-type', contentType).send(text)
    },
  )
  app.get(
    '/healthz',
    { config: { doc: { summary: 'Is the process alive?', answer: 'It is', contentType: 'text/plain' } } },
    (_request, reply) => reply.header('content-type', PLAIN).send('ok\n'),
  )
  app.get(
    '/readyz',
    {
      schema: { response: { 200: READINESS, 503: READINESS } },
      config: { doc: { summary: 'Is the bot ready to work?', answer: 'Every part is well' } },
    },
    async (_request, reply) => {
      const parts = operation.closing()
        ? [{ part: 'http', ok: false, detail: 'shutting down' }]
        : await answerWithin(useCases.readiness(), 'readiness', answerWithinMs)
      const ready = parts.every(({ ok }) => ok)
      return reply.code(ready ? 200 : 503).send({ ready, parts })
    },
  )
  app.get(
    '/',
    {
      config: { doc: { summary: 'The status page', answer: 'A page for people', contentType: 'text/html' } },
    },
    async (_request, reply) => {
      const report = await answerWithin(useCases.status(), 'the status', answerWithinMs)
      const page = statusPage(report, useCases.catalog())
      return reply.headers({ 'content-type': HTML, 'content-security-policy': STATUS_PAGE_POLICY }).send(page)
    },
  )
  app.get(
    '/openapi.json',
    { config: { doc: { summary: 'This description', answer: 'An OpenAPI 3.1 document' } } },
    () => operation.openApi(),
  )
}

import { SECOND_MS } from '../../core/kernel/time/duration.ts'
import { answerWithin } from './answer-within.ts'
import type { HttpApp, HttpWorld } from './http-app.ts'
import { document } from './shapes.ts'

/** A scrape tells what is known by then. */
const READINESS_MS = SECOND_MS

/** GET /metrics: what Prometheus reads. */
export function metricsRoute(app: HttpApp, { metrics, readiness }: HttpWorld): void {
  app.get(
    '/metrics',
    {
      schema: {
        summary: 'Budgets and the bot itself, for Prometheus',
        response: { 200: document('text/plain', 'Metrics') },
      },
    },
    async (_request, reply) => {
      metrics.recordReadiness(await answerWithin(readiness(), READINESS_MS).catch(() => []))
      const { contentType, text } = await metrics.render()
      return reply.type(contentType).send(text)
    },
  )
}

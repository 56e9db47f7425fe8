import type { HttpApp, HttpWorld } from './http-app.ts'
import { document } from './shapes.ts'

/** GET /metrics: what Prometheus reads. */
export function metricsRoute(app: HttpApp, { metrics }: HttpWorld): void {
  app.get(
    '/metrics',
    {
      schema: {
        summary: 'Budgets and the bot itself, for Prometheus',
        response: { 200: document('text/plain', 'Metrics') },
      },
    },
    async (_request, reply) => {
      const { contentType, text } = await metrics.render()
      return reply.type(contentType).send(text)
    },
  )
}

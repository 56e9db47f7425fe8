import { z } from 'zod'
import type { HttpApp, HttpWorld } from './http-app.ts'
import { boolean, list, string } from './shapes.ts'

const ANSWER = z.object({
  ready: boolean,
  parts: list(z.object({ part: string, ok: boolean, detail: string })),
})

/** GET /readyz: every part that must work before the bot takes traffic. */
export function readinessRoute(app: HttpApp, { readiness, within, closing }: HttpWorld): void {
  app.get(
    '/readyz',
    {
      schema: {
        summary: 'Is the bot ready to work?',
        response: { 200: ANSWER.describe('Every part is well'), 503: ANSWER.describe('Not ready') },
      },
    },
    async (_request, reply) => {
      const parts = closing()
        ? [{ part: 'http', ok: false, detail: 'shutting down' }]
        : await within(readiness())
      const ready = parts.every(({ ok }) => ok)
      return reply.code(ready ? 200 : 503).send({ ready, parts })
    },
  )
}

import type { FastifyInstance } from 'fastify'
import { answerWithin } from './answer-within.ts'
import type { HttpUseCases } from './use-cases.ts'

const CALENDAR = 'text/calendar; charset=utf-8'

/** GET /v1/calendar.ics: planned deployments and freezes, for calendar programs. They send no headers: the token may stand in the address. */
export function calendarRoute(
  app: FastifyInstance,
  { useCases, answerWithinMs }: { useCases: HttpUseCases; answerWithinMs: number },
): void {
  app.get(
    '/v1/calendar.ics',
    {
      config: {
        scope: 'read',
        tokenInAddress: true,
        doc: {
          summary: 'Planned deployments and freezes, to subscribe to; the token may be given as ?token=',
          answer: 'A calendar (RFC 5545)',
          contentType: 'text/calendar',
        },
      },
    },
    async (_request, reply) => {
      const feed = await answerWithin(useCases.calendarFeed(), 'the calendar', answerWithinMs)
      return reply.header('content-type', CALENDAR).send(feed)
    },
  )
}

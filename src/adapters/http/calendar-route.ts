import type { HttpApp, HttpWorld } from './http-app.ts'
import { document } from './shapes.ts'

/** GET /v1/calendar.ics: planned deployments and freezes, for calendar programs. They send no headers: the token may stand in the address. */
export function calendarRoute(app: HttpApp, { useCases, within }: HttpWorld): void {
  app.get(
    '/v1/calendar.ics',
    {
      schema: {
        summary: 'Planned deployments and freezes, to subscribe to; the token may be given as ?token=',
        response: { 200: document('text/calendar', 'A calendar (RFC 5545)') },
      },
      config: { scope: 'read', tokenInAddress: true },
    },
    async (_request, reply) =>
      reply.type('text/calendar; charset=utf-8').send(await within(useCases.calendar.feed())),
  )
}

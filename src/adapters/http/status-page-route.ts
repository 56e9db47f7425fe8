import type { HttpApp, HttpWorld } from './http-app.ts'
import { document } from './shapes.ts'
import { STATUS_PAGE_POLICY, statusPage } from './status-page.ts'

/** GET /: the status page. */
export function statusPageRoute(app: HttpApp, { useCases, within }: HttpWorld): void {
  app.get(
    '/',
    {
      schema: {
        summary: 'The status page',
        response: { 200: document('text/html', 'A page for people') },
      },
    },
    async (_request, reply) => {
      const report = await within(useCases.status())
      return reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', STATUS_PAGE_POLICY)
        .send(statusPage(report, useCases.catalog()))
    },
  )
}

import { z } from 'zod'
import type { HttpApp, HttpWorld } from './http-app.ts'
import { serviceReport } from './service-report.ts'
import { list, time } from './shapes.ts'

const ANSWER = z
  .object({ at: time('When this was put together'), services: list(serviceReport) })
  .describe('Where each service stands')

/** GET /v1/services: where every service stands. */
export function servicesRoute(app: HttpApp, { useCases, within }: HttpWorld): void {
  app.get(
    '/v1/services',
    {
      schema: { summary: 'Budget and level of every service', response: { 200: ANSWER } },
      config: { scope: 'read' },
    },
    async () => {
      const { at, services } = await within(useCases.status())
      return { at, services: services.map(({ changes: _ofOneService, ...service }) => service) }
    },
  )
}

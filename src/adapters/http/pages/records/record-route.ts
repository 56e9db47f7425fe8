import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import type { PageContent } from '../page-content.ts'
import { sendPage, viewOf } from '../page-guard.ts'
import type { PageView } from '../page-view.ts'
import { sendProblemPage } from '../problem-page.ts'

const BY_ID = z.object({ id: z.string().max(200) })

/** GET /<address>/<id>: the page of one record. `content` answers undefined for an id that names none. */
export function recordRoute(
  app: HttpApp,
  world: HttpWorld,
  address: 'requests' | 'incidents' | 'freezes',
  content: (id: string, view: PageView) => Promise<PageContent | undefined>,
): void {
  app.get(
    `/${address}/:id`,
    { schema: { hide: true, params: BY_ID }, config: { page: 'members' } },
    async (request, reply) => {
      const { id } = request.params
      const page = await world.within(content(id, viewOf(request, world)))
      const one = address.slice(0, -1)
      return sendRecord(request, reply, page, `There is no ${one} ${id} on record.`, world)
    },
  )
}

/** The page, or one that says what is not there. */
export const sendRecord = (
  request: FastifyRequest,
  reply: FastifyReply,
  page: PageContent | undefined,
  missing: string,
  world: HttpWorld,
): FastifyReply =>
  page === undefined
    ? sendProblemPage(request, reply, { status: 404, detail: missing }, world)
    : sendPage(reply, viewOf(request, world), page)

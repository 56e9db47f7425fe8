import { z } from 'zod'
import type { PictureName } from '../../../../core/kernel/picture-name.ts'
import { MINUTE_MS } from '../../../../core/kernel/time/duration.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { PAGE_LOOK, type PageLook, PICTURE_HEADERS } from '../page-picture.ts'
import { sendProblem } from '../../problem.ts'

type BurnDown = Extract<PictureName, { kind: 'burn-down' }>

const WIDTHS_PX = { wide: 960, narrow: 360 } as const

const PARAMS = z.object({ file: z.string().regex(/^.+\.svg$/) })
const QUERY = z.object({
  slo: z.string().max(200).optional(),
  at: z.coerce.number().int().min(0).max(8.64e15),
  days: z.coerce.number().int().min(1).max(400).optional(),
  ...PAGE_LOOK,
})

/** The address of a picture. Its time is a whole minute, so that who loads a page again soon has the picture already. */
export function picturePath({ service, slo, at, days }: BurnDown, { scheme, size }: PageLook): string {
  const query = new URLSearchParams({
    at: String(Math.floor(at / MINUTE_MS) * MINUTE_MS),
    ...(slo !== undefined && { slo }),
    ...(days !== undefined && { days: String(days) }),
    scheme,
    size,
  })
  return `/pictures/burn-down/${encodeURIComponent(service)}.svg?${query.toString()}`
}

/** GET /pictures/burn-down/<service>.svg: where a budget went. */
export function pictureRoute(app: HttpApp, { useCases, within }: HttpWorld): void {
  app.get(
    '/pictures/burn-down/:file',
    { schema: { hide: true, params: PARAMS, querystring: QUERY }, config: { page: 'members' } },
    async (request, reply) => {
      const { slo, at, days, scheme, size } = request.query
      const service = request.params.file.slice(0, -'.svg'.length)
      const name: BurnDown = {
        kind: 'burn-down',
        service,
        at,
        ...(slo !== undefined && { slo }),
        ...(days !== undefined && { days }),
      }
      const drawn = await within(useCases.pictures.svg(name, { widthPx: WIDTHS_PX[size], scheme }))
      if (drawn === null)
        return sendProblem(reply, { status: 404, detail: `There is no such picture of ${service}.` })
      return reply.headers(PICTURE_HEADERS).send(drawn.image)
    },
  )
}

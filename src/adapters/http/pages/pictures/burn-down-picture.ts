import { z } from 'zod'
import type { BurnDownName } from '../../../../core/kernel/picture-name.ts'
import { MINUTE_MS } from '../../../../core/kernel/time/duration.ts'
import { altTextOf } from '../../../../core/pictures/alt-text.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import type { PageView } from '../page-view.ts'
import { type PageLook, PICTURE_QUERY, pictureElement } from './page-picture.ts'
import { pictureSender } from './send-picture.ts'

const WIDTHS_PX = { wide: 960, narrow: 360 } as const

const PARAMS = z.object({ file: z.string().regex(/^.+\.svg$/) })
const QUERY = z.object({
  slo: z.string().max(200).optional(),
  days: z.coerce.number().int().min(1).max(400).optional(),
  ...PICTURE_QUERY,
})

/** GET /pictures/burn-down/<service>.svg: where a budget went. */
export function burnDownPictureRoute(app: HttpApp, world: HttpWorld): void {
  const send = pictureSender(world, WIDTHS_PX)
  app.get(
    '/pictures/burn-down/:file',
    { schema: { hide: true, params: PARAMS, querystring: QUERY }, config: { page: 'members' } },
    (request, reply) => {
      const { slo, at, days, ...look } = request.query
      const name: BurnDownName = {
        kind: 'burn-down',
        service: request.params.file.slice(0, -'.svg'.length),
        at,
        ...(slo !== undefined && { slo }),
        ...(days !== undefined && { days }),
      }
      return send(reply, name, look)
    },
  )
}

/** A budget over its window, as a picture for the width and the colours of the screen, which says the same in words. Empty where there is none. */
export async function burnDownFigure(
  name: BurnDownName,
  view: PageView,
  { useCases }: HttpWorld,
): Promise<Html> {
  const picture = await useCases.pictures.named(name)
  if (picture === null) return html``
  const source = (look: PageLook): string => view.at(address(name, look))
  return html`<figure>${pictureElement(source, altTextOf(picture), '36rem')}</figure>`
}

/** Its time is a whole minute, so that who loads a page again soon has the picture already. */
function address({ service, slo, at, days }: BurnDownName, look: PageLook): string {
  const query = new URLSearchParams({
    at: String(Math.floor(at / MINUTE_MS) * MINUTE_MS),
    ...(slo !== undefined && { slo }),
    ...(days !== undefined && { days: String(days) }),
    ...look,
  })
  return `/pictures/burn-down/${encodeURIComponent(service)}.svg?${query.toString()}`
}

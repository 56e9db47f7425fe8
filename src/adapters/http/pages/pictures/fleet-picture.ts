import { z } from 'zod'
import type { FleetName } from '../../../../core/kernel/picture-name.ts'
import { dayBegins, dayIn } from '../../../../core/kernel/time/wall-clock.ts'
import { altTextOf } from '../../../../core/pictures/alt-text.ts'
import { fleetTimeZone } from '../../../../core/pictures/fleet-days.ts'
import type { StatusReport } from '../../../../core/status/status-report.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import type { PageView } from '../page-view.ts'
import { type PageLook, PICTURE_QUERY, pictureElement } from './page-picture.ts'
import { pictureSender } from './send-picture.ts'

const DAYS = 30
/** As many rows as can be looked over; the table has all services. */
const MOST_ROWS = 25
const WIDTHS_PX = { wide: 1240, narrow: 350 } as const

const QUERY = z.object(PICTURE_QUERY)

/** GET /pictures/fleet.svg: every service on each of the last days. */
export function fleetPictureRoute(app: HttpApp, world: HttpWorld): void {
  const send = pictureSender(world, WIDTHS_PX)
  app.get(
    '/pictures/fleet.svg',
    { schema: { hide: true, querystring: QUERY }, config: { page: 'members' } },
    (request, reply) => {
      const { at, ...look } = request.query
      return send(reply, named(at), look)
    },
  )
}

const named = (at: number): FleetName => ({ kind: 'fleet', at, days: DAYS, most: MOST_ROWS })

/** The days of the fleet as a picture of the width and the colours of the screen, with its words. Empty where there are no services. */
export async function fleetFigure(
  report: StatusReport,
  view: PageView,
  { useCases }: HttpWorld,
): Promise<Html> {
  const at = lastMove(report, view.now, fleetTimeZone(useCases.catalog()))
  const picture = await useCases.pictures.named(named(at))
  if (picture === null || report.services.length === 0) return html``
  const source = (look: PageLook): string =>
    view.at(`/pictures/fleet.svg?${new URLSearchParams({ at: String(at), ...look }).toString()}`)
  const alt = `${picture.title}; its words stand below`
  return html`<section id="days" aria-labelledby="days-title">
    <h2 id="days-title">The last ${DAYS} days</h2>
    ${pictureElement(source, alt, '50rem', 'days')}
    <details id="days-words">
      <summary>In words</summary>
      <p>${altTextOf(picture)}</p>
    </details>
  </section>`
}

/** The picture is another one when a level has moved or a day of it has begun, and the same until then. */
function lastMove({ services }: StatusReport, now: number, timeZone: string): number {
  const today = dayBegins(dayIn(now, timeZone), timeZone)
  return services.reduce((last, { since }) => Math.max(last, since === null ? 0 : Date.parse(since)), today)
}

import { z } from 'zod'
import { counted } from '../../../../core/kernel/counted.ts'
import { fleetSentence } from '../../../../core/status/fleet-sentence.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { fleetFigure } from '../pictures/fleet-picture.ts'
import { html } from '../../../../core/kernel/html.ts'
import { filtered, filterForm, type OverviewFilter, SHOWN } from './overview-filter.ts'
import { overviewTable } from './overview-table.ts'
import type { PageContent } from '../page-content.ts'
import { PageCache } from '../page-cache.ts'
import { viewOf } from '../page-guard.ts'
import type { PageView } from '../page-view.ts'
import { renderedFor, sendRendered } from '../rendered-page.ts'

const QUERY = z.object({
  q: z.string().trim().max(100).default(''),
  show: z.enum(SHOWN).default('all').catch('all'),
})

/** More do not wait in a team that answers; a sentence with them is right all the same. */
const MOST_WAITING = 1_000

/** GET /: where every service stands, the worst first. */
export function overviewPage(app: HttpApp, world: HttpWorld): void {
  const cache = new PageCache<PageContent>(world.changes, world.clock)
  app.get(
    '/',
    { schema: { hide: true, querystring: QUERY }, config: { page: 'members' } },
    async (request, reply) => {
      const view = viewOf(request, world)
      const made = cache.of(JSON.stringify(request.query), () => overview(world, request.query, view))
      return sendRendered(reply, renderedFor(await world.within(made), view))
    },
  )
}

async function overview(world: HttpWorld, filter: OverviewFilter, view: PageView): Promise<PageContent> {
  const { useCases } = world
  const report = await useCases.status()
  const frame = { title: 'Error budgets', current: 'overview' } as const
  if (report.services.length === 0) {
    const main = html`<section id="summary"><p role="status">No service is configured yet.</p></section>`
    return { ...frame, main }
  }
  const catalog = useCases.catalog()
  const sentence = fleetSentence(report, catalog, await waitingApprovals(world), view.timeZone)
  const services = filtered(report.services, filter, catalog)
  const isFiltered = filter.q !== '' || filter.show !== 'all'
  const table = services.length === 0 ? html`` : overviewTable(services, catalog, view)
  const days = isFiltered ? html`` : await fleetFigure(report, view, world)
  return {
    ...frame,
    main: html`<section id="summary"><p class="lead" role="status">${sentence}</p></section>
      <p class="note" id="as-of">
        As of ${view.time(report.at)} ${isFiltered ? '' : html`<a href="#days">The last 30 days</a>`}
      </p>
      ${filterForm(report.services, filter, catalog, view)}
      <section id="services" aria-label="Services">
        ${isFiltered ? html`<p class="note">${counted(services.length, 'service')} found.</p>` : ''} ${table}
      </section>
      ${days}`,
  }
}

async function waitingApprovals({ useCases }: HttpWorld): Promise<number> {
  const open = await useCases.requests.list({ states: ['open'], limit: MOST_WAITING })
  return open.filter(({ decision }) => decision.decision === 'needs-approval').length
}

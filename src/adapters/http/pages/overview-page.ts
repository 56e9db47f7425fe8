import { z } from 'zod'
import { counted } from '../../../core/kernel/counted.ts'
import { fleetSentence } from '../../../core/status/fleet-sentence.ts'
import type { ServiceReport } from '../../../core/status/status-report.ts'
import type { HttpApp, HttpWorld } from '../http-app.ts'
import { html, type Html } from './html.ts'
import { filtered, filterForm, type OverviewFilter, SHOWN } from './overview-filter.ts'
import { overviewTable } from './overview-table.ts'
import type { PageContent } from './page-content.ts'
import { PageCache } from './page-cache.ts'
import { viewOf } from './page-guard.ts'
import type { PageView } from './page-view.ts'
import { rendered, type RenderedPage, sendRendered } from './rendered-page.ts'

const QUERY = z.object({
  q: z.string().trim().max(100).default(''),
  show: z.enum(SHOWN).default('all').catch('all'),
})

/** More do not wait in a team that answers; a sentence with them is right all the same. */
const MOST_WAITING = 1_000

/** GET /: where every service stands, the worst first. */
export function overviewPage(app: HttpApp, world: HttpWorld): void {
  const cache = new PageCache<RenderedPage>(world.changes, world.clock)
  app.get(
    '/',
    { schema: { hide: true, querystring: QUERY }, config: { page: 'members' } },
    async (request, reply) => {
      const view = viewOf(request, world)
      const key = JSON.stringify([request.query, view.viewer])
      const made = cache.of(key, async () => rendered(await overview(world, request.query, view), view))
      return sendRendered(reply, await world.within(made))
    },
  )
}

async function overview(
  { useCases }: HttpWorld,
  filter: OverviewFilter,
  view: PageView,
): Promise<PageContent> {
  const report = await useCases.status()
  const open = await useCases.requests.list({ states: ['open'], limit: MOST_WAITING })
  const waiting = open.filter(({ decision }) => decision.decision === 'needs-approval').length
  const catalog = useCases.catalog()
  const sentence = fleetSentence(report, catalog, waiting, view.timeZone)
  const services = filtered(report.services, filter, catalog)
  return {
    title: 'Error budgets',
    current: 'overview',
    main: html`<section id="summary">
        <p class="lead" role="status">${report.services.length === 0 ? NOTHING : sentence}</p>
        <p class="note">As of ${view.time(report.at)}</p>
      </section>
      ${report.services.length === 0 ? '' : filterForm(report.services, filter, catalog, view)}
      ${report.services.length === 0 ? '' : listed(services, filter, overviewTable(services, catalog, view))}`,
  }
}

const NOTHING = 'No service is configured yet.'

const listed = (services: readonly ServiceReport[], { q, show }: OverviewFilter, table: Html): Html =>
  html`<section id="services" aria-label="Services">
    ${q === '' && show === 'all' ? '' : html`<p class="note">${counted(services.length, 'service')} found.</p>`}
    ${services.length === 0 ? '' : table}
  </section>`

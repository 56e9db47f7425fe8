import { counted } from '../../../core/kernel/counted.ts'
import type { Catalog } from '../../../core/policy/catalog.ts'
import type { StatusReport } from '../../../core/status/status-report.ts'
import type { HttpApp, HttpWorld } from '../http-app.ts'
import { html, type Html } from './html.ts'
import { sendPage, viewOf } from './page-guard.ts'
import { clockText, serviceCard } from './service-card.ts'

/** GET /: where every service stands. */
export function overviewPage(app: HttpApp, world: HttpWorld): void {
  const { useCases, within } = world
  app.get('/', { schema: { hide: true }, config: { page: 'members' } }, async (request, reply) => {
    const report = await within(useCases.status())
    return sendPage(reply, viewOf(request, world), {
      title: 'Error budgets',
      current: 'overview',
      main: overview(report, useCases.catalog()),
    })
  })
}

/** Every service with its level, its budget and what it allows, the worst first. */
function overview({ at, services }: StatusReport, catalog: Catalog): Html {
  const now = Date.parse(at)
  return html`<p class="lead">
      ${counted(services.length, 'service')}, as of <time datetime="${at}">${clockText(at)}</time>
    </p>
    ${services.length === 0 ? html`<p class="none">No service is configured yet.</p>` : ''}
    <div class="cards">${services.map((service) => serviceCard(service, catalog, now))}</div>`
}

import { z } from 'zod'
import { html, type Html } from '../../../../core/kernel/html.ts'
import { recorded } from '../../../../core/kernel/prompt.ts'
import { REPORT_KINDS, type Report, type ReportKind } from '../../../../core/reports/report.ts'
import { reportDocument } from '../../../../core/reports/report-in-words.ts'
import { periodAt, periodBefore } from '../../../../core/reports/report-period.ts'
import type { ReportWish } from '../../../../core/reports/report-commands.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { PageCache } from '../page-cache.ts'
import type { PageContent } from '../page-content.ts'
import { viewOf } from '../page-guard.ts'
import type { PageView } from '../page-view.ts'
import { sendProblemPage } from '../problem-page.ts'
import { renderedFor, sendRendered } from '../rendered-page.ts'

const PARAMS = z.object({ kind: z.string().max(20), period: z.string().max(20) })
const QUERY = z.object({ service: z.string().trim().max(200).default('') })

/** GET /reports/<kind>/<period>: what a week, a month or a quarter came to. */
export function reportPage(app: HttpApp, world: HttpWorld): void {
  const made = new PageCache<PageContent | string>(world.changes, world.clock)
  app.get(
    '/reports/:kind/:period',
    { schema: { hide: true, params: PARAMS, querystring: QUERY }, config: { page: 'members' } },
    async (request, reply) => {
      const { kind, period } = request.params
      const { service } = request.query
      const view = viewOf(request, world)
      if (!isKind(kind)) {
        const detail = `There is no ${kind} report; there are ${REPORT_KINDS.join(', ')}.`
        return sendProblemPage(request, reply, { status: 404, detail }, world)
      }
      const wish: ReportWish = { kind, period, ...(service !== '' && { service }) }
      const page = await world.within(
        made.of(JSON.stringify([wish, view.at('')]), () => contentOf(wish, view, world)),
      )
      return typeof page === 'string'
        ? sendProblemPage(request, reply, { status: 404, detail: page }, world)
        : sendRendered(reply, renderedFor(page, view))
    },
  )
}

const isKind = (kind: string): kind is ReportKind => (REPORT_KINDS as readonly string[]).includes(kind)

/** The page, or why there is no such report. */
async function contentOf(
  wish: ReportWish,
  view: PageView,
  { useCases, reportDrawing }: HttpWorld,
): Promise<PageContent | string> {
  const outcome = await useCases.reports.of(wish)
  if (outcome.kind === 'refused') return recorded(outcome.message)
  const report = outcome.thing
  const { title, style, body } = await reportDrawing.page(reportDocument(report))
  return {
    title,
    style,
    current: 'reports',
    ...(report.period.isOver && { isStill: true }),
    main: html`${body}${neighbours(report, view)}`,
  }
}

function neighbours({ kind, period, service, timeZone }: Report, view: PageView): Html {
  const only = service === null ? {} : { service }
  const to = (name: string): string => view.to({ kind: 'report', of: kind, period: name, ...only })
  const before = periodBefore(period, timeZone)
  const after = period.isOver ? periodAt(period.unit, timeZone, period.until) : null
  return html`<nav class="pager" aria-label="Other reports">
    <a rel="prev" href="${to(before.name)}">${before.title}</a>
    ${after === null ? '' : html`<a rel="next" href="${to(after.name)}">${after.title}</a>`}
    ${service === null ? '' : html`<a href="${view.to({ kind: 'report', of: kind, period: period.name })}">All services</a>`}
    <a href="${view.to({ kind: 'reports' })}">All reports</a>
  </nav>`
}

import { z } from 'zod'
import { counted } from '../../../../core/kernel/counted.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import { LIMITS } from '../../../../core/kernel/text-limits.ts'
import type { RiskReport } from '../../../../core/risks/risk-report.ts'
import { budgetLines } from '../../../../core/risks/risk-words.ts'
import { RISK_COLOURS } from '../../../../core/risks/stack-rank.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { actingForm } from '../forms/acting-form.ts'
import { actingPerson } from '../forms/acting-person.ts'
import type { PageContent } from '../page-content.ts'
import { sendPage, viewOf } from '../page-guard.ts'
import type { PageView } from '../page-view.ts'
import { badge, rows } from '../records/record-parts.ts'
import { sendRecord } from '../records/record-route.ts'
import { riskCatalogContent } from './risk-catalog-content.ts'
import { RISK_STYLE } from './risk-style.ts'

const BY_NAME = z.object({ name: z.string().max(200) })

/** GET /risks, GET /risks/<catalog>, and the form that accepts a risk or takes that back. */
export function risksPage(app: HttpApp, world: HttpWorld): void {
  const { useCases, within } = world
  app.get('/risks', { schema: { hide: true }, config: { page: 'members' } }, async (request, reply) => {
    const view = viewOf(request, world)
    return sendPage(reply, view, catalogList(await within(useCases.risks.reports()), view))
  })

  app.get(
    '/risks/:name',
    { schema: { hide: true, params: BY_NAME }, config: { page: 'members' } },
    async (request, reply) => {
      const { name } = request.params
      const report = await within(useCases.risks.report(name))
      const person = await actingPerson(request, world)
      const page = report && (await riskCatalogContent(report, viewOf(request, world), world, person))
      return sendRecord(request, reply, page, `No risk catalog is called ${name}.`, world)
    },
  )

  actingForm(app, world, {
    address: '/risks/decide',
    fields: z.object({
      catalog: z.string().max(200),
      risk: z.string().max(200),
      act: z.enum(['accept', 'take-back']),
      why: z.string().max(LIMITS.reason),
    }),
    act: ({ catalog, risk, act, why }, userId) => {
      const decide = act === 'accept' ? useCases.risks.accept : useCases.risks.takeBack
      return decide({ catalog, risk }, why, userId)
    },
    back: ({ catalog }) => `/risks/${encodeURIComponent(catalog)}`,
  })
}

function catalogList(reports: readonly RiskReport[], view: PageView): PageContent {
  const main =
    reports.length === 0
      ? html`<p>No risk catalog is configured: <code>risks.yaml</code> would hold them.</p>`
      : rows(reports.map((report) => catalogRow(report, view)))
  return { title: 'Risks', current: 'risks', style: RISK_STYLE, main }
}

function catalogRow(report: RiskReport, view: PageView): Html {
  const { catalog, rank } = report
  const counts = RISK_COLOURS.flatMap((colour) => {
    const count = rank.rows.filter((row) => row.colour === colour).length
    return count === 0 ? [] : [html`${badge(colour, `${count} ${colour}`)} `]
  })
  const [budget, shares] = budgetLines(report)
  return html`<li>
    <p class="first">
      <a href="${view.to({ kind: 'risk-catalog', name: catalog.name })}">${catalog.title}</a>
      <span>${counts}</span>
    </p>
    <p class="second">${counted(rank.rows.length, 'risk')}. ${budget}. ${shares}.</p>
  </li>`
}

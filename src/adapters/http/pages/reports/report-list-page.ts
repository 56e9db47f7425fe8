import { z } from 'zod'
import { html, type Html } from '../../../../core/kernel/html.ts'
import { pagePathOf } from '../../../../core/kernel/page-path.ts'
import { recentPeriods } from '../../../../core/reports/recent-periods.ts'
import { REPORT_KINDS, type ReportKind } from '../../../../core/reports/report.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { sendPage, viewOf } from '../page-guard.ts'
import type { PageView } from '../page-view.ts'

const WORD = z.string().trim().max(200).default('')
const QUERY = z.object({
  kind: z.enum(REPORT_KINDS).optional().catch(undefined),
  period: WORD,
  service: WORD,
})

/** What each kind is called, and for whom it is. */
const KINDS: Readonly<Record<ReportKind, readonly [title: string, about: string]>> = {
  weekly: [
    'Weekly report',
    'What the review of a week looks at: budgets, their trend, incidents, action items.',
  ],
  executive: [
    'Executive summary',
    'The fleet in a few lines: the worst services, freezes, what it cost, what is to come.',
  ],
  monthly: [
    'Monthly SLO report',
    'Every SLO over the month: availability, budget, downtime, recommendations.',
  ],
  quarterly: [
    'Quarterly report',
    'Whether the policy works: freezes, ways through them, objectives to reconsider.',
  ],
}

/** GET /reports: the reports that there are, by kind and period. */
export function reportListPage(app: HttpApp, world: HttpWorld): void {
  app.get(
    '/reports',
    { schema: { hide: true, querystring: QUERY }, config: { page: 'members' } },
    (request, reply) => {
      const view = viewOf(request, world)
      const { kind, period, service } = request.query
      // The form names one: its page has an address of its own.
      if (kind !== undefined && period !== '') {
        const only = service === '' ? {} : { service }
        return reply.redirect(view.at(pagePathOf({ kind: 'report', of: kind, period, ...only })))
      }
      return sendPage(reply, view, {
        title: 'Reports',
        current: 'reports',
        isStill: true,
        main: html`${wishForm(view, world)} ${REPORT_KINDS.map((each) => kindSection(each, view))}`,
      })
    },
  )
}

function kindSection(kind: ReportKind, view: PageView): Html {
  const [title, about] = KINDS[kind]
  return html`<section aria-labelledby="${kind}">
    <h2 id="${kind}">${title}</h2>
    <p class="note">${about}</p>
    <ul class="links">
      ${recentPeriods(kind, view.timeZone, view.now).map(
        ({ name, title: period, until }) =>
          html`<li>
            <a href="${view.to({ kind: 'report', of: kind, period: name })}">${period}</a>${
              until > view.now ? html` <small>goes on</small>` : ''
            }
          </li>`,
      )}
    </ul>
  </section>`
}

const wishForm = (view: PageView, { useCases }: HttpWorld): Html =>
  html`<form class="filter fields" method="get" action="${view.to({ kind: 'reports' })}">
    <label
      >Report
      <select name="kind">
        ${REPORT_KINDS.map((kind) => html`<option value="${kind}">${KINDS[kind][0]}</option>`)}
      </select></label
    >
    <label>Period <input name="period" required maxlength="20" placeholder="2026-10" /></label>
    <label>Service <input name="service" list="services" maxlength="200" placeholder="all" /></label>
    <datalist id="services">
      ${[...useCases.catalog().services.keys()].map((name) => html`<option value="${name}"></option>`)}
    </datalist>
    <button>Show</button>
  </form>`

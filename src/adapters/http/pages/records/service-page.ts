import { z } from 'zod'
import { durationInWords } from '../../../../core/kernel/time/duration.ts'
import { budgetCostLines } from '../../../../core/cost/budget-cost.ts'
import type { ServiceDossier } from '../../../../core/records/service-dossier.ts'
import { isOpen } from '../../../../core/rollouts/rollout.ts'
import { standingOfLevel } from '../../../../core/status/standing.ts'
import { governed } from '../../../../core/policy/catalog.ts'
import { runIdOf } from '../../../../core/freezes/window-run.ts'
import { alertWords, changeTitleIn } from '../../../../core/status/slo-words.ts'
import type { FreezeReport } from '../../../../core/status/status-report.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { unknownName } from '../../unknown-name.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import type { PageContent } from '../page-content.ts'
import { PageCache } from '../page-cache.ts'
import { viewOf } from '../page-guard.ts'
import type { PageView } from '../page-view.ts'
import { sendProblemPage } from '../problem-page.ts'
import { renderedFor, sendRendered } from '../rendered-page.ts'
import { burnDownFigure } from '../pictures/burn-down-picture.ts'
import { LIST_TITLES, listPeople, listRows } from './lists.ts'
import { badge, external, row, sectionOf } from './record-parts.ts'
import { recordView, type RecordView } from './record-view.ts'
import { rolloutSection } from './rollout-section.ts'
import { budgetsSection } from './slo-section.ts'
import { shippingSection } from './shipping-section.ts'

/** GET /services/<name>: all of one service. */
export function servicePage(app: HttpApp, world: HttpWorld): void {
  const cache = new PageCache<PageContent | undefined>(world.changes, world.clock)
  app.get(
    '/services/:name',
    { schema: { hide: true, params: z.object({ name: z.string().max(200) }) }, config: { page: 'members' } },
    async (request, reply) => {
      const { name } = request.params
      const view = viewOf(request, world)
      const page = await world.within(cache.of(name, () => serviceContent(name, view, world)))
      return page === undefined
        ? sendProblemPage(request, reply, { status: 404, detail: missingService(name, world) }, world)
        : sendRendered(reply, renderedFor(page, view))
    },
  )
}

export function missingService(name: string, { useCases }: HttpWorld): string {
  const words = unknownName('service', name, useCases.catalog().services.keys())
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}

async function serviceContent(
  name: string,
  plain: PageView,
  world: HttpWorld,
): Promise<PageContent | undefined> {
  const dossier = await world.useCases.records.service(name)
  if (dossier === undefined) return undefined
  const { report, plans, actions, requests, incidents, freezes, deployments } = dossier
  const view = await recordView(plain, world, [
    ...plans.map(({ plannedBy }) => plannedBy),
    ...requests.rows.map(listPeople.requests),
    ...incidents.rows.map(listPeople.incidents),
    ...freezes.rows.map(listPeople.freezes),
    ...deployments.rows.flatMap((one) => [one.startedBy, one.hold?.by]),
  ])
  return {
    title: report.title,
    main: html`${head(dossier, view)} ${now(dossier, view)}
      ${await burnDownFigure({ kind: 'burn-down', service: name, at: view.now }, view, world)}
      ${shippingSection(report, view)} ${budgetsSection(report, view)}
      ${deployments.rows.filter(isOpen).map((rollout) => rolloutSection(rollout, view))}
      ${sectionOf(
        'planned',
        'Planned deployments',
        plans.map(({ revision, change, at, plannedBy }) =>
          row(
            '',
            html`<span>${view.change(name, change)} at ${revision}</span>`,
            html`${view.time(at)} · by ${view.who(plannedBy)}`,
          ),
        ),
      )}
      ${sectionOf(
        'actions',
        'Open actions',
        actions.map(({ text, dueAt, overdueAt, owner, assignee }) =>
          row(
            overdueAt === null ? 'fair' : 'bad',
            html`<span>${text}</span>`,
            html`due
            ${view.time(dueAt)}${assignee !== null ? ` · ${assignee.name}` : owner === null ? '' : ` · ${view.role(owner)}`}`,
            overdueAt === null ? '' : badge('bad', 'overdue'),
          ),
        ),
      )}
      ${listSection('freezes', dossier, view)} ${listSection('incidents', dossier, view)}
      ${listSection('deployments', dossier, view)} ${listSection('requests', dossier, view)}
      <p class="note">
        <a href="${view.to({ kind: 'audit' })}?service=${encodeURIComponent(name)}">Its audit log</a> ·
        <a href="${view.to({ kind: 'calendar' })}?service=${encodeURIComponent(name)}">Its calendar</a> ·
        <a href="${view.to({ kind: 'simulate', service: name, outage: '30m', share: '100%' })}"
          >What an outage would do</a
        >
      </p>`,
  }
}

function head({ report }: ServiceDossier, view: RecordView): Html {
  const { service, level, levelTitle, since, recovering, stale, knownAt, journey, cost, links = [] } = report
  const policy = governed(view.catalog, service)?.policy
  return html`<p class="head">
      ${badge(standingOfLevel(level, policy), level)} <span>${levelTitle}</span>
      <code>${service}</code>
    </p>
    <p class="note">
      ${
        since === null
          ? 'Not measured yet'
          : html`For ${durationInWords(view.now - Date.parse(since))}, since ${view.time(since)}`
      }${recovering === null ? '' : html` · ${recovering.level} from ${view.time(recovering.at)} if it holds`}
      ${stale && knownAt !== null ? html` · stale: last known ${view.time(knownAt)}` : ''}
    </p>
    ${journey === undefined ? '' : html`<p>${journey}</p>`}
    ${cost === undefined ? '' : budgetCostLines(cost).map((line) => html`<p class="note">${line}</p>`)}
    ${
      links.length === 0
        ? ''
        : html`<ul class="links">
            ${links.map(({ title, url }) => html`<li>${external(url, title)}</li>`)}
          </ul>`
    }`
}

/** What blocks it beside its level, and what burns. */
function now({ report }: ServiceDossier, view: RecordView): Html {
  const { freezes, alerts, enforcement } = report
  return html`${
    enforcement === 'shadow'
      ? html`<p class="told unknown">
          <b>In shadow</b>: nothing is blocked, nobody is called, no deadline runs.
        </p>`
      : ''
  }
  ${alerts.map(
    (alert) =>
      html`<p class="told ${alert.severity === 'page' ? 'poor' : 'fair'}">
        <b>Burn alert (${alert.severity})</b> since ${view.time(alert.since)}: ${alertWords(alert, report)}
      </p>`,
  )}
  ${freezes.map((freeze) => freezeLine(freeze, report, view))}`
}

const WHAT = {
  declared: 'Frozen',
  window: 'Frozen',
  correctness: 'Correctness incident',
  hours: 'Deploy hours',
} as const

function freezeLine(freeze: FreezeReport, report: ServiceDossier['report'], view: RecordView): Html {
  const { kind, reason, since, until, changes, inForce } = freeze
  const id = inForce ? pageIdOf(freeze) : null
  const what = inForce ? WHAT[kind] : 'Freeze ahead'
  const named =
    id === null ? html`<b>${what}</b>` : html`<a href="${view.to({ kind: 'freeze', id })}"><b>${what}</b></a>`
  const about =
    changes === null ? '' : ` (${changes.map((change) => changeTitleIn(report, change)).join(', ')})`
  const from = inForce || since === null ? '' : html` from ${view.time(since)}`
  const end = until === null ? '' : html` until ${view.time(until)}`
  return html`<p class="told ${inForce ? (kind === 'hours' ? 'poor' : 'bad') : 'fair'}">
    ${named}${about}${from}${end}: ${reason}
  </p>`
}

/** A freeze of the calendar goes by its period, and has a page from its beginning on. */
function pageIdOf({ kind, id, since }: FreezeReport): string | null {
  if (kind === 'hours') return null
  if (kind !== 'window') return id
  return since === null ? null : runIdOf(id, Date.parse(since))
}

/** The newest of a list, and the way to the others. */
function listSection(list: keyof typeof LIST_TITLES, dossier: ServiceDossier, view: RecordView): Html {
  const rowsOf = {
    requests: () => dossier.requests.rows.map((one) => listRows.requests(one, view)),
    incidents: () => dossier.incidents.rows.map((one) => listRows.incidents(one, view)),
    freezes: () => dossier.freezes.rows.map((one) => listRows.freezes(one, view)),
    deployments: () => dossier.deployments.rows.map((one) => listRows.deployments(one, view)),
  }
  const href = `${view.to({ kind: 'service', name: dossier.report.service })}/${list}`
  const all = html`<p class="pager"><a href="${href}">All ${LIST_TITLES[list].toLowerCase()}</a></p>`
  return sectionOf(list, LIST_TITLES[list], rowsOf[list](), dossier[list].next === null ? '' : all)
}

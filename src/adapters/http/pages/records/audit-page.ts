import { entriesText } from '../../../../core/kernel/counted.ts'
import type { AuditEntry } from '../../../../core/kernel/audit/audit-entry.ts'
import type { AuditPage } from '../../../../core/kernel/audit/audit-pages.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import type { PageContent } from '../page-content.ts'
import { sendPage, viewOf } from '../page-guard.ts'
import type { PageView } from '../page-view.ts'
import {
  AUDIT_QUERY,
  auditAddress,
  auditFilter,
  auditForm,
  type AuditQuery,
  isPrivate,
} from './audit-filter.ts'
import { chainWords } from './chain-words.ts'
import { details, peopleIn, recordPage, sentence } from './history-list.ts'
import { recordView, type RecordView } from './record-view.ts'

/** GET /audit: who did what, newest first, a part at a time. */
export function auditPage(app: HttpApp, world: HttpWorld): void {
  app.get(
    '/audit',
    { schema: { hide: true, querystring: AUDIT_QUERY }, config: { page: 'members' } },
    async (request, reply) => {
      const view = viewOf(request, world)
      return sendPage(reply, view, await world.within(auditContent(request.query, view, world)))
    },
  )
}

async function auditContent(query: AuditQuery, plain: PageView, world: HttpWorld): Promise<PageContent> {
  const { records } = world.useCases
  const actor = records.actorCalled(query.who)
  const isPublic = world.pages().isPublic
  const page = shownTo(isPublic, await records.audit(auditFilter(query, actor, plain.timeZone)))
  const view = await recordView(plain, world, peopleIn(page.entries))
  return {
    title: 'Audit log',
    current: 'audit',
    ...(query.before !== '' && { isStill: true }),
    main: html`${auditForm(query, isPublic, view)} ${about(query, view)}
    ${page.entries.length === 0 ? nothing(page) : list(page.entries, query, view)} ${pager(page, query, view)}
    ${chainWords(records.chain.state(), view)}`,
  }
}

/** A page for everybody does not say who is at home, or who looks. */
const shownTo = (isPublic: boolean, page: AuditPage): AuditPage =>
  isPublic ? { ...page, entries: page.entries.filter(({ kind }) => !isPrivate(kind)) } : page

const about = (query: AuditQuery, view: RecordView): Html =>
  query.about === ''
    ? html``
    : html`<p>
        Only what is about <code>${query.about}</code>.
        <a href="${auditAddress({ ...query, about: '' }, null, view)}">Show all</a>
      </p>`

const nothing = ({ isCutShort }: AuditPage): Html =>
  html`<p class="note">${isCutShort ? 'Nothing so far.' : 'Nothing is on record.'}</p>`

const list = (entries: readonly AuditEntry[], query: AuditQuery, view: RecordView): Html =>
  html`<ol class="history">
    ${entries.map((entry) => item(entry, query, view))}
  </ol>`

function item(entry: AuditEntry, query: AuditQuery, view: RecordView): Html {
  const { at, actor, service } = entry
  const page = recordPage(entry, view)
  const by = auditAddress({ ...query, who: actor }, null, view)
  return html`<li>
    ${view.time(at)}
    <span
      >${sentence(entry, view)}
      <small
        >${service === '*' ? 'all services' : view.service(service)}${page === undefined ? '' : html` · <a href="${page}">its page</a>`}${query.who === '' ? html` · <a href="${by}">all by ${view.whoText(actor)}</a>` : ''}</small
      ></span
    >
    ${details(entry)}
  </li>`
}

function pager({ next, isCutShort, entries }: AuditPage, query: AuditQuery, view: RecordView): Html {
  const isLater = query.before !== ''
  if (next === null && !isLater) return html``
  return html`${
      isCutShort
        ? html`<p class="note">
            The search stopped after many entries, with ${entriesText(entries.length)} found here.
          </p>`
        : ''
    }
    <nav class="pager" aria-label="Parts of the log">
      ${isLater ? html`<a href="${auditAddress(query, null, view)}">Newest</a>` : ''}
      ${next === null ? '' : html`<a href="${auditAddress(query, next, view)}" rel="next">${isCutShort ? 'Search on' : 'Older'}</a>`}
    </nav>`
}

import { z } from 'zod'
import { type PageOf, type Place, placeFrom, placeText } from '../../../../core/kernel/paging.ts'
import { serviceTitle } from '../../../../core/policy/titles.ts'
import { SERVICE_LISTS, type ServiceList, type ServiceLists } from '../../../../core/records/service-lists.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import type { PageContent } from '../page-content.ts'
import { viewOf } from '../page-guard.ts'
import type { PageView } from '../page-view.ts'
import { LIST_TITLES, listPeople, listRows } from './lists.ts'
import { rows } from './record-parts.ts'
import { sendRecord } from './record-route.ts'
import { recordView, type RecordView } from './record-view.ts'
import { missingService } from './service-page.ts'

const PARAMS = z.object({ name: z.string().max(200), list: z.enum(SERVICE_LISTS) })
const QUERY = z.object({ before: z.string().max(250).optional() })
const SHOWN = 50

/** GET /services/<name>/<list>: all requests, incidents, freezes or deployments of a service, a page at a time. */
export function serviceListPage(app: HttpApp, world: HttpWorld): void {
  app.get(
    '/services/:name/:list',
    { schema: { hide: true, params: PARAMS, querystring: QUERY }, config: { page: 'members' } },
    async (request, reply) => {
      const { name, list } = request.params
      const view = viewOf(request, world)
      const page = world.useCases.catalog().services.has(name)
        ? await world.within(listContent(list, name, request.query.before, view, world))
        : undefined
      return sendRecord(request, reply, page, missingService(name, world), world)
    },
  )
}

/** A part of a list, whichever it is: whom it names, and its rows once it is known what they are called. */
interface Part {
  readonly people: readonly string[]
  readonly rows: (view: RecordView) => readonly Html[]
  readonly next: Place | null
}

const partOf = <List extends ServiceList>(
  found: ServiceLists[List],
  person: (typeof listPeople)[List],
  row: (typeof listRows)[List],
): Part => {
  const rows: readonly ServiceLists[List]['rows'][number][] = found.rows
  return { people: rows.map(person), rows: (view) => rows.map((one) => row(one, view)), next: found.next }
}

async function partNamed(
  list: ServiceList,
  name: string,
  page: PageOf,
  { useCases }: HttpWorld,
): Promise<Part> {
  const { records } = useCases
  switch (list) {
    case 'requests':
      return partOf<typeof list>(await records.list(list, name, page), listPeople[list], listRows[list])
    case 'incidents':
      return partOf<typeof list>(await records.list(list, name, page), listPeople[list], listRows[list])
    case 'freezes':
      return partOf<typeof list>(await records.list(list, name, page), listPeople[list], listRows[list])
    case 'deployments':
      return partOf<typeof list>(await records.list(list, name, page), listPeople[list], listRows[list])
  }
}

async function listContent(
  list: ServiceList,
  name: string,
  from: string | undefined,
  plain: PageView,
  world: HttpWorld,
): Promise<PageContent> {
  const before = (from === undefined ? undefined : placeFrom(from)) ?? null
  const part = await partNamed(list, name, { before, limit: SHOWN }, world)
  const view = await recordView(plain, world, part.people)
  const items = part.rows(view)
  const title = serviceTitle(view.catalog, name)
  const none = before === null ? 'None is on record.' : 'There are no older ones.'
  return {
    title: `${LIST_TITLES[list]} of ${title}`,
    ...(before !== null && { isStill: true }),
    main: html`<p class="note"><a href="${view.to({ kind: 'service', name })}">${title}</a></p>
      ${items.length === 0 ? html`<p class="note">${none}</p>` : rows(items)}
      ${pager(
        `${view.to({ kind: 'service', name })}/${list}`,
        before !== null,
        part.next === null ? null : placeText(part.next),
      )}`,
  }
}

const pager = (here: string, isLater: boolean, older: string | null): Html =>
  !isLater && older === null
    ? html``
    : html`<nav class="pager" aria-label="Parts of the list">
        ${isLater ? html`<a href="${here}">Newest</a>` : ''}
        ${older === null ? '' : html`<a href="${here}?before=${encodeURIComponent(older)}" rel="next">Older</a>`}
      </nav>`

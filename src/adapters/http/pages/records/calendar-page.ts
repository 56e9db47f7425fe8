import { z } from 'zod'
import { dayOf, startOfDate, startOfDay } from '../../../../core/calendar/day.ts'
import { DAY_MS } from '../../../../core/kernel/time/duration.ts'
import { wallTime } from '../../../../core/kernel/time/wall-time.ts'
import type { CalendarSpan } from '../../../../core/records/calendar-days.ts'
import { declaredEntry } from '../../../../core/records/freeze-entry.ts'
import type { HttpApp, HttpWorld } from '../../http-app.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import type { PageContent } from '../page-content.ts'
import { sendPage, viewOf } from '../page-guard.ts'
import type { PageView } from '../page-view.ts'
import { recordView, scopeOf, type RecordView } from './record-view.ts'

const QUERY = z.object({
  from: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional()
    .catch(undefined),
  service: z.string().trim().max(200).default(''),
})

const WEEKS = 4
const DAYS = 7 * WEEKS

/** GET /calendar: four weeks of planned deployments, freezes, and who is away. */
export function calendarPage(app: HttpApp, world: HttpWorld): void {
  app.get(
    '/calendar',
    { schema: { hide: true, querystring: QUERY }, config: { page: 'members' } },
    async (request, reply) => {
      const view = viewOf(request, world)
      const { from, service } = request.query
      return sendPage(reply, view, await world.within(calendarContent(from, service, view, world)))
    },
  )
}

async function calendarContent(
  from: string | undefined,
  service: string,
  plain: PageView,
  world: HttpWorld,
): Promise<PageContent> {
  const { timeZone, now } = plain
  const day = dayOf((from === undefined ? undefined : startOfDate(from, timeZone)) ?? now, timeZone)
  const monday = mondayOf(day)
  const begins = startOfDate(monday, timeZone) ?? now
  const ends = startOfDate(monday, timeZone, DAYS) ?? now
  const span = await world.useCases.records.calendar(service === '' ? undefined : service, begins, ends)
  // A page for everybody does not say who is at home.
  const isPublic = world.pages().isPublic
  const view = await recordView(plain, world, [
    ...span.plans.map(({ plannedBy }) => plannedBy),
    ...(isPublic ? [] : span.absences.map(({ userId }) => userId)),
  ])
  const days = Array.from({ length: DAYS }, (_, index) => dayView(index, monday, span, isPublic, view))
  return {
    title: 'Calendar',
    current: 'calendar',
    main: html`<p class="lead">${rangeText(begins, ends - 1, timeZone)}</p>
      ${serviceForm(service, monday, view)} ${standing(span, view)} ${pager(monday, service, view)}
      <ol class="calendar">
        ${days}
      </ol>
      ${pager(monday, service, view)}`,
  }
}

/** Freezes that people declared end when somebody says so: they belong to no day. */
function standing({ declared }: CalendarSpan, view: RecordView): Html {
  return html`${declared.map((one) => {
    const { id, title, services, until } = declaredEntry(one)
    return html`<p class="told bad">
      <a href="${view.to({ kind: 'freeze', id })}"
        ><b>${one.kind === 'correctness' ? 'Correctness incident' : 'Frozen'}</b></a
      >
      ${scopeOf(services, view)}${until === null ? '' : html` until ${view.time(until)}`}: ${title}
    </p>`
  })}`
}

function dayView(
  index: number,
  monday: string,
  span: CalendarSpan,
  isPublic: boolean,
  view: RecordView,
): Html {
  const { timeZone } = view
  const begins = startOfDate(monday, timeZone, index) ?? 0
  const ends = startOfDate(monday, timeZone, index + 1) ?? 0
  const date = dayOf(begins, timeZone)
  const today = dayOf(view.now, timeZone)
  const away = span.absences.filter(({ from, until }) => from <= date && date <= until)
  const items = [
    ...span.scheduled
      .filter(({ from, until }) => from < ends && until > begins)
      .map((freeze) => freezeItem(freeze, begins, ends, view)),
    ...span.plans.filter(({ at }) => at >= begins && at < ends).map((plan) => planItem(plan, view)),
    ...(isPublic ? [] : away.map(({ userId }) => html`<li class="unknown">${view.who(userId)} is away</li>`)),
  ]
  const classes = [
    items.length === 0 ? 'empty' : '',
    date === today ? 'today' : date < today ? 'gone' : '',
  ].filter((name) => name !== '')
  const { weekday } = wallTime(begins, timeZone)
  return html`<li class="${classes.join(' ')}">
    <h3>
      <time datetime="${date}">${weekday} ${date.slice(8).replace(/^0/, '')} ${monthOf(date)}</time
      >${date === today ? ', today' : ''}
    </h3>
    ${
      items.length === 0
        ? ''
        : html`<ul>
            ${items}
          </ul>`
    }
  </li>`
}

function planItem(plan: CalendarSpan['plans'][number], view: RecordView): Html {
  const { service, revision, change, at, letThroughAt } = plan
  return html`<li class="${letThroughAt === null ? 'fair' : 'good'}">
    ${hour(at, view)} ${view.service(service)}: ${view.change(service, change)} at
    ${revision}${letThroughAt === null ? '' : ', begun'}
  </li>`
}

function freezeItem(
  { window, from, until, run }: CalendarSpan['scheduled'][number],
  begins: number,
  ends: number,
  view: RecordView,
): Html {
  const start = from > begins ? html`from ${hour(from, view)} ` : ''
  const end = until < ends ? html`until ${hour(until, view)} ` : ''
  const told =
    run === null ? html`Freeze` : html`<a href="${view.to({ kind: 'freeze', id: run })}">Freeze</a>`
  const about =
    window.changes === null ? '' : ` (${window.changes.map((change) => view.change('', change)).join(', ')})`
  return html`<li class="bad">
    ${told}${about} ${start}${end}of ${scopeOf(window.services, view)}: ${window.reason}
  </li>`
}

const hour = (ms: number, view: RecordView): Html =>
  html`<time datetime="${new Date(ms).toISOString()}">${wallTime(ms, view.timeZone).time}</time>`

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const monthOf = (date: string): string => MONTHS[Number(date.slice(5, 7)) - 1] ?? ''

/** The Monday of a date's week. */
function mondayOf(date: string): string {
  const midnight = startOfDate(date, 'UTC') ?? 0
  const weekday = (new Date(midnight).getUTCDay() + 6) % 7
  return dayOf(midnight - weekday * DAY_MS, 'UTC')
}

/** `23 Nov – 20 Dec 2026, Europe/Berlin` */
function rangeText(from: number, until: number, timeZone: string): string {
  const day = (ms: number): string => {
    const date = dayOf(startOfDay(ms, timeZone), timeZone)
    return `${Number(date.slice(8))} ${monthOf(date)}`
  }
  return `${day(from)} – ${day(until)} ${dayOf(until, timeZone).slice(0, 4)}, ${timeZone}`
}

function pager(monday: string, service: string, view: RecordView): Html {
  const at = (days: number): string => {
    const date = dayOf((startOfDate(monday, 'UTC') ?? 0) + days * DAY_MS, 'UTC')
    const search = new URLSearchParams({ from: date, ...(service !== '' && { service }) })
    return `${view.to({ kind: 'calendar' })}?${search.toString()}`
  }
  const now = `${view.to({ kind: 'calendar' })}${service === '' ? '' : `?${new URLSearchParams({ service }).toString()}`}`
  return html`<nav class="pager" aria-label="Weeks">
    <a href="${at(-DAYS)}" rel="prev">Four weeks before</a> <a href="${now}">Now</a>
    <a href="${at(DAYS)}" rel="next">Four weeks on</a>
  </nav>`
}

function serviceForm(service: string, monday: string, view: RecordView): Html {
  const services = [...view.catalog.services.values()].toSorted((a, b) => a.title.localeCompare(b.title))
  return html`<form class="filter fields" method="get" action="${view.to({ kind: 'calendar' })}">
    <input type="hidden" name="from" value="${monday}" />
    <label
      >Service
      <select name="service">
        <option value="">All</option>
        ${services.map(
          ({ name, title }) =>
            html`<option value="${name}" ${name === service ? html`selected` : ''}>${title}</option>`,
        )}
      </select></label
    >
    <button>Show</button>
  </form>`
}

import { z } from 'zod'
import { AUDIT_KINDS } from '../../../../core/kernel/audit/audit-entry.ts'
import type { AuditFilter, AuditPlace } from '../../../../core/kernel/audit/audit-pages.ts'
import { startOfDate } from '../../../../core/calendar/day.ts'
import { html, type Html } from '../../../../core/kernel/html.ts'
import type { RecordView } from './record-view.ts'

const KINDS = ['all-but-the-gate', 'all', ...AUDIT_KINDS] as const
const SHOWN = 100

/** Says where people are and who looks: for members alone. */
export const isPrivate = (kind: (typeof KINDS)[number]): boolean =>
  kind === 'absence' || kind === 'page_sign_in'

const DAY = z.string().regex(/^\d{4}-\d{2}-\d{2}$|^$/)

/** What may stand in the address of the audit log. A field that is empty asks for nothing. */
export const AUDIT_QUERY = z.object({
  kind: z.enum(KINDS).default('all-but-the-gate').catch('all-but-the-gate'),
  service: z.string().trim().max(200).default(''),
  who: z.string().trim().max(200).default(''),
  from: DAY.default('').catch(''),
  until: DAY.default('').catch(''),
  about: z.string().trim().max(200).default(''),
  before: z.string().max(60).default(''),
})
export type AuditQuery = z.infer<typeof AUDIT_QUERY>

/** What the log is asked for. `actor`: who is meant by `who`. Days are those of a zone, the last one included. */
export function auditFilter(query: AuditQuery, actor: string, timeZone: string): AuditFilter {
  const { kind, service, from, until, about } = query
  const before = placeIn(query.before)
  const start = from === '' ? undefined : startOfDate(from, timeZone)
  const end = until === '' ? undefined : startOfDate(until, timeZone, 1)
  return {
    kinds: kind,
    limit: SHOWN,
    ...(service !== '' && { service }),
    ...(actor !== '' && { actor }),
    ...(about !== '' && { about }),
    ...(start !== undefined && { from: start }),
    ...(end !== undefined && { until: end }),
    ...(before !== undefined && { before }),
  }
}

function placeIn(text: string): AuditPlace | undefined {
  const [, at, seq] = /^(\d{1,15})\.(\d{1,15})$/.exec(text) ?? []
  return at === undefined || seq === undefined ? undefined : { at: Number(at), seq: Number(seq) }
}

/** The address of the log with another filter; `before` is where a further part begins. */
export function auditAddress(query: AuditQuery, before: AuditPlace | null, view: RecordView): string {
  const { kind, ...others } = query
  const asked = Object.entries({
    ...others,
    kind: kind === 'all-but-the-gate' ? '' : kind,
    before: before === null ? '' : `${before.at}.${before.seq}`,
  }).filter(([, value]) => value !== '')
  const search = new URLSearchParams(asked).toString()
  return `${view.to({ kind: 'audit' })}${search === '' ? '' : `?${search}`}`
}

/** What people choose by. */
export function auditForm(query: AuditQuery, isPublic: boolean, view: RecordView): Html {
  const { service, who, from, until, about } = query
  const services = [...view.catalog.services.values()].toSorted((a, b) => a.title.localeCompare(b.title))
  return html`<form class="filter fields" method="get" action="${view.to({ kind: 'audit' })}" role="search">
    <label
      >What
      <select name="kind">
        ${KINDS.filter((kind) => !isPublic || !isPrivate(kind)).map((kind) => option(kind, kindWords(kind), query.kind))}
      </select></label
    >
    <label
      >Service
      <select name="service">
        ${option('', 'All', service)} ${services.map(({ name, title }) => option(name, title, service))}
        ${service === '' || view.catalog.services.has(service) ? '' : option(service, service, service)}
      </select></label
    >
    <label>Who <input name="who" value="${who}" maxlength="200" placeholder="name, id, token:ci" /></label>
    <label>From <input type="date" name="from" value="${from}" /></label>
    <label>Until <input type="date" name="until" value="${until}" /></label>
    ${about === '' ? '' : html`<input type="hidden" name="about" value="${about}" />`}
    <button>Show</button>
  </form>`
}

const option = (value: string, words: string, chosen: string): Html =>
  html`<option value="${value}" ${value === chosen ? html`selected` : ''}>${words}</option>`

function kindWords(kind: (typeof KINDS)[number]): string {
  if (kind === 'all') return 'Everything'
  if (kind === 'all-but-the-gate') return 'All but the gate’s answers'
  const words = kind === 'gate' ? 'the gate’s answers' : kind.replaceAll('_', ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

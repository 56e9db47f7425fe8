import { type Page, pageUrlOf } from '../kernel/page-path.ts'
import type { Address, OwedMessage } from '../kernel/outbox/owed-message.ts'
import type { Announcement } from './announcement.ts'

/** A link to a page, with its words. */
export interface PageLink {
  readonly url: string
  /** `The request in the browser` */
  readonly words: string
}

const WORDS: Readonly<Record<Page['kind'], string>> = {
  overview: 'All services in the browser',
  service: 'The service in the browser',
  simulate: 'Simulate in the browser',
  request: 'The request in the browser',
  incident: 'The incident in the browser',
  freeze: 'The freeze in the browser',
  postmortem: 'The draft in the browser, to copy or download',
  audit: 'The audit log in the browser',
  calendar: 'The calendar in the browser',
  reports: 'All reports in the browser',
  report: 'The report in the browser',
  risks: 'The risks in the browser',
  'risk-catalog': 'These risks in the browser',
  'sign-in': 'Sign in',
}

/** The link to a page. `url` is where people reach the pages: null, and so is the link, where nothing says it. */
export const pageLink = (page: Page | null, url: string | null): PageLink | null =>
  page === null || url === null ? null : { url: pageUrlOf(url, page), words: WORDS[page.kind] }

const OVERVIEW: Page = { kind: 'overview' }
const service = (name: string): Page => ({ kind: 'service', name })

/**
 * The page that shows what a message tells of, and what has become of it since. Null for what stands in the thread of another
 * message, which has the link.
 */
export function pageOf(
  { act, subject, address }: Pick<OwedMessage, 'act' | 'subject' | 'address'>,
  announcement: Announcement,
): Page | null {
  if (act === 'reply' || (address.kind === 'channel' && address.thread !== undefined)) return null
  switch (announcement.kind) {
    case 'approval-request':
    case 'approval-call':
    case 'override-announcement':
    case 'request-notice':
      return { kind: 'request', id: announcement.request.requestId }
    case 'outcome':
      return { kind: 'request', id: announcement.requestId }
    case 'rollout':
      return announcement.requestId === null
        ? service(announcement.service)
        : { kind: 'request', id: announcement.requestId }
    case 'incident':
    case 'incident-update':
      return { kind: 'incident', id: announcement.incidentId }
    case 'correctness-incident':
      return { kind: 'freeze', id: announcement.incidentId }
    case 'freeze-announcement':
      return freezeIn(subject) ?? OVERVIEW
    // In shadow a level freezes nothing: no freeze is on record.
    case 'level-announcement':
      return (
        (announcement.freeze && !isInShadow(address) ? freezeIn(subject) : null) ??
        service(announcement.service)
      )
    case 'level-notice':
      return (announcement.freeze ? freezeIn(announcement.announcedBy ?? '') : null) ?? OVERVIEW
    case 'action-list':
    case 'burn-alert':
    case 'flag-rollback':
    case 'freeze-update':
    case 'pager-alert':
    case 'policy-notice':
      return service(announcement.service)
    case 'audit-broken':
    case 'audit-anchors':
    case 'audit-anchor':
      return { kind: 'audit' }
    case 'planned-deployment':
      return { kind: 'calendar' }
    case 'report':
    case 'report-details':
      return { kind: 'report', of: announcement.reportKind, period: announcement.period }
    case 'action-notice':
    case 'burn-alert-digest':
    case 'burn-alert-update':
    case 'data-gap':
    case 'freeze-digest':
    case 'freeze-ended':
    case 'freeze-endings':
    case 'freeze-picture':
    case 'incident-storm':
    case 'policy-notice-digest':
    case 'policy-reminder':
    case 'postmortem-filed':
    case 'recovery-help':
    case 'review':
    case 'shadow-began':
    case 'shadow-digest':
    case 'shadow-ended':
    case 'statement-draft':
    case 'transition-details':
    case 'transition-digest':
      return OVERVIEW
  }
}

const isInShadow = (to: Address): boolean => to.kind === 'channel' && to.purpose === 'shadow'

/** The freeze that a subject names: `freeze/t-81hd`, `declared/f-2k9m`, `window/year-end/1766253600000`. */
function freezeIn(subject: string): Page | null {
  const [, id = ''] = /^(?:freeze|declared|window)\/(.+)$/.exec(subject) ?? []
  return id === '' ? null : { kind: 'freeze', id }
}

import { hash } from 'node:crypto'
import type { PagerContent } from '../../core/paging/pager-alert.ts'

/** An event as PagerDuty's Events API v2 takes it. */
export interface PagerDutyEvent {
  readonly routing_key: string
  readonly event_action: PagerContent['act']
  readonly dedup_key: string
  readonly client?: string
  readonly client_url?: string
  readonly payload?: {
    readonly summary: string
    readonly timestamp: string
    readonly severity: 'critical' | 'error' | 'warning'
    readonly source: string
    readonly component: string
    readonly class: string
    readonly custom_details: Readonly<Record<string, string>>
  }
  readonly links?: readonly { readonly href: string; readonly text: string }[]
  readonly images?: readonly { readonly src: string; readonly href?: string; readonly alt: string }[]
}

/** What PagerDuty documents, in characters. */
const LONGEST_SUMMARY = 1_024
const LONGEST_KEY = 255
/** Far below the 512 KB that an event may have. */
const LONGEST_DETAIL = 2_000

export function eventBody(content: PagerContent, routingKey: string): PagerDutyEvent {
  const named = { routing_key: routingKey, event_action: content.act, dedup_key: dedupKey(content.key) }
  if (content.act !== 'trigger') return named
  const { summary, severity, service, serviceTitle, cause, details, links, image, at } = content
  const [own] = links
  return {
    ...named,
    client: 'Budgeteer',
    ...(own !== undefined && { client_url: own.url }),
    payload: {
      summary: cut(summary, LONGEST_SUMMARY),
      timestamp: at,
      severity,
      source: service,
      component: cut(serviceTitle, LONGEST_DETAIL),
      class: cause,
      custom_details: Object.fromEntries(
        Object.entries(details).map(([name, value]) => [name, cut(value, LONGEST_DETAIL)]),
      ),
    },
    links: links.map(({ text, url }) => ({ href: url, text })),
    ...(image !== null && {
      images: [{ src: image.url, alt: image.alt, ...(own !== undefined && { href: own.url }) }],
    }),
  }
}

/** A key that is too long is named by its hash, so that no two are the same. */
function dedupKey(key: string): string {
  const named = `budgeteer/${key}`
  return named.length <= LONGEST_KEY ? named : `budgeteer/${hash('sha256', key)}`
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`

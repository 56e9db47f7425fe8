/** What would come of an outage. Texts are as people type them: `30m`, `50%`. */
export interface SimulatePage {
  readonly kind: 'simulate'
  readonly service?: string
  readonly outage?: string
  readonly share?: string
}

/** A page of the bot that people look at in a browser. */
export type Page =
  | { readonly kind: 'overview' | 'audit' | 'calendar' | 'reports' | 'risks' | 'sign-in' }
  | { readonly kind: 'risk-catalog'; readonly name: string }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'request' | 'incident' | 'freeze' | 'postmortem'; readonly id: string }
  /** `of` is the kind of report, `period` its name: `2026-10`. Of all services where none is named. */
  | { readonly kind: 'report'; readonly of: string; readonly period: string; readonly service?: string }
  | SimulatePage

/** Its address from the bot's own on: `/services/checkout-api`. */
export function pagePathOf(page: Page): string {
  switch (page.kind) {
    case 'overview':
      return '/'
    case 'service':
      return `/services/${encodeURIComponent(page.name)}`
    case 'simulate':
      return `/simulate${queryOf({ service: page.service, outage: page.outage, share: page.share })}`
    case 'risk-catalog':
      return `/risks/${encodeURIComponent(page.name)}`
    case 'request':
    case 'incident':
    case 'freeze':
    case 'postmortem':
      return `/${page.kind}s/${encodeURIComponent(page.id)}`
    case 'report': {
      const query = page.service === undefined ? '' : `?service=${encodeURIComponent(page.service)}`
      return `/reports/${encodeURIComponent(page.of)}/${encodeURIComponent(page.period)}${query}`
    }
    default:
      return `/${page.kind}`
  }
}

function queryOf(given: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, value)
  return query.size === 0 ? '' : `?${query.toString()}`
}

/** The whole address. `url` is where people reach the bot, without a slash at its end. */
export const pageUrlOf = (url: string, page: Page): string => `${url}${pagePathOf(page)}`

/** A page of the bot that people look at in a browser. */
export type Page =
  | { readonly kind: 'overview' | 'audit' | 'calendar' | 'sign-in' }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'request' | 'incident' | 'freeze' | 'postmortem'; readonly id: string }

/** Its address from the bot's own on: `/services/checkout-api`. */
export function pagePathOf(page: Page): string {
  switch (page.kind) {
    case 'overview':
      return '/'
    case 'service':
      return `/services/${encodeURIComponent(page.name)}`
    case 'request':
    case 'incident':
    case 'freeze':
    case 'postmortem':
      return `/${page.kind}s/${encodeURIComponent(page.id)}`
    default:
      return `/${page.kind}`
  }
}

/** The whole address. `url` is where people reach the bot, without a slash at its end. */
export const pageUrlOf = (url: string, page: Page): string => `${url}${pagePathOf(page)}`

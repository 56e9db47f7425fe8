import type { FastifyRequest } from 'fastify'
import type { PageSettings } from '../page-settings.ts'

/**
 * Whether a form stood on a page of the bot's own. Browsers say where a form comes from in Origin, and newer ones in Sec-Fetch-Site too: what
 * either says counts, and a call that says neither is from no browser's form.
 */
export function isFromOwnPage({ headers }: FastifyRequest, { url }: PageSettings): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  const { origin } = headers
  if (origin === undefined) return site === 'same-origin'
  return url !== null && origin === new URL(url).origin
}

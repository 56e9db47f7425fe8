import type { FastifyRequest } from 'fastify'
import type { PageSettings } from '../page-settings.ts'
import { browserCookie, cookieIn } from './browser-cookie.ts'

const NAME = 'budgeteer_wanted'
/** A little longer than a link from Slack is good for. */
const KEPT_S = 900
const MOST_CHARACTERS = 1_000

/**
 * A path of the bot's own, as a browser takes it: no second slash that would begin another host, no backslash, which counts for
 * a slash, and none of the characters that browsers leave out.
 */
const OWN_PATH = /^\/(?![/\\])[!-[\]-~]*$/

/** Makes a browser that is not in remember which page it asked for; undefined for what is no page with anything to see. */
export function wantedCookie(request: FastifyRequest, settings: PageSettings): string | undefined {
  const { method, url, headers } = request
  const isPage = headers['sec-fetch-dest'] === 'document' || headers.accept?.includes('text/html') === true
  if (method !== 'GET' || !isPage || url === '/' || !isOwnPath(url)) return undefined
  return browserCookie(NAME, encodeURIComponent(url), KEPT_S, settings)
}

/** The path of that page; undefined where there is none. The cookie may have been put there by anybody. */
export function wantedPath(cookies: string | undefined): string | undefined {
  const kept = cookieIn(cookies, NAME)
  const path = kept === undefined ? undefined : decoded(kept)
  return path !== undefined && isOwnPath(path) ? path : undefined
}

/** Makes the browser forget it. */
export const nothingWanted = (settings: PageSettings): string => browserCookie(NAME, '', 0, settings)

const isOwnPath = (path: string): boolean => path.length <= MOST_CHARACTERS && OWN_PATH.test(path)

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

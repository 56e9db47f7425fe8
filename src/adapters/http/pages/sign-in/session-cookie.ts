import { SESSION_MS } from '../../../../core/sign-in/sign-in-commands.ts'
import type { PageSettings } from '../page-settings.ts'
import { browserCookie, cookieIn } from './browser-cookie.ts'

const NAME = 'budgeteer_session'

/** The token of the session that a browser shows; undefined where it shows none. */
export const sessionToken = (cookies: string | undefined): string | undefined => cookieIn(cookies, NAME)

/** Makes the browser show the token with each call, as long as the session lasts. */
export const cookieFor = (token: string, settings: PageSettings): string =>
  browserCookie(NAME, token, SESSION_MS / 1_000, settings)

/** Makes the browser forget it. */
export const noCookie = (settings: PageSettings): string => browserCookie(NAME, '', 0, settings)

import { SESSION_MS } from '../../../core/sign-in/sign-in-commands.ts'
import type { PageSettings } from './page-settings.ts'

const NAME = 'budgeteer_session'

/** The token of the session that a browser shows; undefined where it shows none. */
export function sessionToken(cookies: string | undefined): string | undefined {
  for (const cookie of cookies?.split(';') ?? []) {
    const [name, value] = cookie.trim().split('=', 2)
    if (name === NAME && value) return value
  }
  return undefined
}

/** Makes the browser show the token with each call, as long as the session lasts. No script reads it, no other site sends it along. */
export const cookieFor = (token: string, settings: PageSettings): string =>
  cookie(token, SESSION_MS / 1_000, settings)

/** Makes the browser forget it. */
export const noCookie = (settings: PageSettings): string => cookie('', 0, settings)

function cookie(value: string, maxAgeS: number, { url }: PageSettings): string {
  const { pathname, protocol } = new URL(url ?? 'http://localhost')
  const secure = protocol === 'https:' ? '; Secure' : ''
  return `${NAME}=${value}; Path=${pathname}; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${secure}`
}

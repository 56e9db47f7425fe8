import type { PageSettings } from '../page-settings.ts'

/** The value of a cookie that a browser shows; undefined where it shows none. */
export function cookieIn(shown: string | undefined, name: string): string | undefined {
  for (const cookie of shown?.split(';') ?? []) {
    const [called, value] = cookie.trim().split('=', 2)
    if (called === name && value) return value
  }
  return undefined
}

/** Makes a browser keep a cookie for the bot's pages alone. No script reads it, no other site sends it along. */
export function browserCookie(name: string, value: string, maxAgeS: number, { url }: PageSettings): string {
  const { pathname, protocol } = new URL(url ?? 'http://localhost')
  const secure = protocol === 'https:' ? '; Secure' : ''
  return `${name}=${value}; Path=${pathname}; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${secure}`
}

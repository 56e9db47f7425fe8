import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HOUR_MS } from '../../../../src/core/kernel/time/duration.ts'
import { useCases } from '../../../../src/core/use-cases.ts'
import type { PageSettings } from '../../../../src/adapters/http/pages/page-settings.ts'
import { DANA } from '../../../support/people.ts'
import { Platform } from '../../../support/platform.ts'
import { call } from '../call.ts'
import { type Started, startFixture } from '../fixture.ts'

const SHUT: PageSettings = { url: null, isPublic: false, timeZone: 'UTC', proxy: null }
const OWN: PageSettings = { ...SHUT, url: 'https://budgets.example' }

let platform: Platform
let server: Started
let settings: PageSettings
beforeEach(async () => {
  platform = await Platform.open()
  settings = OWN
  server = await startFixture({
    useCases: useCases(platform.everything),
    clock: platform.clock,
    pages: () => settings,
  })
})
afterEach(async () => {
  await server.close(200)
  await platform.close()
})

const get = (path: string, headers: Record<string, string> = {}) => call(server.url, 'GET', path, { headers })

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  call(server.url, 'POST', path, {
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })

/** The token of a link that Dana has asked for. */
async function linkToken(): Promise<string> {
  const outcome = await useCases(platform.everything).signIn.link(DANA)
  if (outcome.kind !== 'link') throw new Error(JSON.stringify(outcome))
  return new URL(outcome.url).searchParams.get('token') ?? ''
}

/** What the browser is told to keep when Dana has pressed the button. */
async function cookieOfDana(): Promise<string> {
  const pressed = await post('/sign-in', `token=${await linkToken()}`)
  expect(pressed.status).toBe(303)
  expect(pressed.headers.get('location')).toBe('/')
  return pressed.headers.get('set-cookie') ?? ''
}

const shown = (cookie: string) => ({ cookie: `theme=dark; ${cookie.split(';', 1)[0] ?? ''}` })

describe('the pages', () => {
  test('are shut unless the configuration says otherwise: how to get in, and nothing of the data', async () => {
    const got = await get('/')
    expect(got.status).toBe(401)
    expect(got.type).toBe('text/html; charset=utf-8')
    expect(got.text).toContain('/budget page')
    expect(got.text).not.toMatch(/inference|HEALTHY|UNKNOWN|<nav/)
  })

  test('name the setting where nothing opens them', async () => {
    settings = SHUT
    expect((await get('/')).text).toContain('<code>pages</code>')
  })

  test('open to everybody where it says so, from one call to the next', async () => {
    expect((await get('/')).status).toBe(401)
    settings = { ...OWN, isPublic: true }
    expect((await get('/')).status).toBe(200)
  })

  test('have one style, one script and nothing of anybody else, are kept by nobody, and are never framed', async () => {
    for (const isPublic of [true, false]) {
      settings = { ...OWN, isPublic }
      const { headers } = await get('/')
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[^' ;]+'; script-src 'sha256-[^' ;]+'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      )
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('referrer-policy')).toBe('same-origin')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  test('say in a browser that nothing is at an address, and to a program as before', async () => {
    for (const path of ['/service/x', '//audit', '/audit/']) {
      const got = await get(path, { accept: 'text/html,*/*;q=0.8' })
      expect([got.status, got.type]).toEqual([404, 'text/html; charset=utf-8'])
      expect(got.text).toContain('Nothing is at this address')
      expect(got.text).not.toContain('<nav')
      expect((await get(path)).type).toContain('application/problem+json')
    }
  })

  test('link to each other below the path that the bot has on its host', async () => {
    settings = { ...OWN, url: 'https://example.com/budgets', isPublic: true }
    expect((await get('/')).text).toContain('href="/budgets/"')
  })
})

describe('a link from Slack', () => {
  test('shows a button, however often it is looked at, and the button signs in', async () => {
    const token = await linkToken()
    for (const _preview of ['Slack', 'browser']) {
      const page = await get(`/sign-in?token=${token}`)
      expect(page.status).toBe(200)
      expect(page.text).toContain('<button>Sign in</button>')
      expect(page.headers.get('set-cookie')).toBeNull()
    }
    const pressed = await post('/sign-in', `token=${token}`)
    expect(pressed.headers.get('set-cookie')).toMatch(
      /^budgeteer_session=[^;]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure$/,
    )
    const page = await get('/', shown(pressed.headers.get('set-cookie') ?? ''))
    expect(page.status).toBe(200)
    expect(page.text).toContain('dana, developer')
    expect((await get(`/sign-in?token=${token}`)).status).toBe(403)
    expect((await post('/sign-in', `token=${token}`)).status).toBe(403)
  })

  test('signs in nobody who has left meanwhile', async () => {
    const token = await linkToken()
    platform.directory.change(DANA, { barred: 'deactivated' })
    const pressed = await post('/sign-in', `token=${token}`)
    expect(pressed.status).toBe(403)
    expect(pressed.text).toContain('This account is deactivated.')
    expect(pressed.headers.get('set-cookie')).toBeNull()
  })

  test.each(['cross-site', 'same-site'])('is of no use to a form whose place is %s', async (site) => {
    const cookie = await cookieOfDana()
    expect((await post('/sign-out', '', { ...shown(cookie), 'sec-fetch-site': site })).status).toBe(403)
    const token = await linkToken()
    expect((await post('/sign-in', `token=${token}`, { 'sec-fetch-site': site })).status).toBe(403)
    expect((await post('/sign-in', `token=${token}`, { 'sec-fetch-site': 'same-origin' })).status).toBe(303)
    expect((await get('/', shown(cookie))).status).toBe(200)
  })

  test('that nobody can have is answered with a page', async () => {
    expect((await get('/sign-in?token=made-up')).status).toBe(403)
    const long = await get(`/sign-in?token=${'x'.repeat(300)}`)
    expect([long.status, long.type]).toEqual([422, 'text/html; charset=utf-8'])
    expect((await post('/sign-in', 'other=1')).status).toBe(422)
  })
})

describe('the page that was asked for first', () => {
  const BROWSER = { accept: 'text/html,*/*;q=0.8', 'sec-fetch-dest': 'document' }
  /** Where Dana lands who presses the button while her browser shows this cookie. */
  const landing = async (cookie: string): Promise<string | null> => {
    const pressed = await post('/sign-in', `token=${await linkToken()}`, { cookie })
    expect(pressed.status).toBe(303)
    return pressed.headers.get('location')
  }

  test('is where the sign-in leads, once', async () => {
    settings = { ...OWN, url: 'https://example.com/budgets' }
    const asked = await get('/audit?kind=approval&who=U1', BROWSER)
    expect(asked.status).toBe(401)
    const [cookie = '', ...attributes] = (asked.headers.get('set-cookie') ?? '').split('; ')
    expect(attributes).toEqual(['Path=/budgets', 'Max-Age=900', 'HttpOnly', 'SameSite=Lax', 'Secure'])
    expect(await landing(cookie)).toBe('/budgets/audit?kind=approval&who=U1')
    const pressed = await post('/sign-in', `token=${await linkToken()}`, { cookie })
    expect(pressed.headers.getSetCookie()[1]).toMatch(/^budgeteer_wanted=; .*Max-Age=0/)
  })

  test('is remembered of pages alone', async () => {
    expect((await get('/', BROWSER)).headers.get('set-cookie')).toBeNull()
    expect((await get('/audit', { accept: '*/*' })).headers.get('set-cookie')).toBeNull()
    expect((await get('/sign-in', BROWSER)).headers.get('set-cookie')).toBeNull()
  })

  test.each([
    '//evil.example',
    '/\\evil.example',
    '\\/evil.example',
    'https://evil.example',
    '/\t/evil.example',
    '/\r\nx: y',
    '/é',
    `/${'x'.repeat(2_000)}`,
    '',
  ])('is no way out of the bot: %j', async (path) => {
    expect(await landing(`budgeteer_wanted=${encodeURIComponent(path)}`)).toBe('/')
  })

  test('is left where it cannot be read', async () => {
    expect(await landing('budgeteer_wanted=%f')).toBe('/')
  })
})

describe('a session', () => {
  test('is shown by its cookie, and ends after twelve hours', async () => {
    const cookie = await cookieOfDana()
    platform.clock.advance(12 * HOUR_MS - 1)
    expect((await get('/', shown(cookie))).status).toBe(200)
    platform.clock.advance(1)
    expect((await get('/', shown(cookie))).status).toBe(401)
  })

  test('ends with sign-out, in the browser and in the bot', async () => {
    const cookie = await cookieOfDana()
    const out = await post('/sign-out', '', shown(cookie))
    expect(out.status).toBe(303)
    expect(out.headers.get('location')).toBe('/sign-in')
    expect(out.headers.get('clear-site-data')).toBe('"cache"')
    expect(out.headers.get('set-cookie')).toMatch(/^budgeteer_session=; Path=\/; Max-Age=0; /)
    expect((await get('/', shown(cookie))).status).toBe(401)
  })

  test('lies below the path that the bot has on its host, and needs TLS only where there is some', async () => {
    settings = { ...OWN, url: 'http://10.0.0.7:8080/budgets' }
    const pressed = await post('/sign-in', `token=${await linkToken()}`)
    expect(pressed.headers.get('location')).toBe('/budgets/')
    expect(pressed.headers.get('set-cookie')).toMatch(/; Path=\/budgets; .*SameSite=Lax$/)
  })
})

describe('a proxy that signs people in', () => {
  const asked = { 'X-Forwarded-User': 'dana@example.com' }
  const proxy = (...trusted: string[]): PageSettings => ({
    ...SHUT,
    proxy: { header: 'x-forwarded-User', trusted },
  })

  test.each([['127.0.0.1'], ['127.0.0.0/8'], ['10.0.0.0/8', '::1', '127.0.0.1/32']])(
    'is believed where it calls from %s',
    async (...trusted) => {
      settings = proxy(...trusted)
      const page = await get('/', asked)
      expect(page.status).toBe(200)
      expect(page.text).toContain('dana@example.com')
      expect(page.text).not.toContain('Sign out')
    },
  )

  test('is believed from no other address, whatever the call says of where it comes from', async () => {
    settings = proxy('10.0.0.0/8', 'fd00::/8')
    for (const more of [{}, { 'x-forwarded-for': '10.0.0.1' }, { forwarded: 'for=10.0.0.1' }])
      expect((await get('/', { ...asked, ...more })).status).toBe(401)
  })

  test('lets in nobody whom it does not name', async () => {
    settings = proxy('127.0.0.1')
    expect((await get('/')).status).toBe(401)
    expect((await get('/', { 'X-Forwarded-User': ' ' })).status).toBe(401)
  })
})

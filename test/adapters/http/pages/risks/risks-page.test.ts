import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { useCases } from '../../../../../src/core/use-cases.ts'
import type { PageSettings } from '../../../../../src/adapters/http/pages/page-settings.ts'
import { DANA, OMAR, TOMAS } from '../../../../support/people.ts'
import { GATEWAY, Platform } from '../../../../support/platform.ts'
import { catalogOf, riskOf, yearly } from '../../../../support/some-risks.ts'
import { call } from '../../call.ts'
import { type Started, startFixture } from '../../fixture.ts'

const OWN: PageSettings = { url: 'https://budgets.example', isPublic: false, timeZone: 'UTC', proxy: null }
const ORIGIN = { origin: 'https://budgets.example' }
const ADDRESS = '/risks/decide'

let platform: Platform
let server: Started
let settings: PageSettings
beforeEach(async () => {
  platform = await Platform.open()
  platform.risks = {
    acceptingRoles: ['service-owner', 'sre'],
    catalogs: [
      catalogOf(
        [
          riskOf('provider', 400, {
            title: 'The <provider> fails',
            mitigations: [{ title: 'Old prices', figures: yearly(100), effortDays: 10, cost: null }],
          }),
          riskOf('cache', 131),
        ],
        { name: 'gateway', title: 'Gateway', services: [GATEWAY] },
      ),
    ],
  }
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
const post = (path: string, body: Record<string, string>, headers: Record<string, string> = {}) =>
  call(server.url, 'POST', path, {
    body: new URLSearchParams(body).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })

/** The cookie of a browser that somebody has signed in. */
async function signedIn(userId: string): Promise<{ readonly cookie: string }> {
  const outcome = await useCases(platform.everything).signIn.link(userId)
  if (!('url' in outcome)) throw new Error(JSON.stringify(outcome))
  const token = new URL(outcome.url).searchParams.get('token') ?? ''
  const pressed = await post('/sign-in', { token })
  return { cookie: (pressed.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '' }
}
/** The token that the forms of a session carry. */
const tokenOf = async (session: { readonly cookie: string }): Promise<string> =>
  /name="form_token" value="([^"]+)"/.exec((await get('/risks/gateway', session)).text)?.[1] ?? ''
const wish = { catalog: 'gateway', risk: 'provider', act: 'accept', why: 'No <second> one' }
const accepted = async () => (await platform.audit('risk_accepted')).map(({ actor }) => actor)

test('all catalogs stand on one page, each with its colours', async () => {
  const { status, text } = await get('/risks', await signedIn(DANA))
  expect(status).toBe(200)
  expect(text).toContain('href="/risks/gateway"')
  expect(text).toContain('1 red')
  expect(text).toContain('Target 99.9%: a budget of 525.96 min a year')
  expect(text).toContain('aria-current="page"')
})

test('a catalog has its budget, stack rank, mitigations and the year by chance', async () => {
  const { text } = await get('/risks/gateway', await signedIn(DANA))
  for (const part of [
    '525.96 min',
    '131.49 min',
    'The &lt;provider&gt; fails',
    'saves 300 min a year, 30 min for each of 10 person-days; then green, rank 2',
    'simulated years (seed 1, lengths exponential)',
    'No incident on record in the last day.',
    'Afterwards: 125.96 min stay unallocated; 1 other turns amber: The cache.',
  ])
    expect(text).toContain(part)
  expect((await get('/risks/other', await signedIn(DANA))).status).toBe(404)
})

test('nobody sees them who may not look at pages', async () => {
  const { status, text } = await get('/risks/gateway')
  expect(status).toBe(401)
  expect(text).not.toContain('provider')
})

describe('the form', () => {
  test('accepts a risk in the name of the session, and leads back to the page that shows it', async () => {
    const session = await signedIn(OMAR)
    const form_token = await tokenOf(session)
    const pressed = await post(ADDRESS, { ...wish, form_token }, { ...session, ...ORIGIN })
    expect(pressed.status).toBe(303)
    expect(pressed.headers.get('location')).toBe('/risks/gateway')
    const { text } = await get('/risks/gateway', session)
    expect(text).toContain('<b class="colour">blue</b>')
    expect(text).toContain('omar, service owner')
    expect(text).toContain('No &lt;second&gt; one')
    expect(text).toContain('<b class="colour">amber</b>')
    expect(await accepted()).toEqual([OMAR])
    const back = await post(
      ADDRESS,
      { ...wish, act: 'take-back', form_token },
      { ...session, ...ORIGIN, 'sec-fetch-site': 'same-origin' },
    )
    expect(back.status).toBe(303)
    expect((await get('/risks/gateway', session)).text).toContain('No longer accepted')
  })

  test('is not there for who only looks, be it that everybody may or that a proxy says who it is', async () => {
    settings = { ...OWN, isPublic: true }
    expect((await get('/risks/gateway')).text).not.toContain('<form method="post" action="/risks')
    settings = { ...OWN, proxy: { header: 'x-user', trusted: ['127.0.0.1'] } }
    const seen = await get('/risks/gateway', { 'x-user': 'tomas' })
    expect(seen.status).toBe(200)
    expect(seen.text).not.toContain('action="/risks')
    expect(seen.text).toContain('sign in with <code>/budget page</code>')
    const sent = await post(ADDRESS, wish, { 'x-user': TOMAS, ...ORIGIN })
    expect(sent.status).toBe(401)
    expect(await accepted()).toEqual([])
  })

  test('counts behind a proxy from a browser that is signed in as well', async () => {
    const session = await signedIn(TOMAS)
    settings = { ...OWN, proxy: { header: 'x-user', trusted: ['127.0.0.1'] } }
    const headers = { ...session, 'x-user': 'somebody else' }
    const form_token = await tokenOf(headers)
    expect((await post(ADDRESS, { ...wish, form_token }, { ...headers, ...ORIGIN })).status).toBe(303)
    expect(await accepted()).toEqual([TOMAS])
  })

  test.each<{ from: string; headers: Record<string, string> }>([
    { from: 'another site', headers: { origin: 'https://evil.example' } },
    { from: 'another site that hides itself', headers: { origin: 'null' } },
    { from: 'another port', headers: { origin: 'https://budgets.example:8443' } },
    { from: 'a page without encryption', headers: { origin: 'http://budgets.example' } },
    { from: 'another name of the same site', headers: { ...ORIGIN, 'sec-fetch-site': 'same-site' } },
    { from: 'what is no page at all', headers: {} },
  ])('counts for nothing from $from', async ({ headers }) => {
    const session = await signedIn(TOMAS)
    const form_token = await tokenOf(session)
    const { status, text } = await post(ADDRESS, { ...wish, form_token }, { ...session, ...headers })
    expect(status).toBe(403)
    expect(text).toContain('did not stand on a page of Budgeteer')
    expect(await accepted()).toEqual([])
  })

  test.each(['', 'x', 'of-somebody-else'])('counts for nothing with the wrong token (%s)', async (kind) => {
    const session = await signedIn(TOMAS)
    const form_token = kind === 'of-somebody-else' ? await tokenOf(await signedIn(OMAR)) : kind
    const { status } = await post(ADDRESS, { ...wish, form_token }, { ...session, ...ORIGIN })
    expect(status).toBe(403)
    expect(await accepted()).toEqual([])
  })

  test('needs a session, and one that has not ended', async () => {
    const session = await signedIn(TOMAS)
    const form_token = await tokenOf(session)
    expect((await post(ADDRESS, { ...wish, form_token }, ORIGIN)).status).toBe(401)
    await post('/sign-out', {}, session)
    expect((await post(ADDRESS, { ...wish, form_token }, { ...session, ...ORIGIN })).status).toBe(401)
    expect(await accepted()).toEqual([])
  })

  test('looks up at the click who may, and says why not', async () => {
    const session = await signedIn(DANA)
    const form_token = await tokenOf(session)
    const { status, text } = await post(ADDRESS, { ...wish, form_token }, { ...session, ...ORIGIN })
    expect(status).toBe(409)
    expect(text).toContain('Only one of the roles Service owner, SRE may do this.')
    expect(text).toContain('href="/risks/gateway"')
    expect(await accepted()).toEqual([])
  })

  test('cannot be read with anything else in it', async () => {
    const session = await signedIn(TOMAS)
    const form_token = await tokenOf(session)
    const sent = { ...wish, act: 'explode', form_token }
    expect((await post(ADDRESS, sent, { ...session, ...ORIGIN })).status).toBe(400)
    expect(await accepted()).toEqual([])
  })
})

import { afterEach, describe, expect, test } from 'vitest'
import type { PageSettings } from '../../../../src/adapters/http/pages/page-settings.ts'
import { call } from '../call.ts'
import { type Started, startFixture } from '../fixture.ts'

let server: Started
afterEach(() => server.close(200))

const SHUT: PageSettings = { url: null, isPublic: false }

describe('the pages', () => {
  test('are shut unless the configuration says otherwise: how to get in, and nothing of the data', async () => {
    server = await startFixture({ pages: () => SHUT })
    const got = await call(server.url, 'GET', '/')
    expect(got.status).toBe(401)
    expect(got.type).toBe('text/html; charset=utf-8')
    expect(got.text).toContain('/budget page')
    expect(got.text).not.toMatch(/checkout|CRITICAL|18%/i)
  })

  test('open to everybody where it says so, from one call to the next', async () => {
    let settings = SHUT
    server = await startFixture({ pages: () => settings })
    expect((await call(server.url, 'GET', '/')).status).toBe(401)
    settings = { ...SHUT, isPublic: true }
    expect((await call(server.url, 'GET', '/')).status).toBe(200)
  })

  test('have one style and no script of anybody else, are kept by nobody, and are never framed', async () => {
    server = await startFixture()
    const { headers } = await call(server.url, 'GET', '/')
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^;]+'; .*frame-ancestors 'none'$/,
    )
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('link to each other below the path that the bot has on its host', async () => {
    server = await startFixture({ pages: () => ({ url: 'https://example.com/budgets', isPublic: true }) })
    expect((await call(server.url, 'GET', '/')).text).toContain('href="/budgets/"')
  })
})

import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call } from './call.ts'
import { type Started, startFixture } from './fixture.ts'

let server: Started
beforeAll(async () => {
  server = await startFixture()
})
afterAll(() => server.close())

describe.each([
  ['mjs', 'text/javascript; charset=utf-8', '#!/usr/bin/env node\n'],
  ['sh', 'text/x-shellscript; charset=utf-8', '#!/bin/sh\n'],
])('the gate client as .%s', (kind, type, begin) => {
  const today = async (): Promise<string> => {
    const { status, headers } = await call(server.url, 'GET', `/gate.${kind}`)
    expect(status).toBe(302)
    expect(headers.get('cache-control')).toBe('no-store')
    return headers.get('location') ?? ''
  }

  test('is at the address of its hash for good, and needs no token', async () => {
    const address = await today()
    const got = await call(server.url, 'GET', `/${address}`)
    expect(got).toMatchObject({ status: 200, type })
    expect(got.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(got.text.startsWith(begin)).toBe(true)
    const sha256 = createHash('sha256').update(got.text).digest('hex')
    expect(address).toBe(`gate-${sha256}.${kind}`)
    const openApi = await call(server.url, 'GET', '/openapi.json')
    expect(openApi.json).toMatchObject({ 'x-gate-client': { [kind]: sha256 } })
  })

  test('is found below a path of its host as well', async () => {
    expect(new URL(await today(), `https://example.com/bot/gate.${kind}`).pathname).toMatch(/^\/bot\/gate-/)
  })
})

test('another hash says which are served', async () => {
  const got = await call(server.url, 'GET', `/gate-${'0'.repeat(64)}.sh`)
  expect(got).toMatchObject({
    status: 404,
    json: {
      detail: expect.stringMatching(/serves \/gate-[0-9a-f]{64}\.mjs and \/gate-[0-9a-f]{64}\.sh/) as string,
    },
  })
})

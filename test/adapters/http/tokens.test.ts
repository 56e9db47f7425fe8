import { afterAll, beforeAll, expect, test } from 'vitest'
import { AS, call } from './call.ts'
import { NOW } from './facts.ts'
import { clockAt, type Started, startFixture } from './fixture.ts'

let server: Started
beforeAll(async () => {
  server = await startFixture()
})
afterAll(() => server.close())

const GATE = { body: { service: 'checkout-api', change: 'feature' } }
const bearer = (authorization: string) => ({ authorization })

test.each([
  { what: 'no token', headers: {}, status: 401, challenge: 'Bearer realm="budgeteer"' },
  { what: 'an empty token', headers: bearer('Bearer '), status: 401, challenge: 'Bearer realm="budgeteer"' },
  {
    what: 'a password',
    headers: bearer('Basic Y2k6Y2ktc2VjcmV0'),
    status: 401,
    challenge: 'Bearer realm="budgeteer"',
  },
  {
    what: 'an unknown token',
    headers: bearer('Bearer nobody'),
    status: 401,
    challenge: 'error="invalid_token"',
  },
  {
    what: 'the start of a token',
    headers: bearer('Bearer ci-secre'),
    status: 401,
    challenge: 'error="invalid_token"',
  },
  {
    what: 'a token and more',
    headers: bearer('Bearer ci-secret-'),
    status: 401,
    challenge: 'error="invalid_token"',
  },
  {
    what: 'a token of another case',
    headers: bearer('Bearer CI-SECRET'),
    status: 401,
    challenge: 'error="invalid_token"',
  },
  {
    what: 'two tokens',
    headers: bearer('Bearer ci-secret robot-secret'),
    status: 401,
    challenge: 'Bearer realm',
  },
  {
    what: 'a token of 10,000 characters',
    headers: bearer(`Bearer ${'x'.repeat(10_000)}`),
    status: 401,
    challenge: 'invalid_token',
  },
  {
    what: 'a token without the scope',
    headers: AS.reader,
    status: 403,
    challenge: 'error="insufficient_scope", scope="gate"',
  },
])('$what is $status', async ({ headers, status, challenge }) => {
  const got = await call(server.url, 'POST', '/v1/gate', { ...GATE, headers })
  expect(got.status).toBe(status)
  expect(got.headers.get('www-authenticate')).toContain(challenge)
  expect(got.json).toMatchObject({ status })
  expect(server.useCases.gateCalls).toEqual([])
})

test.each([
  ['POST', '/v1/gate', 'gate', [AS.ci, AS.robot], [AS.reader, AS.exporter]],
  ['POST', '/v1/events', 'events', [AS.exporter], [AS.ci, AS.reader]],
  ['GET', '/v1/services', 'read', [AS.reader], [AS.ci, AS.exporter]],
  ['GET', '/v1/services/checkout-api', 'read', [AS.reader], [AS.robot, AS.exporter]],
] as const)(
  '%s %s takes tokens with the scope %s and no others',
  async (method, path, _scope, welcome, unwelcome) => {
    const body = method === 'POST' ? '{}' : undefined
    for (const headers of welcome) {
      expect([200, 422]).toContain((await call(server.url, method, path, { body, headers })).status)
    }
    for (const headers of unwelcome) {
      expect((await call(server.url, method, path, { body, headers })).status).toBe(403)
    }
  },
)

test.each(['/metrics', '/healthz', '/readyz', '/', '/openapi.json'])('%s needs no token', async (path) => {
  expect((await call(server.url, 'GET', path)).status).toBe(200)
})

test('the scheme may be written in any case', async () => {
  const got = await call(server.url, 'GET', '/v1/services', { headers: bearer('bearer reader-secret') })
  expect(got.status).toBe(200)
})

test('many wrong tokens make an address wait, and a right one still gets in', async () => {
  const guessed = await startFixture({ clock: clockAt(NOW) })
  try {
    const statuses: number[] = []
    for (let guess = 0; guess < 62; guess += 1) {
      const headers = bearer(`Bearer guess-${guess}`)
      const got = await call(guessed.url, 'GET', '/v1/services', { headers })
      statuses.push(got.status)
      if (got.status === 429) expect(Number(got.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect(statuses).toEqual([...Array.from({ length: 60 }, () => 401), 429, 429])
    expect((await call(guessed.url, 'GET', '/v1/services', { headers: AS.reader })).status).toBe(200)
    expect(guessed.logged.map((line) => line.replace(/"address":"[^"]+"/, '"address":"…"'))).toEqual([
      'an HTTP call was turned away by its token {"address":"…","route":"/v1/services","status":401}',
      'an HTTP call was turned away by its token {"address":"…","route":"/v1/services","status":429}',
    ])
  } finally {
    await guessed.close()
  }
})

test('no token is ever logged, one in the address neither', async () => {
  await call(server.url, 'GET', '/v1/calendar.ics?token=a-secret-of-nobody')
  await call(server.url, 'GET', '/v1/calendar.ics?token=ci-secret')
  expect(server.logged.join('\n')).toContain('/v1/calendar.ics')
  expect(server.logged.join('\n')).not.toContain('secret')
})

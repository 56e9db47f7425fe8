import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FIRING, GROUP, RESOLVED } from '../../adapters/http/alertmanager-payloads.ts'
import { SERVICE } from '../../e2e/a-stage.ts'
import { expectClear } from './clear-answer.ts'
import { fuzz } from './fuzz.ts'
import { nearlyJson } from './nasty-json.ts'
import { nastyPiece, nearly } from './nasty-text.ts'
import { openWire, type Wire } from './wire.ts'

const AT = '2026-03-02T09:59:00Z'
const EVENT = { service: SERVICE, slo: 'availability', good: 9, total: 10, at: AT, key: 'k' }
const DEPLOYMENT = { service: SERVICE, revision: 'v1', event: 'started' }
const GATE = {
  service: SERVICE,
  change: 'p0-hotfix',
  revision: 'v1',
  environment: 'production',
  risk: 'low',
  deploy_id: 'd-1',
  confirm: ['tests-passing'],
}

/** Bodies that each route takes, by method and address. */
const BODIES: Readonly<Record<string, readonly unknown[]>> = {
  'post /v1/gate': [GATE, { service: SERVICE, change: 'feature', revision: 'v2' }],
  'post /v1/events': [EVENT, [EVENT, { ...EVENT, key: 'l' }], { events: [EVENT] }],
  'post /v1/alertmanager': [FIRING, RESOLVED, GROUP],
  'post /v1/deployments': [DEPLOYMENT, { ...DEPLOYMENT, event: 'stage', stage: 25 }],
}
const FIELDS = ['service', 'from', 'to', 'status', 'since', 'until', 'limit', 'q', 'page', 'cursor']

/** Answers for people and machines who are refused. */
const REFUSED = [400, 401, 403, 404, 405, 409, 413, 414, 415, 422, 429]

interface Operation {
  readonly method: string
  readonly path: string
  readonly hasBody: boolean
}

let wire: Wire
let operations: readonly Operation[]
beforeAll(async () => {
  wire = await openWire()
  const response = await fetch(`${wire.stage.bot.http.url}/openapi.json`)
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, object>> }
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method,
      path,
      hasBody: 'requestBody' in operation,
    })),
  )
})
afterAll(() => wire.close())

interface Case {
  readonly method: string
  readonly path: string
  readonly body: string | undefined
  readonly type: string
  readonly token: 'ci' | 'nightly' | 'traffic' | 'none' | 'wrong'
}

function casesOf(): fc.Arbitrary<Case> {
  const query = fc
    .array(fc.tuple(fc.constantFrom(...FIELDS), nearly(SERVICE, AT, '1', 'open', '-', '2026-01-01')), {
      maxLength: 3,
    })
    .map((fields) => (fields.length === 0 ? '' : `?${new URLSearchParams(fields).toString()}`))
  const token = fc.constantFrom('ci', 'traffic', 'ci', 'traffic', 'nightly', 'none', 'wrong')
  const named = (path: string): fc.Arbitrary<string> =>
    nearly(SERVICE, 'nobody').map((name) => path.replace(/\{\w+\}/g, () => encodedPart(name)))
  const bodyless = operations.filter(({ hasBody }) => !hasBody)
  const read = fc.constantFrom(...bodyless).chain(({ method, path }) =>
    fc.record({
      method: fc.constant(method),
      path: fc.tuple(named(path), query).map((parts) => parts.join('')),
      body: fc.constant(undefined),
      type: fc.constant('application/json'),
      token,
    }),
  )
  const written = fc.oneof(
    ...operations
      .filter(({ hasBody }) => hasBody)
      .map(({ method, path }) => {
        const right = BODIES[`${method} ${path}`] ?? []
        return fc.record({
          method: fc.constant(method),
          path: fc.constant(path),
          body: fc.oneof(
            {
              weight: 5,
              arbitrary: nearlyJson(...right).map((body) => JSON.stringify(body) as string | undefined),
            },
            { weight: 1, arbitrary: nearly(...right.map((body) => JSON.stringify(body))) },
          ),
          type: fc.oneof(
            { weight: 12, arbitrary: fc.constant('application/json') },
            {
              weight: 1,
              arbitrary: fc.constantFrom(
                'text/plain',
                'application/x-www-form-urlencoded',
                'application/json; charset=utf-16',
              ),
            },
          ),
          token: path === '/v1/events' ? fc.constant('traffic' as const) : token,
        })
      }),
  )
  const elsewhere = fc.record({
    method: fc.constantFrom('get', 'post', 'put', 'delete', 'patch', 'options'),
    path: fc
      .array(nastyPiece, { maxLength: 3 })
      .map((parts) => `/${parts.map(encodedPart).join('/')}`.slice(0, 2_000)),
    body: fc.constant(undefined),
    type: fc.constant('application/json'),
    token,
  })
  return fc.oneof(
    { weight: 8, arbitrary: written },
    { weight: 3, arbitrary: read },
    { weight: 1, arbitrary: elsewhere },
  )
}

const encodedPart = (part: string): string => encodeURIComponent(part.toWellFormed())

const TOKENS = { ci: 'ci', nightly: 'nightly', traffic: 'traffic' } as const

test('each route that takes a body has bodies here', () => {
  const taking = operations.filter(({ hasBody }) => hasBody).map(({ method, path }) => `${method} ${path}`)
  expect(taking.sort()).toEqual(Object.keys(BODIES).sort())
})

test('whatever is sent to the API is answered, and what is refused leaves nothing behind', async () => {
  const { url } = wire.stage.bot.http
  await fuzz('bodies over HTTP', casesOf(), async ({ method, path, body, type, token }) => {
    const before = wire.rows()
    const headers = new Headers(body === undefined ? {} : { 'content-type': type })
    if (token === 'wrong') headers.set('authorization', 'Bearer wrong')
    else if (token !== 'none') headers.set('authorization', `Bearer ${wire.stage.token(TOKENS[token])}`)
    const answer = await fetch(`${url}${path}`, {
      method: method.toUpperCase(),
      headers,
      ...(body !== undefined && { body: body.toWellFormed() }),
      redirect: 'manual',
      signal: AbortSignal.timeout(25_000),
    })
    const text = await answer.text()
    expect(wire.errors()).toEqual([])
    if (!REFUSED.includes(answer.status)) {
      expect([200, 202, 204, 302, 303, 304]).toContain(answer.status)
      return
    }
    if (answer.headers.get('content-type')?.includes('json') === true)
      expectClear((JSON.parse(text) as { detail: string }).detail)
    expect(wire.rows()).toEqual(before)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { AS, call, sendRaw } from './call.ts'
import { type Started, startFixture } from './fixture.ts'

let server: Started
beforeAll(async () => {
  server = await startFixture()
})
afterAll(() => server.close())

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
const GOOD_CALL = { service: 'checkout-api', change: 'feature' }
const GOOD_EVENT = {
  service: 'checkout-api',
  slo: 'availability',
  good: 9,
  total: 10,
  at: '2026-03-02T09:59:00Z',
}

interface Nonsense {
  readonly what: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly status: number
  /** Where, and a part of what is said. */
  readonly says: string
}

const UNREADABLE: readonly Nonsense[] = [
  {
    what: 'a compressed body',
    body: gzipSync('{}'),
    headers: { 'content-encoding': 'gzip' },
    status: 415,
    says: 'without a content encoding',
  },
  { what: 'no body', status: 400, says: 'empty' },
  { what: 'an empty body', body: '', status: 400, says: 'empty' },
  { what: 'half an object', body: '{"service":', status: 400, says: 'not JSON' },
  { what: 'a null byte alone', body: '\0', status: 400, says: 'not JSON' },
  { what: 'a form', body: 'service=x', status: 400, says: 'not JSON' },
  {
    what: 'bytes that are no UTF-8',
    body: Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d),
    status: 400,
    says: 'UTF-8',
  },
  { what: 'a __proto__ key', body: '{"__proto__":{"allowed":true}}', status: 400, says: '__proto__' },
  { what: 'a nested __proto__ key', body: '{"service":{"__proto__":1}}', status: 400, says: '__proto__' },
  { what: 'a constructor key', body: '{"constructor":{"prototype":{}}}', status: 400, says: 'constructor' },
  {
    what: 'plain text',
    body: '{}',
    headers: { 'content-type': 'text/plain' },
    status: 415,
    says: 'application/json',
  },
  {
    what: 'a form type',
    body: '{}',
    headers: { 'content-type': 'multipart/form-data' },
    status: 415,
    says: 'application/json',
  },
  {
    what: 'a type that is none',
    body: '{}',
    headers: { 'content-type': ';;;' },
    status: 415,
    says: 'application/json',
  },
]

/** Beyond 64 kB alone is the shape looked at before the body is parsed. */
const INTRICATE: readonly Nonsense[] = [
  { what: 'two million levels', body: '['.repeat(2_000_000), status: 400, says: 'deeper than 64 levels' },
  {
    what: 'an alert with ten thousand labels',
    body: {
      version: '4',
      alerts: [{ labels: Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`l${at}`, ''])) }],
    },
    status: 400,
    says: 'more than 1000 members',
  },
  {
    what: 'two million alerts that are none',
    body: `{"version":"4","alerts":[${'1,'.repeat(2_000_000)}1]}`,
    status: 400,
    says: 'more than 1000000 parts',
  },
  { what: 'a body past 32 MB', body: ' '.repeat(33 * 1024 * 1024), status: 413, says: '32768 kB' },
]

const GATE: readonly Nonsense[] = [
  ...UNREADABLE,
  { what: 'null', body: 'null', status: 422, says: 'must be an object' },
  { what: 'a number', body: '42', status: 422, says: 'must be an object' },
  { what: 'a list', body: [GOOD_CALL], status: 422, says: 'must be an object' },
  { what: 'an empty object', body: {}, status: 422, says: '/service is required' },
  { what: 'lists in lists in lists', body: deep(30_000), status: 422, says: 'must be an object' },
  {
    what: 'a body past 64 kB',
    body: { ...GOOD_CALL, revision: 'x'.repeat(70_000) },
    status: 413,
    says: '64 kB',
  },
  {
    what: 'a number for a service',
    body: { ...GOOD_CALL, service: 7 },
    status: 422,
    says: '/service must be text',
  },
  {
    what: 'a null service',
    body: { ...GOOD_CALL, service: null },
    status: 422,
    says: '/service must be text',
  },
  {
    what: 'an empty change',
    body: { ...GOOD_CALL, change: '' },
    status: 422,
    says: '/change must not be empty',
  },
  {
    what: 'a misspelt field',
    body: { ...GOOD_CALL, enviroment: 'staging' },
    status: 422,
    says: '/enviroment is no field of this call; did you mean environment?',
  },
  {
    what: 'a field from the prototype',
    body: { ...GOOD_CALL, toString: 'x' },
    status: 422,
    says: '/toString is no field',
  },
  {
    what: 'a null byte in a name',
    body: { ...GOOD_CALL, revision: 'a\0b' },
    status: 422,
    says: '/revision must be one line',
  },
  {
    what: 'a line break in a name',
    body: { ...GOOD_CALL, environment: 'a\nb' },
    status: 422,
    says: '/environment must be one line',
  },
  {
    what: 'half a surrogate pair',
    body: '{"service":"checkout-api","change":"feature","revision":"\\ud800"}',
    status: 422,
    says: '/revision must be one line',
  },
  {
    what: 'a revision past 200 characters',
    body: { ...GOOD_CALL, revision: 'x'.repeat(201) },
    status: 422,
    says: '/revision must not be longer than 200',
  },
  {
    what: 'a confirmation that is no list',
    body: { ...GOOD_CALL, confirm: 'tests-passing' },
    status: 422,
    says: '/confirm must be a list',
  },
  {
    what: 'a confirmation that is no text',
    body: { ...GOOD_CALL, confirm: [true] },
    status: 422,
    says: '/confirm/0 must be text',
  },
  {
    what: 'an unknown service',
    body: { ...GOOD_CALL, service: 'chekout-api' },
    status: 422,
    says: 'did you mean checkout-api?',
  },
  {
    what: 'a service named as a prototype key',
    body: '{"service":"__proto__","change":"feature"}',
    status: 422,
    says: 'there is no service "__proto__"',
  },
  {
    what: 'an unknown change type',
    body: { ...GOOD_CALL, change: 'featur' },
    status: 422,
    says: 'did you mean feature?',
  },
  { what: 'an unknown risk', body: { ...GOOD_CALL, risk: 'hihg' }, status: 422, says: 'did you mean high?' },
  {
    what: 'an unknown requirement',
    body: { ...GOOD_CALL, confirm: ['test-passing'] },
    status: 422,
    says: 'did you mean tests-passing?',
  },
  {
    what: 'a requirement that takes words',
    body: { ...GOOD_CALL, confirm: ['rollback-plan'] },
    status: 422,
    says: '/confirm/0 "rollback-plan" must be written',
  },
  {
    what: 'an idempotency key with blanks',
    body: GOOD_CALL,
    headers: { 'idempotency-key': 'a b' },
    status: 400,
    says: 'Idempotency-Key',
  },
  {
    what: 'an idempotency key without end',
    body: GOOD_CALL,
    headers: { 'idempotency-key': 'k'.repeat(201) },
    status: 400,
    says: 'Idempotency-Key',
  },
]

const EVENTS: readonly Nonsense[] = [
  ...UNREADABLE,
  { what: 'null', body: 'null', status: 422, says: 'must be an object' },
  { what: 'an empty list', body: [], status: 422, says: 'must not be an empty list' },
  {
    what: 'an empty list of events',
    body: { events: [] },
    status: 422,
    says: '/events must not be an empty list',
  },
  {
    what: 'events that are no list',
    body: { events: GOOD_EVENT },
    status: 422,
    says: '/events must be a list',
  },
  { what: 'lists in lists in lists', body: deep(400_000), status: 400, says: 'deeper than 64 levels' },
  {
    what: 'a body past 1 MB',
    body: [{ ...GOOD_EVENT, key: 'x'.repeat(1_100_000) }],
    status: 413,
    says: '1024 kB',
  },
  {
    what: 'too many events',
    body: Array.from({ length: 10_001 }, () => 0),
    status: 422,
    says: 'must not hold more than 10000',
  },
  {
    what: 'an event without a time',
    body: { ...GOOD_EVENT, at: undefined },
    status: 422,
    says: '/at is required',
  },
  {
    what: 'a time without a zone',
    body: { ...GOOD_EVENT, at: '2026-03-02T09:59:00' },
    status: 422,
    says: '/at must be a time with a zone',
  },
  {
    what: 'the 30th of February',
    body: [{ ...GOOD_EVENT, at: '2026-02-30T09:59:00Z' }],
    status: 422,
    says: '/0/at must be a time',
  },
  {
    what: 'a time as a number',
    body: { ...GOOD_EVENT, at: 1_772_445_540 },
    status: 422,
    says: '/at must be text',
  },
  {
    what: 'a time ahead',
    body: { events: [GOOD_EVENT, { ...GOOD_EVENT, at: '2026-03-02T10:05:01Z' }] },
    status: 422,
    says: '/events/1/at lies more than 5 minutes ahead',
  },
  {
    what: 'counts below zero',
    body: { ...GOOD_EVENT, good: -1 },
    status: 422,
    says: '/good must be at least 0',
  },
  {
    what: 'half an event',
    body: { ...GOOD_EVENT, good: 0.5 },
    status: 422,
    says: '/good must be a whole number',
  },
  {
    what: 'a count as text',
    body: { ...GOOD_EVENT, total: '10' },
    status: 422,
    says: '/total must be a whole number',
  },
  {
    what: 'a count past what is exact',
    body: `{"service":"checkout-api","slo":"availability","good":1,"total":1e300,"at":"2026-03-02T09:59:00Z"}`,
    status: 422,
    says: '/total must be',
  },
  {
    what: 'more good than all',
    body: [GOOD_EVENT, { ...GOOD_EVENT, good: 11 }],
    status: 422,
    says: '/1/good must not be more than total',
  },
  {
    what: 'an unknown service',
    body: [{ ...GOOD_EVENT, service: 'checkout' }],
    status: 422,
    says: '/0/service there is no service "checkout"',
  },
  {
    what: 'an unknown SLO',
    body: [{ ...GOOD_EVENT, slo: 'avialability' }],
    status: 422,
    says: 'did you mean availability?',
  },
  {
    what: 'an SLO that is measured by queries',
    body: { ...GOOD_EVENT, slo: 'latency' },
    status: 422,
    says: '/slo "latency" is measured by queries',
  },
]

interface Document {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[]
}

describe.each([
  { path: '/v1/gate', as: AS.ci, rows: GATE },
  { path: '/v1/events', as: AS.exporter, rows: EVENTS },
  {
    path: '/v1/alertmanager',
    as: AS.alertmanager,
    rows: [...UNREADABLE.filter(({ what }) => !/__proto__|constructor/.test(what)), ...INTRICATE],
  },
])('POST $path answers', ({ path, as, rows }) => {
  test.each(rows)('$what with $status', async ({ body, headers, status, says }) => {
    const got = await call(server.url, 'POST', path, { body, headers: { ...as, ...headers } })
    const document = got.json as Document
    expect(document).toMatchObject({ type: 'about:blank', status })
    expect(got.status).toBe(status)
    expect(got.type).toBe('application/problem+json; charset=utf-8')
    expect(got.headers.get('x-content-type-options')).toBe('nosniff')
    const said = [
      document.detail,
      ...(document.errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`),
    ]
    expect(said.join('\n')).toContain(says)
    expect(server.useCases.counts).toEqual([])
    expect(server.useCases.gateCalls).toEqual([])
  })
})

const ADDRESSES = [
  ['/v1/gate', 'POST'],
  ['/v1/events', 'POST'],
  ['/v1/services', 'GET, HEAD'],
  ['/v1/services/checkout-api', 'GET, HEAD'],
  ['/metrics', 'GET, HEAD'],
  ['/healthz', 'GET, HEAD'],
  ['/readyz', 'GET, HEAD'],
  ['/', 'GET, HEAD'],
  ['/openapi.json', 'GET, HEAD'],
] as const
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'QUERY']
const WRONG = ADDRESSES.flatMap(([path, allow]) =>
  METHODS.filter((method) => !allow.includes(method)).map((method) => ({ path, method, allow })),
)

describe('a wrong method or address', () => {
  test.each(WRONG)('$method $path is 405 and allows $allow', async ({ path, method, allow }) => {
    const body = method === 'GET' ? undefined : '{"broken'
    const got = await call(server.url, method, path, { body })
    expect(got.status).toBe(405)
    expect(got.headers.get('allow')).toBe(allow)
    expect(got.json).toMatchObject({ status: 405, title: 'Method Not Allowed' })
  })

  test.each([
    ['GET', '/nope', 404],
    ['POST', '/v1', 404],
    ['POST', '/v1/gate/', 404],
    ['POST', '/v1/GATE', 404],
    ['POST', '/slack/events', 404],
    ['GET', '/..%2f..%2fetc/passwd', 404],
    ['GET', '/v1/services/', 404],
    ['GET', '/%00', 404],
    ['GET', '/v1/services/%ff', 400],
    ['GET', '/v1/services/%', 400],
    ['GET', `/v1/services/${'x'.repeat(500)}`, 404],
    ['GET', `/${'x'.repeat(10_000)}`, 404],
    ['GET', '/metrics?%ff=%', 200],
  ] as const)('%s %s is %i', async (method, path, status) => {
    const got = await call(server.url, method, path, { headers: AS.reader })
    expect(got.status === 414 ? 404 : got.status).toBe(status)
    if (status !== 200) expect(got.type).toContain('application/problem+json')
  })

  test.each(['checkout', '__proto__', 'constructor', '%00', '%F0%9F%98%80', "'%20or%201=1--"])(
    'the service %s is not there',
    async (name) => {
      const got = await call(server.url, 'GET', `/v1/services/${name}`, { headers: AS.reader })
      expect(got.status).toBe(404)
      expect(got.json).toMatchObject({ detail: expect.stringContaining('checkout-api') as string })
    },
  )
})

describe('what is no HTTP', () => {
  test.each([
    ['words', 'hello there\r\n\r\n', '400'],
    ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', '400'],
    ['an unknown method', 'FROB / HTTP/1.1\r\nHost: x\r\n\r\n', '400'],
    [
      'two lengths',
      'POST /v1/gate HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      '400',
    ],
    [
      'length and chunks',
      'POST /v1/gate HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      '400',
    ],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`, '431'],
    ['a proxy call', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n', '405'],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', '400'],
  ])('%s', async (_what, bytes, status) => {
    const text = await sendRaw(server.url, bytes)
    expect(text.split('\r\n')[0]).toContain(`HTTP/1.1 ${status}`)
  })

  test('a websocket greeting is an ordinary call', async () => {
    const text = await sendRaw(
      server.url,
      'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n',
    )
    expect(text.split('\r\n')[0]).toBe('HTTP/1.1 200 OK')
  })
})

describe('a request that never ends is cut off, however steadily it drips', () => {
  const head = (path: string): string =>
    `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${AS.alertmanager.authorization}\r\nContent-Type: application/json\r\n`
  test.each([
    ['in its headers', `${head('/v1/alertmanager')}X-Drip: `, 'x'],
    ['in its body', `${head('/v1/alertmanager')}Content-Length: 30000000\r\n\r\n`, ' '],
    ['in chunks', `${head('/v1/alertmanager')}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'],
    ['on the way to Slack', `${head('/slack/events')}Content-Length: 900000\r\n\r\n`, ' '],
  ])('%s', async (_where, begin, drop) => {
    const hurried = await startFixture({
      requestWithinMs: 300,
      slackHandler: (request, response) => {
        request.resume().on('end', () => response.end())
      },
    })
    const { hostname, port } = new URL(hurried.url)
    // It keeps its side open, as an attacker would.
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
    socket.on('error', () => undefined)
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write(begin)
    const drip = setInterval(() => socket.write(drop), 20)
    await closed
    clearInterval(drip)
    await hurried.close()
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(hurried.logged).toEqual([])
  })
})

test('hundreds of callers that say nothing keep nobody else out, and are hung up on', async () => {
  const busy = await startFixture({ requestWithinMs: 2_000 })
  const { hostname, port } = new URL(busy.url)
  const silent = await Promise.all(
    Array.from({ length: 300 }, async () => {
      const socket = connect({ host: hostname, port: Number(port) })
      await once(socket, 'connect')
      return socket.resume()
    }),
  )
  const closed = Promise.all(silent.map((socket) => once(socket, 'close')))
  const asked = await call(busy.url, 'POST', '/v1/gate', { body: GOOD_CALL, headers: AS.ci })
  expect(asked.status).toBe(200)
  await closed
  await busy.close()
})

test('none of it is logged as our own error', () => {
  expect(server.logged).toEqual([])
})

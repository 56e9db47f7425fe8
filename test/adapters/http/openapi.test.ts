import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { gateClientFiles } from '../../../src/adapters/http/gate-client-files.ts'
import { AS, call, type Got } from './call.ts'
import { answer } from './facts.ts'
import { type Started, startFixture } from './fixture.ts'

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> }
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> }
  readonly responses: Readonly<Record<string, Answer>>
}
interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>
}
type JsonSchema = Parameters<typeof z.fromJSONSchema>[0]

let server: Started
let document: Described
beforeAll(async () => {
  server = await startFixture()
  document = (await call(server.url, 'GET', '/openapi.json')).json as Described
})
afterAll(() => server.close())

const GATE = { service: 'checkout-api', change: 'feature', revision: 'v1', confirm: ['tests-passing'] }
const DEPLOYMENT = { service: 'checkout-api', revision: 'v1', event: 'started' }
const EVENT = { service: 'checkout-api', slo: 'availability', good: 9, total: 10, at: '2026-03-02T09:59:00Z' }

const ALERTS = {
  version: '4',
  groupKey: '{}:{alertname="HighErrorRate"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'budgeteer',
  groupLabels: { alertname: 'HighErrorRate' },
  commonLabels: { alertname: 'HighErrorRate', service: 'checkout-api' },
  commonAnnotations: {},
  externalURL: 'http://alertmanager:9093',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'HighErrorRate', service: 'checkout-api' },
      annotations: {},
      startsAt: '2026-03-02T09:52:26.739266876Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus:9090/graph?g0.expr=up',
      fingerprint: 'b8ac95d1d1c8f7a4',
    },
  ],
}

/** Every operation with calls that it must answer as described. */
const CALLS: Readonly<
  Record<string, readonly { body?: unknown; headers?: Record<string, string>; status: number }[]>
> = {
  'post /v1/gate': [
    { body: GATE, headers: AS.ci, status: 200 },
    { body: '{', headers: AS.ci, status: 400 },
    { body: GATE, status: 401 },
    { body: GATE, headers: AS.reader, status: 403 },
    { body: { ...GATE, revision: 'x'.repeat(70_000) }, headers: AS.ci, status: 413 },
    { body: 'x', headers: { ...AS.ci, 'content-type': 'text/plain' }, status: 415 },
    { body: { ...GATE, risk: 'none' }, headers: AS.ci, status: 422 },
  ],
  ...Object.fromEntries(
    gateClientFiles().flatMap(({ kind, sha256 }) => [
      [`get /gate-${sha256}.${kind}`, [{ status: 200 }]],
      [`get /gate.${kind}`, [{ status: 302 }]],
    ]),
  ),
  'post /v1/events': [
    { body: EVENT, headers: AS.exporter, status: 200 },
    { body: [EVENT, { ...EVENT, key: 'k' }], headers: AS.exporter, status: 200 },
    { body: { events: [EVENT] }, headers: AS.exporter, status: 200 },
    { body: [{}], headers: AS.exporter, status: 422 },
  ],
  'post /v1/alertmanager': [
    { body: ALERTS, headers: AS.alertmanager, status: 200 },
    { body: { version: '3', alerts: [] }, headers: AS.alertmanager, status: 422 },
    { body: ALERTS, headers: AS.ci, status: 403 },
    { body: ALERTS, status: 401 },
  ],
  'get /v1/incidents': [
    { headers: AS.reader, status: 200 },
    { headers: AS.alertmanager, status: 403 },
    { status: 401 },
  ],
  'get /v1/annotations': [
    { headers: AS.reader, status: 422 },
    { headers: AS.ci, status: 403 },
    { status: 401 },
  ],
  'post /v1/deployments': [
    { body: DEPLOYMENT, headers: AS.ci, status: 200 },
    { body: { ...DEPLOYMENT, event: 'stage', stage: 25 }, headers: AS.ci, status: 200 },
    { body: { ...DEPLOYMENT, event: 'stage' }, headers: AS.ci, status: 422 },
    { body: DEPLOYMENT, headers: AS.reader, status: 403 },
  ],
  'get /v1/calendar.ics': [
    { headers: AS.reader, status: 200 },
    { status: 401 },
    { headers: AS.ci, status: 403 },
  ],
  'get /v1/services': [{ headers: AS.reader, status: 200 }, { status: 401 }],
  'get /v1/services/{name}': [{ headers: AS.reader, status: 200 }],
  'get /metrics': [{ status: 200 }],
  'get /healthz': [{ status: 200 }],
  'get /readyz': [{ status: 200 }],
  'get /openapi.json': [{ status: 200 }],
}

test('every route is described, and every description has its calls here', () => {
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  )
  expect(described.sort()).toEqual(Object.keys(CALLS).sort())
})

const rows = Object.entries(CALLS).flatMap(([operation, calls]) =>
  calls.map((made) => ({ operation, ...made })),
)
test.each(rows)(
  '$operation answers $status as described',
  async ({ operation, body, headers = {}, status }) => {
    const [method = '', path = ''] = operation.split(' ')
    const described = document.paths[path]?.[method]
    const schema = described?.requestBody?.content['application/json']?.schema
    if (status === 200 && schema) expect(z.fromJSONSchema(schema).safeParse(body).error).toBeUndefined()

    const got = await call(server.url, method.toUpperCase(), path.replace('{name}', 'checkout-api'), {
      body,
      headers,
    })
    expect(got.status).toBe(status)
    expectDescribed(described, got)
  },
)

test('a bot that is not ready says so as described', async () => {
  server.useCases.ready = false
  expectDescribed(document.paths['/readyz']?.['get'], await call(server.url, 'GET', '/readyz'))
  server.useCases.ready = true
})

test.each(['approved', 'needs-approval', 'blocked'] as const)(
  'the decision %s is as described',
  async (decision) => {
    server.useCases.answerGate = () => answer(decision)
    const got = await call(server.url, 'POST', '/v1/gate', { body: GATE, headers: AS.ci })
    expectDescribed(document.paths['/v1/gate']?.['post'], got)
  },
)

function expectDescribed(operation: Operation | undefined, got: Got): void {
  const { content = {} } = operation?.responses[String(got.status)] ?? {}
  const type = got.type?.split(';')[0] ?? ''
  expect(Object.keys(content)).toContain(type)
  const schema = resolved(content[type]?.schema)
  if (schema) expect(z.fromJSONSchema(closed(schema)).safeParse(got.json ?? got.text).error).toBeUndefined()
}

/** The description says what an answer holds; here it must hold nothing else. */
const closed = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema), (_key, part: unknown) =>
    typeof part === 'object' && part !== null && 'properties' in part && 'type' in part
      ? { additionalProperties: false, ...part }
      : part,
  ) as JsonSchema

const resolved = (schema: JsonSchema | undefined): JsonSchema | undefined =>
  typeof schema === 'object' && schema.$ref
    ? document.components.schemas[schema.$ref.replace('#/components/schemas/', '')]
    : schema

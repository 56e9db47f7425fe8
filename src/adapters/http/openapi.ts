import type { FastifyInstance, RouteOptions } from 'fastify'
import { type JsonSchema, PROBLEM } from './schemas.ts'

/** What the description says about a route beyond its schemas. */
export interface RouteDoc {
  readonly summary: string
  /** What a good answer is. */
  readonly answer: string
  readonly idempotent?: boolean
  /** The call may not fit how things stand. */
  readonly conflicts?: boolean
  /** The body as callers may send it, where that is wider than what is validated. */
  readonly body?: JsonSchema
  /** Of the good answer, if it is not JSON. */
  readonly contentType?: string
}

declare module 'fastify' {
  interface FastifyContextConfig {
    doc?: RouteDoc
  }
}

/** Every route that is registered from now on, as it was registered. */
export function collectRoutes(app: FastifyInstance): readonly RouteOptions[] {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    routes.push(route)
  })
  return routes
}

const PROBLEMS: Readonly<Record<string, string>> = {
  400: 'The call cannot be read',
  401: 'No token, or an unknown one',
  403: 'The token lacks the scope',
  404: 'There is no such thing',
  409: 'It does not fit how things stand; `detail` says why',
  413: 'The body is too large',
  415: 'The body is not JSON',
  422: 'A field is not valid; `errors` says which, and what would be right',
  429: 'Too many wrong tokens from this address',
  500: 'Budgeteer failed',
  503: 'The store cannot be reached; ask again after `Retry-After`',
}

/** The OpenAPI 3.1 document, made of the schemas that the routes really use. */
export function openApiDocument(routes: readonly RouteOptions[]): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const { doc } = route.config ?? {}
    if (doc === undefined || route.method === 'HEAD') continue
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [[route.method].flat().join().toLowerCase()]: operation(route, doc) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Budgeteer',
      version: '1',
      description:
        'Error budgets, and whether they allow a deployment. Errors are RFC 9457 problem documents.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      responses: Object.fromEntries(
        Object.entries(PROBLEMS).map(([status, description]) => [
          `problem${status}`,
          { description, content: { 'application/problem+json': { schema: PROBLEM } } },
        ]),
      ),
    },
  }
}

function operation(route: RouteOptions, doc: RouteDoc): object {
  const schema = route.schema ?? {}
  const body = doc.body ?? (schema.body as JsonSchema | undefined)
  const answers = (schema.response ?? {}) as Readonly<Record<string, JsonSchema>>
  const scope = route.config?.scope
  const parameters = [
    ...pathParameters(route.url),
    ...queryParameters(schema.querystring),
    ...(doc.idempotent ? [IDEMPOTENCY_KEY] : []),
  ]
  const good: Readonly<Record<string, JsonSchema | undefined>> =
    Object.keys(answers).length === 0 ? { 200: undefined } : answers
  return {
    operationId: `${[route.method].flat().join().toLowerCase()}${route.url.replaceAll(/\W+(\w)/g, (_, first: string) => first.toUpperCase()).replaceAll(/\W/g, '')}`,
    summary: doc.summary,
    ...(scope && { security: [{ token: [] }], description: `Needs a token with the scope \`${scope}\`.` }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(good).map(([status, answer]) => [
          status,
          {
            description: status === '200' ? doc.answer : 'Not ready',
            content: { [doc.contentType ?? 'application/json']: { ...(answer && { schema: answer }) } },
          },
        ]),
      ),
      ...Object.fromEntries(
        problemsOf(route, body !== undefined)
          .filter((status) => !Object.hasOwn(good, status))
          .map((status) => [status, { $ref: `#/components/responses/problem${status}` }]),
      ),
    },
  }
}

function problemsOf(route: RouteOptions, hasBody: boolean): readonly string[] {
  return [
    ...(hasBody ? ['400'] : []),
    ...(route.config?.scope ? ['401', '403', '429'] : []),
    ...(route.url.includes(':') ? ['404'] : []),
    ...(route.config?.doc?.conflicts ? ['409'] : []),
    ...(hasBody ? ['413', '415'] : []),
    ...(hasBody || route.schema?.querystring !== undefined ? ['422'] : []),
    '500',
    '503',
  ]
}

const pathParameters = (url: string): readonly object[] =>
  [...url.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))

const queryParameters = (querystring: unknown): readonly object[] =>
  Object.entries(
    (querystring as { properties?: Readonly<Record<string, JsonSchema>> } | undefined)?.properties ?? {},
  ).map(([name, schema]) => ({ name, in: 'query', required: false, schema }))

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same call with the same key gets the same answer, and is counted once',
  schema: { type: 'string', maxLength: 200 },
}

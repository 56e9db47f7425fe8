import swagger from '@fastify/swagger'
import { fastify } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { HttpWorld } from '../../src/adapters/http/http-app.ts'
import { OPENAPI } from '../../src/adapters/http/openapi.ts'
import { ROUTES } from '../../src/adapters/http/routes.ts'
import { ChangeFeed } from '../../src/core/kernel/change-feed.ts'
import { type JsonSchema, schemaTable } from './json-schema.ts'
import { code, GENERATED, page, table } from './markdown.ts'

interface Operation {
  readonly summary?: string
  readonly description?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: Body
  readonly responses?: Readonly<Record<string, Body & { readonly description?: string }>>
}
interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: JsonSchema
}
interface Body {
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, JsonSchema>> }
}

/** Every route with what it takes and answers, from the document that the bot serves at `/openapi.json`. */
export async function httpPage(): Promise<string> {
  const { paths, components } = await description()
  const referred = (ref: string): JsonSchema | undefined =>
    components?.schemas?.[ref.replace('#/components/schemas/', '')]
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path: path.replace(/[0-9a-f]{64}/, '{sha256}'),
      method: method.toUpperCase(),
      operation,
    })),
  )
  return page([
    '# Every route',
    GENERATED,
    'The running bot serves the same as OpenAPI 3.1 at `/openapi.json`. A call that fails is answered with an RFC 9457 problem document, whose `detail` says what would be right. Answers may grow: more fields may come to stand beside these.',
    table(
      ['route', 'what it is'],
      operations.map(({ path, method, operation }) => [code(`${method} ${path}`), operation.summary ?? '']),
    ),
    ...operations.flatMap(({ path, method, operation }) => section(`${method} ${path}`, operation, referred)),
  ])
}

function section(
  heading: string,
  { summary = '', description: more = '', parameters = [], requestBody, responses = {} }: Operation,
  referred: (ref: string) => JsonSchema | undefined,
): readonly string[] {
  const statuses = Object.entries(responses)
  const answers = statuses.filter(([status]) => status.startsWith('2'))
  return [
    `## ${heading}`,
    [summary === '' ? '' : summary.replace(/(?<![.?])$/, '.'), more].filter((text) => text !== '').join(' '),
    table(
      ['parameter', 'stands in', 'what it is'],
      parameters.map((one) => [
        code(one.name),
        one.in,
        `${one.required === true ? '**Required.** ' : ''}${one.description ?? one.schema?.description ?? ''}`,
      ]),
    ),
    ...bodyOf('Body', requestBody, referred),
    ...answers.flatMap(([status, answer]) => bodyOf(`Answer ${status}`, answer, referred)),
    table(
      ['status', 'means'],
      statuses
        .filter(([status]) => !status.startsWith('2'))
        .map(([status, answer]) => [status, answer.description ?? '']),
    ),
  ]
}

function bodyOf(
  title: string,
  body: Body | undefined,
  referred: (ref: string) => JsonSchema | undefined,
): readonly string[] {
  const schema = body?.content?.['application/json']?.schema
  const fields = schema === undefined ? '' : schemaTable(schema, referred)
  return fields === '' ? [] : [`**${title}**`, fields]
}

/** Before a route is called it asks its world for nothing but the changes and where its use cases are. */
async function description(): Promise<Description> {
  const app = fastify().withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => JSON.stringify)
  await app.register(swagger, OPENAPI)
  const world = { changes: new ChangeFeed(), useCases: {} } as unknown as HttpWorld
  for (const route of ROUTES) route(app, world)
  await app.ready()
  return app.swagger() as unknown as Description
}

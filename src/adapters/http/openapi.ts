import type { FastifyDynamicSwaggerOptions, SwaggerTransform } from '@fastify/swagger'
import { createJsonSchemaTransform } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { problemAnswer, problemShape } from './problem.ts'

const PROBLEMS = {
  400: 'The call cannot be read',
  401: 'No token, or an unknown one',
  403: 'The token lacks the scope',
  404: 'There is no such thing',
  413: 'The body is too large',
  415: 'The body is not JSON',
  422: 'A field is not valid; `errors` says which, and what would be right',
  429: 'Too many wrong tokens from this address',
  500: 'Budgeteer failed',
  503: 'The store cannot be reached; retry after `Retry-After`',
}

const zodToJsonConfig: z.core.ToJSONSchemaParams = {
  override({ zodSchema, jsonSchema }) {
    delete jsonSchema.readOnly
    // Answers may grow: a caller that refuses fields which it does not know would break.
    const { def } = zodSchema._zod
    if (def.type === 'object' && !('catchall' in def)) delete jsonSchema.additionalProperties
  },
}
const shapesAsJsonSchema = createJsonSchemaTransform({ zodToJsonConfig })
/** The others refer to it by its id; here it must not refer to itself. */
const problemSchema: object = z.toJSONSchema(problemShape, { ...zodToJsonConfig, metadata: z.registry() })

/** Adds what follows from a route's shapes: its operation id, its token, the problems that it may answer. */
const transform: SwaggerTransform = (documented) => {
  const { route, url } = documented
  const { body, querystring, params, response } = documented.schema
  const scope = route.config?.scope
  const statuses = [
    ...(body ? ([400, 413, 415] as const) : []),
    ...(scope ? ([401, 403, 429] as const) : []),
    ...(params ? ([404] as const) : []),
    ...(body || querystring ? ([422] as const) : []),
    ...([500, 503] as const),
  ]
  const problems = Object.fromEntries(statuses.map((status) => [status, problemAnswer(PROBLEMS[status])]))
  const words = url.replaceAll(/\W+(\w)/g, (_, first: string) => first.toUpperCase()).replaceAll(/\W/g, '')
  return shapesAsJsonSchema({
    ...documented,
    schema: {
      ...documented.schema,
      operationId: `${[route.method].flat().join().toLowerCase()}${words}`,
      ...(scope && {
        security: [{ token: [] }],
        description: `Needs a token with the scope \`${scope}\`.`,
      }),
      response: { ...problems, ...(typeof response === 'object' && response) },
    },
  })
}

/** The OpenAPI 3.1 document, made of the shapes that the routes really use. */
export const OPENAPI: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Budgeteer',
      version: '1',
      description:
        'Error budgets, and whether they allow a deployment. Errors are RFC 9457 problem documents.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: problemSchema },
    },
  },
  transform,
}

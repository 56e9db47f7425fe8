import { STATUS_CODES } from 'node:http'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { count, list, string } from './shapes.ts'

const fieldError = z.object({ pointer: string, detail: string }).readonly()

/** One thing that is wrong with a call. `pointer` is a JSON pointer into the body as it was sent; empty for the whole. */
export type FieldError = z.infer<typeof fieldError>

/** An RFC 9457 problem document, as it is sent. */
export const problemShape = z
  .object({
    type: string,
    title: string,
    status: count,
    detail: string,
    errors: list(fieldError).optional(),
  })
  .meta({ id: 'Problem' })

export interface Problem {
  readonly status: number
  readonly detail: string
  readonly errors?: readonly FieldError[]
  readonly headers?: Readonly<Record<string, string>>
}

export const PROBLEM_TYPE = 'application/problem+json'

/** A problem among the answers of a route. */
export const problemAnswer = (description: string) => ({
  description,
  content: { [PROBLEM_TYPE]: { schema: problemShape } },
})

/** More errors than this do not help; the detail says how many there are in all. */
const SHOWN_ERRORS = 20

export function problemDocument(problem: Problem): string {
  const { status, detail, errors } = problem
  const document: z.infer<typeof problemShape> = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    ...(errors && { errors: errors.slice(0, SHOWN_ERRORS) }),
  }
  return JSON.stringify(document)
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.headers) reply.headers(problem.headers)
  // A string payload passes through unserialised.
  return reply.code(problem.status).header('content-type', PROBLEM_TYPE).send(problemDocument(problem))
}

/** Invalid fields of a call that was well-formed JSON: 422. */
export function invalidFields(errors: readonly FieldError[], consequence = ''): Problem {
  const [first] = errors
  const where = first?.pointer ? `${first.pointer}: ` : 'the body '
  const what = (first?.detail ?? 'is not valid').replace(/\.$/, '')
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return { status: 422, detail: `Not valid: ${where}${what}${more}.${consequence}`, errors }
}

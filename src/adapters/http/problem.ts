import { STATUS_CODES } from 'node:http'
import type { FastifyReply } from 'fastify'

/** One thing that is wrong with a call. `pointer` is a JSON pointer into the body as it was sent; empty for the whole. */
export interface FieldError {
  readonly pointer: string
  readonly detail: string
}

/** An RFC 9457 problem document. */
export interface Problem {
  readonly status: number
  readonly detail: string
  readonly errors?: readonly FieldError[]
  readonly headers?: Readonly<Record<string, string>>
}

export const PROBLEM_TYPE = 'application/problem+json'

/** More errors than this help nobody; the detail says how many there are in all. */
const SHOWN_ERRORS = 20

export function problemDocument(problem: Problem): string {
  const { status, detail, errors } = problem
  return JSON.stringify({
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    ...(errors && { errors: errors.slice(0, SHOWN_ERRORS) }),
  })
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.headers) reply.headers(problem.headers)
  // A string payload passes through unserialised: the route's response schemas describe good answers only.
  return reply.code(problem.status).header('content-type', PROBLEM_TYPE).send(problemDocument(problem))
}

/** Fields of a call that was well-formed JSON but cannot be meant: 422. */
export function invalidFields(errors: readonly FieldError[], consequence = ''): Problem {
  const [first] = errors
  const where = first?.pointer ? `${first.pointer}: ` : 'the body '
  const what = (first?.detail ?? 'is not valid').replace(/\.$/, '')
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return { status: 422, detail: `Not valid: ${where}${what}${more}.${consequence}`, errors }
}

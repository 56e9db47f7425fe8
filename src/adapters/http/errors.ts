import type { FastifyError, FastifyRequest, RouteOptions } from 'fastify'
import { TooSlow } from './answer-within.ts'
import type { HttpApp, HttpWorld } from './http-app.ts'
import { sendNoSuchPage, sendProblemPage } from './pages/problem-page.ts'
import { type Problem, sendProblem } from './problem.ts'
import { InvalidCall } from './validation.ts'

/** Turns every failure of a call into a problem document, or a page for people. Knows the routes that are registered after it. */
export function answerErrors(app: HttpApp, world: HttpWorld): void {
  const routes: RouteOptions[] = []
  let table: RouteTable | undefined
  const unrouted = (request: FastifyRequest): Problem => misdirected(request, (table ??= routeTable(routes)))
  app.addHook('onRoute', (route) => void routes.push(route))
  // Answered before the body is read: a call to a wrong address needs no parsing.
  app.addHook('onRequest', (request, reply, next) => {
    if (!request.is404) {
      next()
      return
    }
    const problem = unrouted(request)
    if (problem.status === 404 && isBrowser(request)) sendNoSuchPage(request, reply, world)
    else sendProblem(reply, problem)
  })
  // The hook has answered before this could.
  app.setNotFoundHandler((request, reply) => sendProblem(reply, unrouted(request)))
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const problem = problemOf(error, request)
    if (problem.status >= 500) {
      const about = { err: error, method: request.method, route: request.routeOptions.url }
      world.logger.error(about, 'an HTTP call could not be answered')
    }
    const isPage = request.routeOptions.config.page !== undefined
    return isPage ? sendProblemPage(request, reply, problem, world) : sendProblem(reply, problem)
  })
}

/** Whether somebody opens an address, rather than a program. */
const isBrowser = ({ method, headers }: FastifyRequest): boolean =>
  method === 'GET' && headers.accept?.includes('text/html') === true

/** Which methods each address takes. */
type RouteTable = readonly { readonly pattern: RegExp; readonly methods: readonly string[] }[]

const routeTable = (routes: readonly RouteOptions[]): RouteTable =>
  [...Map.groupBy(routes, ({ url }) => url)].map(([url, sameUrl]) => ({
    pattern: new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`),
    methods: sameUrl.flatMap(({ method }) => method).sort(),
  }))

function misdirected(request: FastifyRequest, routes: RouteTable): Problem {
  const path = request.url.split('?', 1)[0] ?? ''
  const methods = routes.find(({ pattern }) => pattern.test(path))?.methods
  if (methods === undefined) {
    return { status: 404, detail: 'Nothing is at this address; GET /openapi.json lists the routes.' }
  }
  const allow = methods.join(', ')
  return { status: 405, detail: `This address takes ${allow}.`, headers: { allow } }
}

function problemOf(error: FastifyError, request: FastifyRequest): Problem {
  const isEmpty = error.validationContext === 'body' && request.body === undefined
  if (isEmpty || error.code === 'FST_ERR_CTP_EMPTY_JSON_BODY')
    return { status: 400, detail: 'The body is empty; send JSON.' }
  if (error instanceof InvalidCall) return error.problem
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    const limitKb = request.routeOptions.bodyLimit / 1_024
    return { status: 413, detail: `The body is larger than ${limitKb} kB.` }
  }
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return {
      status: 415,
      detail: 'Send JSON: "Content-Type: application/json".',
      headers: { accept: 'application/json' },
    }
  }
  const status = error.statusCode ?? 500
  if (status >= 400 && status < 500) return { status, detail: `The body cannot be read: ${error.message}.` }
  if (error instanceof TooSlow) {
    return {
      status: 503,
      detail:
        'Budgeteer did not answer in time, and what came of the call is not known. Retry: with the same Idempotency-Key, what was decided is answered again.',
      headers: { 'retry-after': '2' },
    }
  }
  if (causesOf(error).some((cause) => 'outcome' in cause && cause.outcome === 'unknown')) {
    return {
      status: 503,
      detail:
        'Budgeteer lost its store at the last moment, and what came of the call is not known. Retry: with the same Idempotency-Key, what was decided is answered again.',
      headers: { 'retry-after': '2' },
    }
  }
  if (isUnavailable(error)) {
    return {
      status: 503,
      detail: 'Budgeteer cannot reach its store just now; nothing was decided or kept. Retry.',
      headers: { 'retry-after': '2' },
    }
  }
  return { status: 500, detail: 'Budgeteer failed to answer; its log says why.' }
}

/** Codes of SQLite, PostgreSQL and sockets for a store that is busy, cannot be reached, or is no longer whole. */
const PASSING =
  /^(SQLITE_(BUSY|LOCKED|IOERR|FULL|CANTOPEN|READONLY|CORRUPT|NOTADB)|E(CONN|PIPE|TIMEDOUT|HOSTUNREACH)|08|40001|53|57P)/

/** Whether the error, or what caused it, is marked as worth retrying. */
export const isUnavailable = (error: unknown): boolean =>
  causesOf(error).some(
    (cause) =>
      ('retryable' in cause && cause.retryable === true) ||
      ('code' in cause && typeof cause.code === 'string' && PASSING.test(cause.code)),
  )

/** The error, what caused it, and so on. */
function causesOf(error: unknown): readonly Error[] {
  const causes: Error[] = []
  for (let cause = error; causes.length < 8 && cause instanceof Error; cause = cause.cause) causes.push(cause)
  return causes
}

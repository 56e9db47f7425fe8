import type { Clock } from '../../core/kernel/time/clock.ts'
import { failedAttempts } from './failed-attempts.ts'
import type { HttpApp } from './http-app.ts'
import type { HttpLogger } from './http-logger.ts'
import type { Metrics } from './metrics.ts'
import { sendProblem } from './problem.ts'
import { type ApiToken, type Caller, tokenGuard, type TokenScope } from './tokens.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the handler of every route that names a scope, and of no other. */
    caller: Caller
    startedAt: number
  }
  interface FastifyContextConfig {
    scope?: TokenScope
    /** Takes the token as `?token=` too, from programs that send no headers. */
    tokenInAddress?: boolean
  }
}

const tokenOf = (query: unknown): string | undefined =>
  typeof query === 'object' && query !== null && 'token' in query && typeof query.token === 'string'
    ? `Bearer ${query.token}`
    : undefined

/** Headers, tokens and durations: what happens around every call. Returns how to let in other tokens than these. */
export function guardRoutes(
  app: HttpApp,
  {
    tokens,
    clock,
    metrics,
    logger,
  }: { tokens: readonly ApiToken[]; clock: Clock; metrics: Metrics; logger: HttpLogger },
): (tokens: readonly ApiToken[]) => void {
  let admit = tokenGuard(tokens)
  const failed = failedAttempts()
  app.decorateRequest('caller')
  app.decorateRequest('startedAt', 0)

  app.addHook('onRequest', (request, reply, next) => {
    request.startedAt = performance.now()
    reply.header('x-content-type-options', 'nosniff')
    reply.header('cache-control', 'no-store')
    const { scope, tokenInAddress } = request.routeOptions.config
    if (scope === undefined) {
      next()
      return
    }
    const inAddress = tokenInAddress ? tokenOf(request.query) : undefined
    const admission = admit(request.headers.authorization ?? inAddress, scope)
    if (admission.kind === 'admitted') {
      request.caller = admission.caller
      next()
      return
    }
    const { waitS, isNews } =
      admission.problem.status === 401 ? failed(request.ip, clock.now()) : { waitS: undefined, isNews: true }
    // The address of the call may hold what is secret; that of its route does not.
    if (isNews)
      logger.warn(
        {
          address: request.ip,
          route: request.routeOptions.url,
          status: waitS === undefined ? admission.problem.status : 429,
        },
        'an HTTP call was turned away by its token',
      )
    if (waitS === undefined) {
      sendProblem(reply, admission.problem)
      return
    }
    sendProblem(reply, {
      status: 429,
      detail: `Too many wrong tokens from this address; wait ${waitS} s.`,
      headers: { 'retry-after': String(waitS) },
    })
  })

  // Not onResponse: that costs two listeners a call, to measure the sending as well.
  app.addHook('onSend', (request, reply, payload, next) => {
    const route = request.routeOptions.url ?? 'none'
    metrics.recordHttp(request.method, route, reply.statusCode, performance.now() - request.startedAt)
    next(null, payload)
  })
  return (others) => {
    admit = tokenGuard(others)
  }
}

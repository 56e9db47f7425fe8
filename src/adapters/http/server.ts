import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import swagger from '@fastify/swagger'
import { fastify } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ChangeFeed } from '../../core/kernel/change-feed.ts'
import type { Clock } from '../../core/kernel/time/clock.ts'
import { answerWithin } from './answer-within.ts'
import { answerErrors } from './errors.ts'
import { guardRoutes } from './guard.ts'
import type { HttpApp, HttpUseCases, HttpWorld, Readiness } from './http-app.ts'
import type { HttpLogger } from './http-logger.ts'
import { acceptJsonOnly } from './json-body.ts'
import type { Metrics } from './metrics.ts'
import { OPENAPI } from './openapi.ts'
import type { PostedMessage } from '../../core/kernel/outbox/owed-message.ts'
import { guardPages } from './pages/page-guard.ts'
import type { PageSettings } from './pages/page-settings.ts'
import type { ReportDrawing } from '../../core/reports/report-drawing.ts'
import { PROBLEM_TYPE, problemDocument, sendProblem } from './problem.ts'
import { ROUTES } from './routes.ts'
import type { ApiToken } from './tokens.ts'
import { validator } from './validation.ts'

export interface HttpOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly useCases: HttpUseCases
  readonly readiness: () => Promise<readonly Readiness[]>
  readonly tokens: readonly ApiToken[]
  /** Gets POST /slack/events with the body unread, because its signature covers the bytes. */
  readonly slackHandler?: (request: IncomingMessage, response: ServerResponse) => void
  /** Who may look at the pages, as it is configured whenever somebody does. */
  readonly pages: () => PageSettings
  /** Says when something of what pages show may have changed. */
  readonly changes: Pick<ChangeFeed, 'version' | 'subscribe'>
  /** Where a message can be read in Slack; null where that is not known, which is the default. */
  readonly permalink?: (posted: PostedMessage) => string | null
  /** Draws reports for pages. */
  readonly reportDrawing: ReportDrawing
  readonly metrics: Metrics
  readonly clock: Clock
  readonly logger: HttpLogger
  /** How long a use case may take before the caller gets a 503. */
  readonly answerWithinMs?: number
  /** How long a request, its body included, may take to arrive (default: 15 s); it is cut off at most a second later. */
  readonly requestWithinMs?: number
}

export interface HttpServer {
  /** `http://127.0.0.1:8080` */
  readonly url: string
  /** From now on these tokens may enter, and no others. */
  admit(tokens: readonly ApiToken[]): void
  /** Takes no new connections, lets calls under way finish, and cuts off what is left after `deadlineMs`. */
  close(deadlineMs?: number): Promise<void>
}

const BODY_LIMIT_BYTES = 64 * 1_024
const ANSWER_WITHIN_MS = 10_000
const REQUEST_WITHIN_MS = 15_000
/** Node looks only every 30 s for requests that take too long unless told. */
const LOOK_FOR_SLOW_REQUESTS_MS = 1_000
/** Longer than any answer takes, so that it ends only a caller who does not read what it is sent. */
const SILENT_CONNECTION_MS = 90_000
const HANG_UP_AFTER_MS = 1_000
const KEEP_ALIVE_MS = 65_000
const CLOSE_WITHIN_MS = 5_000

const unasked = (): never => {
  throw new Error('Fastify asked for a compiler of its own')
}

/** Starts the one HTTP server: gate, services, events, metrics, health, pages for people, and Slack's events where wanted. */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const state = { closing: false }
  const { requestWithinMs = REQUEST_WITHIN_MS } = options
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: requestWithinMs,
    // Node swaps the two limits where that of the headers (60 s unless given) is the longer one.
    http: { headersTimeout: requestWithinMs, connectionsCheckingInterval: LOOK_FOR_SLOW_REQUESTS_MS },
    connectionTimeout: SILENT_CONNECTION_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // Fastify loads compilers of its own where it is given none at the start, and these are never asked: those below are.
    schemaController: { compilersFactory: { buildValidator: unasked, buildSerializer: unasked } },
    routerOptions: { maxParamLength: 200 },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, _request, reply) =>
      void sendProblem(reply, {
        status: error.statusCode ?? 400,
        detail: `The address cannot be read: ${error.message}.`,
      }),
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validator)
  // The compiler checks that answers have their shapes: a check here could only turn an answer into an error.
  app.setSerializerCompiler(() => JSON.stringify)
  acceptJsonOnly(app)
  const admitOthers = guardRoutes(app, options)
  const { slackHandler, answerWithinMs = ANSWER_WITHIN_MS, ...rest } = options
  const world: HttpWorld = {
    permalink: () => null,
    ...rest,
    within: (result, limitMs = answerWithinMs) => answerWithin(result, limitMs),
    closing: () => state.closing,
  }
  answerErrors(app, world)
  await app.register(swagger, OPENAPI)
  guardPages(app, world)
  for (const route of ROUTES) route(app, world)
  if (slackHandler) passToSlack(app, slackHandler)

  app.server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    hangUp(socket, rawProblem(405, 'Budgeteer is no proxy.'))
  })
  await app.listen({ host: options.host, port: options.port })
  const { address, family, port } = app.server.address() as AddressInfo
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    admit: admitOthers,
    async close(deadlineMs = CLOSE_WITHIN_MS) {
      state.closing = true
      const cutOff = setTimeout(() => app.server.closeAllConnections(), deadlineMs)
      await app.close()
      clearTimeout(cutOff)
    },
  }
}

/** The reply is taken over before anything reads the body. */
function passToSlack(
  app: HttpApp,
  slackHandler: (request: IncomingMessage, response: ServerResponse) => void,
): void {
  app.post(
    '/slack/events',
    {
      schema: { hide: true },
      onRequest: (request, reply) => {
        reply.hijack()
        slackHandler(request.raw, reply.raw)
      },
    },
    (_request, reply) => reply,
  )
}

const rawProblem = (status: 400 | 405 | 408 | 431, detail: string): string => {
  const body = problemDocument({ status, detail })
  const length = Buffer.byteLength(body)
  return `HTTP/1.1 ${status} \r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`
}

/** A request that Node's parser cannot read reaches no route, and still gets an answer. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  hangUp(
    socket,
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? rawProblem(408, 'The request did not arrive in time.')
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? rawProblem(431, 'The headers are too large.')
        : rawProblem(400, 'The request is not HTTP that can be read.'),
  )
}

/** Says a last word, and does not wait for the caller to hang up as well: one that drips would never do. */
function hangUp(socket: Duplex, lastWord: string): void {
  socket.on('error', () => undefined)
  socket.end(lastWord)
  setTimeout(() => socket.destroy(), HANG_UP_AFTER_MS).unref()
}

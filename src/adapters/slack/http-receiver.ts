import type { App, Receiver } from '@slack/bolt'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Clock } from '../../core/kernel/time/clock.ts'
import type { Logger } from './logger.ts'
import { withoutSecrets } from './redact.ts'
import { signatureProblem } from './signature.ts'

const MAX_BODY_BYTES = 1_000_000
/** Slack waits three seconds; after that we acknowledge what is still being handled. */
const ACK_TIMEOUT_MS = 2_800

/** Takes Slack's signed requests from a server that the caller runs. */
export class HttpReceiver implements Receiver {
  readonly #signingSecret: string
  readonly #clock: Clock
  readonly #logger: Logger
  #app: App | undefined

  constructor(signingSecret: string, clock: Clock, logger: Logger) {
    this.#signingSecret = signingSecret
    this.#clock = clock
    this.#logger = logger
  }

  init(app: App): void {
    this.#app = app
  }

  start(): Promise<void> {
    return Promise.resolve()
  }

  stop(): Promise<void> {
    return Promise.resolve()
  }

  /** Answers one request to `/slack/events`. Never rejects. The request's body must not have been read. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (request.method !== 'POST') {
        end(response, 405, 'Slack sends POST requests here')
        return
      }
      // Who says that it will be too large is told so before it is sent: after that nobody listens.
      const raw =
        Number(header(request, 'content-length') ?? 0) > MAX_BODY_BYTES ? undefined : await bodyOf(request)
      if (raw === undefined) {
        response.setHeader('connection', 'close')
        end(response, 413, `a request may have ${MAX_BODY_BYTES} bytes`)
        return
      }
      const problem = signatureProblem(
        this.#signingSecret,
        {
          timestamp: header(request, 'x-slack-request-timestamp'),
          signature: header(request, 'x-slack-signature'),
        },
        raw,
        this.#clock.now(),
      )
      if (problem !== undefined) {
        this.#logger.warn({ problem }, 'request refused that claimed to come from Slack')
        end(response, 401, problem)
        return
      }
      await this.#take(request, response, raw.toString('utf8'))
    } catch (error) {
      this.#logger.warn({ error: messageOf(error) }, 'request from Slack not read')
      end(response, 400, 'the request could not be read')
    }
  }

  async #take(request: IncomingMessage, response: ServerResponse, raw: string): Promise<void> {
    const body = payloadOf(raw, header(request, 'content-type') ?? '')
    if (body === undefined) {
      end(response, 400, 'neither JSON nor a form with a payload')
      return
    }
    if (body['ssl_check'] !== undefined) {
      end(response, 200, '')
      return
    }
    if (body['type'] === 'url_verification') {
      end(response, 200, typeof body['challenge'] === 'string' ? body['challenge'] : '')
      return
    }
    const timer = setTimeout(() => end(response, 200, ''), ACK_TIMEOUT_MS)
    try {
      await this.#app?.processEvent({
        body,
        ...retryOf(request),
        ack: (answer?: unknown) => {
          acknowledge(response, answer)
          return Promise.resolve()
        },
      })
    } catch (error) {
      // What a listener throws is told by the app's own handler, so this is of the payload itself.
      this.#logger.warn({ error: messageOf(error) }, 'a payload from Slack could not be read')
      end(response, 400, 'the payload says not who sent it, or not what it is')
    } finally {
      clearTimeout(timer)
      // Acknowledges what has no listener too, so that Slack does not send it again.
      end(response, 200, '')
    }
  }
}

const messageOf = (error: unknown): string =>
  withoutSecrets(error instanceof Error ? error.message : String(error))

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

function retryOf(request: IncomingMessage): { retryNum?: number; retryReason?: string } {
  const count = Number(header(request, 'x-slack-retry-num'))
  const reason = header(request, 'x-slack-retry-reason')
  return {
    ...(Number.isInteger(count) && count > 0 ? { retryNum: count } : {}),
    ...(reason === undefined ? {} : { retryReason: reason }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array)
    size += bytes.length
    if (size > MAX_BODY_BYTES) return undefined
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/** Events come as JSON, interactions as a form with JSON in `payload`, commands as a form. */
function payloadOf(raw: string, contentType: string): Record<string, unknown> | undefined {
  if (contentType.startsWith('application/json')) return objectOf(raw)
  const form = Object.fromEntries(new URLSearchParams(raw))
  return form['payload'] === undefined ? form : objectOf(form['payload'])
}

function objectOf(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function acknowledge(response: ServerResponse, answer: unknown): void {
  if (answer === undefined || answer === null || answer === '') end(response, 200, '')
  else if (typeof answer === 'string') end(response, 200, answer)
  else end(response, 200, JSON.stringify(answer), 'application/json; charset=utf-8')
}

/** The first answer counts. */
function end(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  if (response.headersSent || response.writableEnded) return
  response.writeHead(status, { 'content-type': type })
  response.end(text)
}

import { createHmac } from 'node:crypto'

import type { Clock } from '../../src/core/kernel/time/clock.ts'
import type { AppTransport, Delivery, DeliveryKind, DeliveryRetry } from './app-transport.ts'
import { ACK_TIMEOUT_MS } from './app-transport.ts'
import type { JsonObject } from './json-values.ts'
import { parsedJson } from './json-values.ts'

/** HTTP mode: signed requests to the app's own server. */
export class RequestUrl implements AppTransport {
  readonly #url: () => string
  readonly #signingSecret: string
  readonly #clock: Clock

  /** The signature says what time it is on `clock`. */
  constructor(url: string | (() => string), signingSecret: string, clock: Clock) {
    this.#url = typeof url === 'string' ? () => url : url
    this.#signingSecret = signingSecret
    this.#clock = clock
  }

  async deliver(kind: DeliveryKind, payload: JsonObject, retry?: DeliveryRetry): Promise<Delivery> {
    const isJson = kind === 'events_api'
    const body = isJson ? JSON.stringify(payload) : form(kind === 'interactive' ? { payload } : payload)
    const timestamp = Math.floor(this.#clock.now() / 1_000)
    try {
      const response = await fetch(this.#url(), {
        method: 'POST',
        headers: {
          'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          'x-slack-request-timestamp': String(timestamp),
          'x-slack-signature': requestSignature(this.#signingSecret, timestamp, body),
          ...(retry && { 'x-slack-retry-num': String(retry.number), 'x-slack-retry-reason': retry.reason }),
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(ACK_TIMEOUT_MS),
      })
      const text = await response.text()
      if (response.status >= 500) return { isAcknowledged: false, error: 'http_service_error' }
      if (response.status !== 200) return { isAcknowledged: false, error: 'http_client_error' }
      return { isAcknowledged: true, body: text === '' ? undefined : (parsedJson(text) ?? text) }
    } catch (error) {
      const isLate = error instanceof DOMException && error.name === 'TimeoutError'
      return { isAcknowledged: false, error: isLate ? 'operation_timeout' : 'dispatch_failed' }
    }
  }
}

/** Slack's version 0 signature over `v0:timestamp:body`. */
export function requestSignature(secret: string, timestampSeconds: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestampSeconds}:${body}`).digest('hex')}`
}

function form(fields: JsonObject): string {
  const entries = Object.entries(fields).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return new URLSearchParams(entries).toString()
}

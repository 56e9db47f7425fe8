import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'

import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'

import type { AppTransport, Delivery, DeliveryKind, DeliveryRetry } from './app-transport.ts'
import { ACK_TIMEOUT_MS } from './app-transport.ts'
import { queryOf } from './http-exchange.ts'
import { unguessable } from './identifiers.ts'
import type { JsonObject } from './json-values.ts'
import { isObject, parsedJson, textAt } from './json-values.ts'

const MAX_CONNECTIONS = 10
const CLOSE_TIMEOUT_MS = 1_000
const PING_INTERVAL_MS = 10_000
const CONNECTION_SECONDS = 18_060
/** How long a connection that is refreshed still takes payloads, so that the app can open another. */
const REFRESH_MS = 10_000

export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets'

interface Waiting {
  readonly socket: WebSocket
  readonly settle: (delivery: Delivery) => void
}

/** Socket Mode: each payload goes to one of the app's connections, in turn, and must be acknowledged there. */
export class SocketMode implements AppTransport {
  readonly #appId: string
  readonly #server = new WebSocketServer({ noServer: true })
  readonly #tickets = new Set<string>()
  readonly #sockets = new Set<WebSocket>()
  readonly #waiting = new Map<string, Waiting>()
  readonly #pings: NodeJS.Timeout
  #turn = 0
  #isDisabled = false

  constructor(appId: string) {
    this.#appId = appId
    this.#pings = setInterval(() => {
      for (const socket of this.#sockets) socket.ping(`Ping from ${this.#appId}`)
    }, PING_INTERVAL_MS)
    this.#pings.unref()
  }

  get connectionCount(): number {
    return this.#sockets.size
  }

  /** Path and query of a new connection; it serves once. */
  ticketPath(): string {
    const ticket = unguessable()
    this.#tickets.add(ticket)
    return `/link/?ticket=${ticket}&app_id=${this.#appId}`
  }

  /** Takes over a WebSocket upgrade on `/link/`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = queryOf(request).get('ticket') ?? ''
    if (!this.#tickets.delete(ticket)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n')
      return
    }
    this.#server.handleUpgrade(request, socket, head, (connection) => this.#admit(connection))
  }

  async deliver(kind: DeliveryKind, payload: JsonObject, retry?: DeliveryRetry): Promise<Delivery> {
    const open = [...this.#sockets].filter((socket) => socket.readyState === socket.OPEN)
    this.#turn += 1
    const socket = open[this.#turn % Math.max(1, open.length)]
    if (socket === undefined) return { isAcknowledged: false, error: 'dispatch_failed' }
    const envelopeId = randomUUID()
    return await new Promise((resolve) => {
      const timer = setTimeout(
        () => settle({ isAcknowledged: false, error: 'operation_timeout' }),
        ACK_TIMEOUT_MS,
      )
      const settle = (delivery: Delivery): void => {
        clearTimeout(timer)
        this.#waiting.delete(envelopeId)
        resolve(delivery)
      }
      this.#waiting.set(envelopeId, { socket, settle })
      const isEvent = kind === 'events_api'
      const envelope = { envelope_id: envelopeId, payload, type: kind, accepts_response_payload: !isEvent }
      const attempt = { retry_attempt: retry?.number ?? 0, retry_reason: retry?.reason ?? '' }
      socket.send(JSON.stringify({ ...envelope, ...(isEvent && attempt) }))
    })
  }

  /**
   * Tells the app to go: `warning` only announces it, `refresh_requested` leaves it a while, `link_disabled` means that Socket
   * Mode was switched off.
   */
  disconnect(reason: DisconnectReason): void {
    if (reason === 'link_disabled') this.#isDisabled = true
    for (const socket of this.#sockets) {
      sendDisconnect(socket, reason)
      if (reason === 'refresh_requested') this.#closeLater(socket)
      else if (reason !== 'warning') socket.close(1000)
    }
  }

  /** Breaks every connection without a word, as a network does. */
  drop(): void {
    for (const socket of this.#sockets) socket.terminate()
  }

  /** Ends every connection in good order: a client that is cut off keeps its process alive for half a minute. */
  async close(): Promise<void> {
    clearInterval(this.#pings)
    for (const { settle } of this.#waiting.values())
      settle({ isAcknowledged: false, error: 'dispatch_failed' })
    const closing = [...this.#sockets].map(async (socket) => {
      const closed = once(socket, 'close')
      socket.close(1000)
      await Promise.race([closed, delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })])
    })
    await Promise.all(closing)
    this.drop()
    this.#server.close()
  }

  #admit(socket: WebSocket): void {
    if (this.#isDisabled || this.#sockets.size >= MAX_CONNECTIONS) {
      sendDisconnect(socket, this.#isDisabled ? 'link_disabled' : 'too_many_websockets')
      socket.close(1000)
      return
    }
    this.#sockets.add(socket)
    socket.on('message', (data: Buffer) => this.#acknowledge(data.toString('utf8')))
    socket.on('error', () => socket.terminate())
    socket.on('close', () => this.#forget(socket))
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#sockets.size,
        debug_info: { host: 'applink-1', build_number: 1, approximate_connection_time: CONNECTION_SECONDS },
        connection_info: { app_id: this.#appId },
      }),
    )
  }

  #closeLater(socket: WebSocket): void {
    const timer = setTimeout(() => socket.close(1000), REFRESH_MS)
    timer.unref()
    socket.once('close', () => clearTimeout(timer))
  }

  #acknowledge(text: string): void {
    const message = parsedJson(text)
    if (!isObject(message)) return
    const { payload } = message
    const isEmpty = !isObject(payload) || Object.keys(payload).length === 0
    const waiting = this.#waiting.get(textAt(message['envelope_id']) ?? '')
    waiting?.settle({ isAcknowledged: true, body: isEmpty ? undefined : payload })
  }

  #forget(socket: WebSocket): void {
    this.#sockets.delete(socket)
    for (const waiting of this.#waiting.values()) {
      if (waiting.socket === socket) waiting.settle({ isAcknowledged: false, error: 'dispatch_failed' })
    }
  }
}

function sendDisconnect(socket: WebSocket, reason: DisconnectReason): void {
  socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-1' } }))
}

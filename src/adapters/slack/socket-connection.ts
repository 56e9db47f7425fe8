import type { App, Logger as BoltLogger } from '@slack/bolt'
import { SocketModeReceiver } from '@slack/bolt'
import { EnvHttpProxyAgent, getGlobalDispatcher } from 'undici'

/** How long Slack may take from the handshake to its "hello". */
const HELLO_TIMEOUT_MS = 15_000
const GOODBYE_TIMEOUT_MS = 1_000

/** Reasons of Slack's `disconnect` that announce an end and do not make it: there is time for another connection. */
const ANNOUNCING = new Set(['warning', 'refresh_requested'])

export interface SocketSettings {
  readonly appToken: string
  readonly apiUrl: string
  readonly logger: BoltLogger
}

/**
 * One Socket Mode connection, from its handshake to its end. The library's own reconnecting is off: when the address of a
 * new connection cannot be fetched, it ends in an unhandled rejection, and that ends the process.
 */
export class SocketConnection {
  readonly #receiver: SocketModeReceiver
  readonly #loss = Promise.withResolvers<undefined>()
  #isClosed = false
  #isOpen = false
  #isLost = false

  /** `onEnding` is called once, when Slack says that it will end the connection soon. */
  constructor(app: App, { appToken, apiUrl, logger }: SocketSettings, onEnding: () => void) {
    this.#receiver = new SocketModeReceiver({
      appToken,
      logger,
      autoReconnectEnabled: false,
      ...(usesProxy() && { dispatcher: tunnels() }),
      installerOptions: {
        clientOptions: {
          slackApiUrl: apiUrl,
          timeout: 10_000,
          retryConfig: { retries: 0 },
          rejectRateLimitedCalls: true,
        },
      },
    })
    this.#receiver.init(app)
    this.#hearAnnouncements(onEnding)
  }

  /** Resolves when the connection is over. */
  get lost(): Promise<undefined> {
    return this.#loss.promise
  }

  get isLost(): boolean {
    return this.#isLost
  }

  /** Connects; resolves once Slack has said hello. Rejects when there is no connection, or when it was closed meanwhile. */
  async open(): Promise<void> {
    const { client } = this.#receiver
    client.once('disconnected', () => {
      this.#isLost = true
      this.#loss.resolve(undefined)
    })
    const timer = setTimeout(() => {
      void this.#sayGoodbye()
    }, HELLO_TIMEOUT_MS)
    try {
      await client.start()
    } catch (error) {
      throw error instanceof Error ? error : new Error('Slack did not open the connection')
    } finally {
      clearTimeout(timer)
    }
    this.#isOpen = true
    if (!this.#isClosed) return
    await this.#sayGoodbye()
    throw new Error('the connection to Slack was closed')
  }

  /**
   * Ends the connection. The library cannot break off one whose address it is still asking for; `open` ends that one as soon
   * as it stands.
   */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#sayGoodbye()
  }

  /** The library closes at any `disconnect`, announcements included: of a connection that stands, those are kept from it. */
  #hearAnnouncements(onEnding: () => void): void {
    const { client } = this.#receiver
    const theirs = client.listeners('ws_message')
    client.removeAllListeners('ws_message')
    let isTold = false
    client.on('ws_message', (data: unknown, ...more: unknown[]) => {
      if (!this.#isOpen || !isAnnouncement(data)) {
        for (const listener of theirs) listener(data, ...more)
      } else if (!isTold) {
        isTold = true
        onEnding()
      }
    })
  }

  async #sayGoodbye(): Promise<void> {
    const { client } = this.#receiver
    const closed = client.disconnect().then(
      () => undefined,
      () => undefined,
    )
    const forced = setTimeout(() => {
      // A second goodbye makes the library drop a socket whose other end is silent.
      client.disconnect().catch(() => undefined)
    }, GOODBYE_TIMEOUT_MS)
    await closed
    clearTimeout(forced)
  }
}

/** The library's own way to Slack is kept where there is no proxy: it can break off a socket whose other end is silent. */
const usesProxy = (): boolean => getGlobalDispatcher() instanceof EnvHttpProxyAgent

/** A connection that stays is tunnelled through the proxy, also where it is not encrypted. */
let tunnel: EnvHttpProxyAgent | undefined
const tunnels = (): EnvHttpProxyAgent => (tunnel ??= new EnvHttpProxyAgent({ proxyTunnel: true }))

/** Payloads hold what people typed, so the text alone decides nothing. */
function isAnnouncement(data: unknown): boolean {
  if (typeof data !== 'string' || !data.includes('"disconnect"')) return false
  try {
    const message = JSON.parse(data) as { readonly type?: unknown; readonly reason?: unknown }
    return message.type === 'disconnect' && ANNOUNCING.has(String(message.reason))
  } catch {
    return false
  }
}

import type { Logger as BoltLogger } from '@slack/bolt'
import { SocketModeReceiver } from '@slack/bolt'

/** How long Slack may take from the handshake to its "hello". */
const HELLO_TIMEOUT_MS = 15_000
const GOODBYE_TIMEOUT_MS = 1_000

/**
 * One Socket Mode connection at a time. The library's own reconnecting is off: when the address of a new connection cannot
 * be fetched, it ends in a rejection that nobody handles, and that ends the process.
 */
export class SocketLink {
  readonly receiver: SocketModeReceiver
  #isClosed = false

  constructor(appToken: string, apiUrl: string, logger: BoltLogger) {
    this.receiver = new SocketModeReceiver({
      appToken,
      logger,
      autoReconnectEnabled: false,
      installerOptions: {
        clientOptions: {
          slackApiUrl: apiUrl,
          timeout: 10_000,
          retryConfig: { retries: 0 },
          rejectRateLimitedCalls: true,
        },
      },
    })
  }

  /**
   * Connects; resolves, once Slack has said hello, to a promise that resolves when the connection is lost. Rejects when there
   * is no connection, and when it was closed for good before or meanwhile.
   */
  async open(): Promise<{ readonly lost: Promise<void> }> {
    this.#refuseIfClosed()
    const client = this.receiver.client
    const loss = Promise.withResolvers<undefined>()
    const lose = (): void => loss.resolve(undefined)
    client.once('disconnected', lose)
    const timer = setTimeout(() => {
      void this.#sayGoodbye()
    }, HELLO_TIMEOUT_MS)
    try {
      await client.start()
    } catch (error) {
      client.off('disconnected', lose)
      throw error instanceof Error ? error : new Error('Slack did not open the connection')
    } finally {
      clearTimeout(timer)
    }
    if (this.#isClosed) await this.#sayGoodbye()
    this.#refuseIfClosed()
    return { lost: loss.promise }
  }

  /**
   * Ends the connection for good. The library cannot break off a connection whose address it is still asking for; `open` ends
   * that one as soon as it stands.
   */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#sayGoodbye()
  }

  #refuseIfClosed(): void {
    if (this.#isClosed) throw new Error('the connection to Slack was closed')
  }

  async #sayGoodbye(): Promise<void> {
    const client = this.receiver.client
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

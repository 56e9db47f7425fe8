import type { App, Receiver } from '@slack/bolt'
import { SocketConnection, type SocketSettings } from './socket-connection.ts'

/** What the old connection has in hand is acknowledged on it: Slack waits three seconds. */
const DRAIN_MS = 3_000
/** Pause before the next attempt at a successor, while the old connection still stands. */
const RETRY_MS = 500

/**
 * The bot's way to Slack in Socket Mode: one connection, and for a moment two, because Slack announces that it will end one
 * and what people do must not fall between it and the next.
 */
export class SocketLink {
  readonly #settings: SocketSettings
  readonly #connections = new Set<SocketConnection>()
  readonly #stopping = new AbortController()
  #app: App | undefined
  #current: SocketConnection | undefined
  /** Whether a connection that is about to end has found a successor. */
  readonly #successions = new WeakMap<SocketConnection, Promise<boolean>>()

  constructor(settings: SocketSettings) {
    this.#settings = settings
  }

  /** What Bolt starts its app with; the connections are opened by `open`. */
  readonly receiver: Receiver = {
    init: (app) => {
      this.#app = app
    },
    start: () => this.open(),
    stop: () => this.close(),
  }

  /**
   * Connects; resolves, once Slack has said hello, to a promise that resolves when the connection is lost and none has taken
   * its place. Rejects when there is no connection, and when it was closed for good before or meanwhile.
   */
  async open(): Promise<{ readonly lost: Promise<void> }> {
    const loss = Promise.withResolvers<undefined>()
    await this.#connect(() => loss.resolve(undefined))
    return { lost: loss.promise }
  }

  /** Ends all connections for good. */
  async close(): Promise<void> {
    this.#stopping.abort()
    await Promise.all([...this.#connections].map((connection) => connection.close()))
  }

  async #connect(lose: () => void): Promise<void> {
    const app = this.#app
    if (app === undefined) throw new Error('the link to Slack has no app')
    if (this.#stopping.signal.aborted) throw new Error('the connection to Slack was closed')
    const connection = new SocketConnection(app, this.#settings, () => {
      this.#successions.set(connection, this.#succeed(connection, lose))
    })
    this.#connections.add(connection)
    try {
      await connection.open()
    } catch (error) {
      this.#connections.delete(connection)
      throw error
    }
    this.#current = connection
    void connection.lost.then(() => this.#lost(connection, lose))
  }

  async #lost(connection: SocketConnection, lose: () => void): Promise<void> {
    this.#connections.delete(connection)
    if (this.#current !== connection) return
    if ((await this.#successions.get(connection)) !== true) lose()
  }

  /** Puts another connection in the place of one that will end soon, which is closed when it has nothing left in hand. */
  async #succeed(old: SocketConnection, lose: () => void): Promise<boolean> {
    while (!old.isLost && !this.#stopping.signal.aborted) {
      try {
        await this.#connect(lose)
      } catch {
        await this.#pause(RETRY_MS)
        continue
      }
      void this.#pause(DRAIN_MS).then(() => (old.isLost ? undefined : old.close()))
      return true
    }
    return false
  }

  /** Cut short when the link is closed. */
  #pause(ms: number): Promise<void> {
    const { signal } = this.#stopping
    if (signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      signal.addEventListener('abort', done)
    })
  }
}

import { once } from 'node:events'
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool, type PoolClient } from 'pg'
import { POSTGRES_TYPES } from './postgres-values.ts'

export interface ConnectionLimits {
  readonly most: number
  /** How long a connection is waited for. */
  readonly connectMs: number
  /** How long a lock is waited for. */
  readonly lockWaitMs: number
  /** How long a statement may take. 0: as long as it likes. */
  readonly statementMs: number
  /** A server that is silent is waited for a little longer than it should need to say that it is too slow. */
  readonly silenceMs: number
  /** How long a transaction may stand still. 0: as long as it likes. */
  readonly idleMs: number
  /** What the server shows beside the connection. A bot's is the only one that is `budgeteer`. */
  readonly name: string
  /** Set on each connection before anything else is asked. */
  readonly setting?: string
}

const GOODBYE_MS = 1_000
/** One that is silently dead is noticed without being asked. */
const KEEP_ALIVE_MS = 10_000

/** A pool of connections that ends whatever the server does, and knows why each of them was lost. */
export class Connections {
  readonly #pool: Pool
  readonly #sockets = new Set<Socket>()
  readonly #losses = new WeakMap<PoolClient, Error>()
  /** Of those that may be used; the server of any other has changed its nature. */
  #current = new WeakSet<PoolClient>()

  constructor(url: string, limits: ConnectionLimits) {
    const { most, connectMs, lockWaitMs, statementMs, silenceMs, idleMs, name, setting } = limits
    this.#pool = new Pool({
      connectionString: url,
      application_name: name,
      max: most,
      types: POSTGRES_TYPES,
      stream: () => this.#socket(),
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      connectionTimeoutMillis: connectMs,
      lock_timeout: lockWaitMs,
      statement_timeout: statementMs,
      idle_in_transaction_session_timeout: idleMs,
      ...(statementMs > 0 && { query_timeout: statementMs + silenceMs }),
    })
    // A connection that ends between two statements is not used again, and one that ends within one says so there.
    this.#pool.on('error', () => undefined)
    this.#pool.on('connect', (client) => {
      this.#current.add(client)
      // The first is the server's word; what follows is that the connection is gone.
      client.on('error', (error) => {
        if (!this.#losses.has(client)) this.#losses.set(client, error)
      })
      if (setting !== undefined) client.query(`set ${setting}`).catch(() => undefined)
    })
  }

  async connect(): Promise<PoolClient> {
    for (;;) {
      const client = await this.#pool.connect()
      if (this.#current.has(client)) return client
      client.release(true)
    }
  }

  /** The error that says more: why the connection was lost, where it was. */
  why(client: PoolClient, error: unknown): unknown {
    return this.#losses.get(client) ?? error
  }

  /** No connection that there is now is used for anything more: the server is another one than it was. */
  retire(): void {
    this.#current = new WeakSet()
  }

  /** Breaks all connections off. What waits for an answer on one of them fails. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Says goodbye, and cuts off what has not ended then. */
  async end(): Promise<void> {
    const ended = this.#pool.end()
    const closed = Promise.all(
      [...this.#sockets].map((socket) => once(socket, 'close').catch(() => undefined)),
    )
    const stopped = new AbortController()
    await Promise.race([
      Promise.all([ended, closed]),
      sleep(GOODBYE_MS, undefined, { signal: stopped.signal }).catch(() => undefined),
    ])
    stopped.abort()
    this.cut()
    await ended
  }

  #socket(): Socket {
    const socket = new Socket()
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    return socket
  }
}

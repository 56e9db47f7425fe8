import { setTimeout as sleep } from 'node:timers/promises'
import type { DatabaseConnection, Driver } from 'kysely'
import { PostgresConnection, type PostgresDriverOptions } from './postgres-connection.ts'
import { Turns } from './turns.ts'

/** A turn that takes so long is stuck. */
const MOST_STILL_MS = 15_000
/** How long those whose connection was cut off have to notice. */
const AFTER_CUT_MS = 1_000

export class PostgresDriver implements Driver {
  readonly #options: PostgresDriverOptions
  readonly #turns = new Turns(MOST_STILL_MS)
  readonly #open = new Set<PostgresConnection>()
  readonly #idle = Promise.withResolvers<undefined>()
  #closing = false

  constructor(options: PostgresDriverOptions) {
    this.#options = options
  }

  init(): Promise<void> {
    return Promise.resolve()
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#closing) throw new Error('the store is closed')
    this.#options.beforeQueueing()
    const connection = new PostgresConnection(this.#options, this.#turns)
    this.#open.add(connection)
    return connection
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    if (connection instanceof PostgresConnection) {
      connection.end()
      this.#open.delete(connection)
    }
    this.#look()
    return Promise.resolve()
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await ours(connection).begin()
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await ours(connection).commit()
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await ours(connection).rollback()
  }

  /**
   * Waits for what is under way or queued; what comes later is refused. What a server that is silent keeps from ending is cut
   * off, and fails.
   */
  async destroy(): Promise<void> {
    const { beforeQueueing, connections, closeMs } = this.#options
    beforeQueueing()
    this.#closing = true
    this.#look()
    if (!(await this.#isIdleWithin(closeMs))) {
      for (const connection of this.#open) connection.giveUp()
      connections.cut()
      await this.#isIdleWithin(AFTER_CUT_MS)
    }
    await connections.end()
  }

  #look(): void {
    if (this.#closing && this.#open.size === 0) this.#idle.resolve(undefined)
  }

  async #isIdleWithin(limitMs: number): Promise<boolean> {
    const stopped = new AbortController()
    const idle = this.#idle.promise.then(() => true)
    const late = sleep(limitMs, false, { signal: stopped.signal }).catch(() => false)
    try {
      return await Promise.race([idle, late])
    } finally {
      stopped.abort()
    }
  }
}

function ours(connection: DatabaseConnection): PostgresConnection {
  if (connection instanceof PostgresConnection) return connection
  throw new Error('the connection is not this driver’s')
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { camelCase } from '../names.ts'
import { isLost, storeErrorOf } from './postgres-trouble.ts'
import { parameterOf } from './postgres-values.ts'
import { Turns } from './turns.ts'

export interface PostgresDriverOptions {
  readonly pool: Pool
  /** The database in words, for errors. */
  readonly database: string
  /** How long to wait for a lock of another process, and for a server that cannot be reached. */
  readonly lockWaitMs: number
  /** Called before a caller waits for anything; throws when the wait could never end. */
  readonly beforeQueueing: () => void
}

/**
 * Transactions run one after the other, over all processes that use the same schema: each begins with a lock of its own, and
 * sees all that was committed before. So does each single statement that writes. What only reads goes side by side.
 * Of one process a single connection waits for the lock, and the rest of the pool stays free for reads.
 * Each statement sees what is committed by then, whatever the database's default is: a transaction that saw one moment throughout
 * would see the one at which it began to wait.
 */
const BEGIN =
  'begin isolation level read committed; select pg_advisory_xact_lock(1651861607, hashtext(current_schema()))'

/** A turn that takes so long is stuck. */
const MOST_STILL_MS = 15_000

export class PostgresDriver implements Driver {
  readonly #options: PostgresDriverOptions
  readonly #turns = new Turns(MOST_STILL_MS)
  readonly #open = new Set<PostgresConnection>()
  #whenIdle: (() => void) | undefined
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
    if (this.#open.size === 0) this.#whenIdle?.()
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

  /** Waits for what is under way or queued; what comes later is refused. */
  async destroy(): Promise<void> {
    this.#options.beforeQueueing()
    this.#closing = true
    if (this.#open.size > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve))
    await this.#options.pool.end()
  }
}

function ours(connection: DatabaseConnection): PostgresConnection {
  if (connection instanceof PostgresConnection) return connection
  throw new Error('the connection is not this driver’s')
}

/** Takes a connection of the pool when a statement needs one, and holds it for a transaction. */
class PostgresConnection implements DatabaseConnection {
  readonly #options: PostgresDriverOptions
  readonly #turns: Turns
  /** That of the transaction that is under way. */
  #client: PoolClient | undefined
  #hasTurn = false
  #committed = false

  constructor(options: PostgresDriverOptions, turns: Turns) {
    this.#options = options
    this.#turns = turns
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#client !== undefined) return this.#run<Row>(this.#client, query)
    if (readsOnly(query)) return this.#read<Row>(query)
    await this.begin()
    try {
      const result = await this.executeQuery<Row>(query)
      await this.commit()
      return result
    } catch (error) {
      await this.rollback()
      throw error
    } finally {
      this.end()
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('streaming would hold a connection: read in pages')
  }

  async begin(): Promise<void> {
    await this.#turns.enter()
    this.#hasTurn = true
    try {
      this.#client = await this.#untilReached(async (client) => {
        await client.query(BEGIN)
        return client
      })
    } catch (error) {
      this.end()
      throw error
    }
  }

  async commit(): Promise<void> {
    await this.#inTransaction('commit')
    this.#committed = true
  }

  /** One whose connection is lost has been rolled back by the server. */
  async rollback(): Promise<void> {
    if (this.#client === undefined) return
    try {
      await this.#inTransaction('rollback')
    } catch {
      this.#drop()
    }
  }

  /** Gives back whatever is held. */
  end(): void {
    this.#client?.release()
    this.#client = undefined
    if (!this.#hasTurn) return
    this.#hasTurn = false
    this.#turns.leave(this.#committed)
    this.#committed = false
  }

  async #inTransaction(sql: string): Promise<void> {
    if (this.#client === undefined) throw new Error('the transaction’s connection is lost')
    await this.#run(this.#client, { sql, parameters: [] })
  }

  #drop(): void {
    this.#client?.release(true)
    this.#client = undefined
  }

  /** A read may be asked again on another connection. */
  async #read<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#untilReached(async (client) => {
      const result = await rowsOf<Row>(client, query)
      client.release()
      return result
    })
  }

  async #run<Row>(client: PoolClient, query: Pick<CompiledQuery, 'sql' | 'parameters'>) {
    try {
      return await rowsOf<Row>(client, query)
    } catch (error) {
      throw this.#told(error)
    }
  }

  /** Tries on other connections while they are lost, until the wait is over. Nothing that was written is tried again. */
  async #untilReached<Result>(attempt: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const { pool, lockWaitMs } = this.#options
    const startedAt = performance.now()
    for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 500)) {
      let client: PoolClient | undefined
      try {
        client = await pool.connect()
        return await attempt(client)
      } catch (error) {
        client?.release(true)
        if (!isLost(error) || performance.now() - startedAt + waitMs >= lockWaitMs) throw this.#told(error)
      }
      await sleep(waitMs * (0.5 + Math.random() / 2))
    }
  }

  #told(error: unknown): unknown {
    return storeErrorOf(error, this.#options.database, this.#options.lockWaitMs)
  }
}

function readsOnly({ query, sql }: CompiledQuery): boolean {
  return query.kind === 'SelectQueryNode' || (query.kind === 'RawNode' && /^\s*(select|with)\b/i.test(sql))
}

async function rowsOf<Row>(
  client: PoolClient,
  { sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>,
): Promise<QueryResult<Row>> {
  const result = await client.query<unknown[]>({
    text: sql,
    values: parameters.map(parameterOf),
    rowMode: 'array',
  })
  const { command, rowCount, rows, fields } = result
  if (sql === 'commit' && command === 'ROLLBACK')
    throw new Error('the transaction failed before and was rolled back')
  const names = fields.map(({ name }) => camelCase(name))
  const toObject = (values: readonly unknown[]): object => {
    const row: Record<string, unknown> = {}
    let at = 0
    for (const name of names) row[name] = values[at++]
    return row
  }
  const written = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE'
  return {
    rows: rows.map(toObject) as Row[],
    ...(written && { numAffectedRows: BigInt(rowCount ?? 0) }),
  }
}

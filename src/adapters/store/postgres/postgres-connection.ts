import { setTimeout as sleep } from 'node:timers/promises'
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import type { PoolClient } from 'pg'
import { StoreOutcomeError } from '../store-error.ts'
import type { Connections } from './connections.ts'
import { isLost, isReadOnly, lossInWords, storeErrorOf } from './postgres-trouble.ts'
import { rowsOf } from './postgres-rows.ts'
import type { Turns } from './turns.ts'

export interface PostgresDriverOptions {
  readonly connections: Connections
  /** The database in words, for errors. */
  readonly database: string
  /** How long to wait for a lock of another process. */
  readonly lockWaitMs: number
  /** How long to try to reach the server. */
  readonly reachMs: number
  /** How much longer a server may be silent. */
  readonly silenceMs: number
  /** How long what is under way may take when the store closes. */
  readonly closeMs: number
  /** Called before a caller waits for anything; throws when the wait could never end. */
  readonly beforeQueueing: () => void
  /** Told why a connection could not be made or used, and `undefined` of one that could. */
  readonly onTried: (failure: unknown) => void
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

/** Takes a connection of the pool when a statement needs one, and holds it for a transaction. */
export class PostgresConnection implements DatabaseConnection {
  readonly #options: PostgresDriverOptions
  readonly #turns: Turns
  /** That of the transaction that is under way. */
  #client: PoolClient | undefined
  /** Why the transaction that is under way has none any more: no statement of it may run on another. */
  #loss: unknown
  #hasTurn = false
  #committed = false
  #isGivenUp = false

  constructor(options: PostgresDriverOptions, turns: Turns) {
    this.#options = options
    this.#turns = turns
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#hasTurn) return this.#run<Row>(query)
    if (readsOnly(query)) return this.#read<Row>(query)
    await this.begin()
    try {
      const result = await this.#run<Row>(query)
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
    // While the server is away, those who queue do not each wait for it in turn.
    const cameAt = performance.now()
    await this.#turns.enter()
    this.#hasTurn = true
    const { lockWaitMs, silenceMs } = this.#options
    const begin = { text: BEGIN, query_timeout: lockWaitMs + silenceMs }
    try {
      this.#client = await this.#untilReached(async (client) => {
        await client.query(begin)
        return client
      }, cameAt)
    } catch (error) {
      this.end()
      throw error
    }
  }

  /** @throws StoreOutcomeError when the connection is lost before the server has said what came of it */
  async commit(): Promise<void> {
    const client = this.#inUse()
    try {
      await rowsOf(client, { sql: 'commit', parameters: [] })
    } catch (error) {
      const why = this.#options.connections.why(client, error)
      if (!isLost(why)) throw this.#told(why)
      this.#drop(why)
      throw new StoreOutcomeError(this.#options.database, lossInWords(why), { cause: why })
    }
    this.#committed = true
  }

  /** One whose connection is lost is rolled back by the server. */
  async rollback(): Promise<void> {
    if (this.#client === undefined) return
    await this.#run({ sql: 'rollback', parameters: [] }).catch((error: unknown) => this.#drop(error))
  }

  /** Gives back whatever is held. */
  end(): void {
    this.#client?.release()
    this.#client = undefined
    this.#loss = undefined
    if (!this.#hasTurn) return
    this.#hasTurn = false
    this.#turns.leave(this.#committed)
    this.#committed = false
  }

  /** The server is tried no more. */
  giveUp(): void {
    this.#isGivenUp = true
  }

  #inUse(): PoolClient {
    if (this.#client !== undefined) return this.#client
    throw this.#told(this.#loss)
  }

  #drop(why: unknown): void {
    this.#client?.release(true)
    this.#client = undefined
    this.#loss = why
  }

  /** A read may be asked again on another connection. */
  async #read<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#untilReached(async (client) => {
      const result = await rowsOf<Row>(client, query)
      client.release()
      return result
    })
  }

  /** A statement of the transaction that is under way. */
  async #run<Row>(query: Pick<CompiledQuery, 'sql' | 'parameters'>): Promise<QueryResult<Row>> {
    const client = this.#inUse()
    try {
      return await rowsOf<Row>(client, query)
    } catch (error) {
      const why = this.#options.connections.why(client, error)
      // One that is silent would keep the rollback waiting as well.
      if (isLost(why) || isReadOnly(why)) this.#drop(why)
      throw this.#told(why)
    }
  }

  /** Tries on other connections while they are lost, until the wait is over. Nothing that was written is tried again. */
  async #untilReached<Result>(
    attempt: (client: PoolClient) => Promise<Result>,
    startedAt = performance.now(),
  ): Promise<Result> {
    const { connections, reachMs, onTried } = this.#options
    for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 500)) {
      let client: PoolClient | undefined
      try {
        client = await connections.connect()
        const result = await attempt(client)
        onTried(undefined)
        return result
      } catch (error) {
        const why = client === undefined ? error : connections.why(client, error)
        client?.release(true)
        onTried(why)
        const isOver = this.#isGivenUp || performance.now() - startedAt + waitMs >= reachMs
        if (!isLost(why) || isOver) throw this.#told(why)
      }
      await sleep(waitMs * (0.5 + Math.random() / 2))
    }
  }

  #told(error: unknown): unknown {
    const { connections, database, lockWaitMs } = this.#options
    // The primary may be another server by now.
    if (isReadOnly(error)) connections.retire()
    return storeErrorOf(error, database, lockWaitMs)
  }
}

function readsOnly({ query, sql }: CompiledQuery): boolean {
  if (query.kind === 'SelectQueryNode') return true
  // `with` may write, too.
  return (
    query.kind === 'RawNode' && /^\s*(select|with)\b/i.test(sql) && !/\b(insert|update|delete)\b/i.test(sql)
  )
}

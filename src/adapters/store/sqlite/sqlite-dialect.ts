import { setTimeout as sleep } from 'node:timers/promises'
import SqliteDatabase from 'better-sqlite3'
import type { CompiledQuery, DatabaseConnection, Dialect, DialectAdapter, Driver, QueryResult } from 'kysely'
import { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { SchemaSpelling } from '../initial-schema.ts'
import { storableText } from '../../../core/kernel/storable-text.ts'
import { camelCase, snakeCase } from '../names.ts'
import type { Database } from '../schema.ts'
import type { StoreCondition } from './store-condition.ts'
import { StoreBusyError, StoreLostError } from '../store-error.ts'
import type { WalSync } from './wal-sync.ts'

export interface SqliteDialectOptions {
  readonly sqlite: SqliteDatabase.Database
  /** How long to wait, without blocking the process, for another process that holds the write lock. */
  readonly lockWaitMs: number
  /** Called before a caller queues for the connection; throws when the wait could never end. */
  readonly beforeQueueing: () => void
  /** Makes commits durable. Without one, nothing is written or all is in memory. */
  readonly wal?: WalSync
  /** Whether what is written now would be kept; asked before each transaction and each commit. */
  readonly condition?: StoreCondition
}

export const SQLITE_SPELLING: SchemaSpelling = {
  clustered: 'without rowid',
  rowNumber: 'integer',
  tables: `select name from sqlite_master where type = 'table'`,
  keyOf: (table) => `select name from pragma_table_info('${table}') where pk > 0 order by pk`,
}

export const sqliteDatabase = (options: SqliteDialectOptions): Database =>
  new Kysely({ dialect: sqliteDialect(options) })

/**
 * SQLite for Kysely. Kysely's own dialect begins deferred transactions, which fail busy when they upgrade, and prepares
 * every statement each time; this one begins immediate ones, keeps prepared statements, and waits for locks
 * asynchronously. Names are in camel case on this side and in snake case in the database.
 */
function sqliteDialect(options: SqliteDialectOptions): Dialect {
  return {
    createDriver: () => new SqliteDriver(options),
    createQueryCompiler: () => new SnakeCaseCompiler(),
    createAdapter: (): DialectAdapter => new QueueingAdapter(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  }
}

const BEGIN = 'begin immediate'

class SnakeCaseCompiler extends SqliteQueryCompiler {
  protected override sanitizeIdentifier(name: string): string {
    return super.sanitizeIdentifier(snakeCase(name))
  }
}

class QueueingAdapter extends SqliteAdapter {
  /** The driver queues by itself, so that `beforeQueueing` comes before the wait. */
  override get supportsMultipleConnections(): boolean {
    return true
  }
  /** SQLite's schema changes are transactional: a migration that is killed leaves nothing behind. */
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class SqliteDriver implements Driver {
  readonly #options: SqliteDialectOptions
  readonly #connection: SqliteConnection
  readonly #waiting: (() => void)[] = []
  #held = false
  #closing = false

  constructor(options: SqliteDialectOptions) {
    this.#options = options
    this.#connection = new SqliteConnection(options)
  }

  init(): Promise<void> {
    return Promise.resolve()
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#closing) throw new Error('the store is closed')
    this.#options.beforeQueueing()
    await this.#turn()
    return this.#connection
  }

  async releaseConnection(): Promise<void> {
    const wrote = this.#connection.takeWrote()
    const next = this.#waiting.shift()
    if (next === undefined) this.#held = false
    else next()
    // Others may go on meanwhile; this call is answered when what it wrote is safe.
    if (wrote) await this.#options.wal?.committed()
  }

  async beginTransaction(): Promise<void> {
    await this.#connection.run(BEGIN)
  }

  async commitTransaction(): Promise<void> {
    this.#connection.assertKept()
    await this.#connection.run('commit')
  }

  async rollbackTransaction(): Promise<void> {
    // SQLite has already rolled back by itself after some errors (disk full, I/O).
    if (this.#options.sqlite.inTransaction) await this.#connection.run('rollback')
  }

  /** Waits for what is under way or queued; what comes later is refused. */
  async destroy(): Promise<void> {
    this.#options.beforeQueueing()
    this.#closing = true
    await this.#turn()
    try {
      await this.#options.wal?.close()
    } finally {
      this.#options.sqlite.close()
    }
  }

  async #turn(): Promise<void> {
    if (this.#held) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#held = true
  }
}

/** Statements that are worth keeping; longer texts are lists of values that rarely recur. */
const KEPT_STATEMENTS = 300
const KEPT_STATEMENT_LENGTH = 8_000

interface Prepared {
  readonly statement: SqliteDatabase.Statement
  /** Makes an object of the values that a row has. Undefined where the statement gives no rows. */
  readonly toObject: ((values: readonly unknown[]) => object) | undefined
}

class SqliteConnection implements DatabaseConnection {
  readonly #options: SqliteDialectOptions
  readonly #statements = new Map<string, Prepared>()
  #wrote = false

  constructor(options: SqliteDialectOptions) {
    this.#options = options
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    return this.run(sql, parameters)
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('streaming would hold the only connection: read in pages')
  }

  async run<Row>(sql: string, parameters: readonly unknown[] = []): Promise<QueryResult<Row>> {
    const { lockWaitMs, sqlite, condition } = this.#options
    return whileLocked(lockWaitMs, () => {
      const { statement, toObject } = this.#prepared(sql)
      const values = parameters.map(parameterOf)
      // Within a transaction, its commit asks.
      if (!statement.readonly && !sqlite.inTransaction) this.assertKept()
      this.#wrote ||= !statement.readonly && sql !== BEGIN
      if (toObject !== undefined) {
        const rows = statement.all(values) as (readonly unknown[])[]
        return { rows: rows.map(toObject) as Row[] }
      }
      return { rows: [], numAffectedRows: BigInt(statement.run(values).changes) }
    }).catch((error: unknown) => {
      condition?.heard(error)
      throw error
    })
  }

  /** @throws StoreLostError where what is written would be lost */
  assertKept(): void {
    const problem = this.#options.condition?.problem() ?? null
    if (problem !== null) throw new StoreLostError(problem)
  }

  /** Whether anything was written since the last call. */
  takeWrote(): boolean {
    const wrote = this.#wrote
    this.#wrote = false
    return wrote
  }

  #prepared(sql: string): Prepared {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const prepared = withNames(this.#options.sqlite.prepare(sql))
    if (sql.length <= KEPT_STATEMENT_LENGTH) {
      if (this.#statements.size >= KEPT_STATEMENTS) this.#statements.clear()
      this.#statements.set(sql, prepared)
    }
    return prepared
  }
}

/** Texts as both databases keep them. */
const parameterOf = (value: unknown): unknown => (typeof value === 'string' ? storableText(value) : value)

function withNames(statement: SqliteDatabase.Statement): Prepared {
  if (!statement.reader) return { statement, toObject: undefined }
  const names = statement.columns().map(({ name }) => camelCase(name))
  // A copy of an object with all names is faster than one that gets a name at a time.
  const empty = Object.fromEntries(names.map((name): [string, unknown] => [name, null]))
  const toObject = (values: readonly unknown[]): object => {
    const row = { ...empty }
    let at = 0
    for (const name of names) row[name] = values[at++]
    return row
  }
  return { statement: statement.raw(), toObject }
}

/**
 * Tries again while another process holds the lock, for `limitMs` at most. SQLite's own busy timeout blocks the whole
 * process, so it is kept short and the rest of the wait happens here.
 *
 * @throws StoreBusyError when the lock was not free in time
 */
export async function whileLocked<Result>(limitMs: number, attempt: () => Result): Promise<Result> {
  const startedAt = performance.now()
  for (let waitMs = 5; ; waitMs = Math.min(waitMs * 2, 100)) {
    try {
      return attempt()
    } catch (error) {
      if (!isBusy(error)) throw error
      if (performance.now() - startedAt >= limitMs) throw new StoreBusyError(limitMs, { cause: error })
    }
    await sleep(waitMs * (0.5 + Math.random() / 2))
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY')

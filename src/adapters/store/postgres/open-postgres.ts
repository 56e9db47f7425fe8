import { Pool } from 'pg'
import type { AuditKey } from '../../../core/kernel/audit/audit-key.ts'
import { expectMigrated, migrate, type Migrations, migrations } from '../migrations.ts'
import type { Database } from '../schema.ts'
import { StoreOpenError, StoreUnavailableError } from '../store-error.ts'
import { type Store, storeOn, TransactionScope } from '../store.ts'
import type { OpenedDatabase } from '../move/opened-database.ts'
import { collatedAfter } from './collate.ts'
import { listenTo } from './listen.ts'
import { postgresDatabase, POSTGRES_SPELLING } from './postgres-dialect.ts'
import { databaseName } from './postgres-location.ts'
import { POSTGRES_TYPES } from './postgres-values.ts'

export interface PostgresStoreOptions {
  readonly url: string
  /** How long a call waits in all for another process, or for a server that cannot be reached, before it fails. */
  readonly lockWaitMs?: number
  /** Left out: those of this version. */
  readonly steps?: Migrations
  /** Signs what is appended to the audit log. */
  readonly auditKey?: AuditKey | null
}

/** Of one process. One writes or waits for the lock; the others read. */
const MOST_CONNECTIONS = 8
const READERS = 3
const LOCK_WAIT_MS = 5_000
const STATEMENT_MS = 20_000
/** Another replica may be bringing the schema up to date. */
const MIGRATION_WAIT_MS = 300_000

export async function openPostgres(options: PostgresStoreOptions): Promise<Store> {
  const { url, lockWaitMs = LOCK_WAIT_MS, steps = migrations(POSTGRES_SPELLING), auditKey = null } = options
  const database = databaseName(url)
  const scope = new TransactionScope()
  await broughtUpToDate(url, database, steps, lockWaitMs)
  const db = postgresDatabase({
    pool: poolOf(url, { most: MOST_CONNECTIONS, lockWaitMs, statementMs: STATEMENT_MS }),
    database,
    lockWaitMs,
    beforeQueueing: scope.assertOutside,
  })
  return storeOn(db, scope, undefined, auditKey, (onSignal) => listenTo(db, url, onSignal))
}

/** The same for reading alone: nothing is made or migrated. @throws StoreOpenError */
export async function openPostgresReadOnly(url: string): Promise<Store> {
  const database = databaseName(url)
  const scope = new TransactionScope()
  const limits = {
    most: READERS,
    lockWaitMs: LOCK_WAIT_MS,
    statementMs: STATEMENT_MS,
    name: 'budgeteer, reading',
  }
  const pool = poolOf(url, limits)
  // Comes before whatever else the connection is asked.
  pool.on('connect', (client) => {
    client.query('set default_transaction_read_only = on').catch(() => undefined)
  })
  const db = postgresDatabase({
    pool,
    database,
    lockWaitMs: LOCK_WAIT_MS,
    beforeQueueing: scope.assertOutside,
  })
  try {
    await expectMigrated(db, POSTGRES_SPELLING)
  } catch (error) {
    await db.destroy()
    throw notOpened(database, error)
  }
  return storeOn(db, scope)
}

/** For one long transaction. */
export function openForMove(url: string): OpenedDatabase {
  const database = databaseName(url)
  const pool = poolOf(url, {
    most: 1,
    lockWaitMs: LOCK_WAIT_MS,
    statementMs: 0,
    idleMs: 0,
    name: 'budgeteer, moving',
  })
  const db = postgresDatabase({ pool, database, lockWaitMs: LOCK_WAIT_MS, beforeQueueing: () => undefined })
  return { db, spelling: POSTGRES_SPELLING }
}

async function broughtUpToDate(url: string, database: string, steps: Migrations, connectMs: number) {
  const lockWaitMs = MIGRATION_WAIT_MS
  const pool = poolOf(url, { most: 1, lockWaitMs, connectMs, statementMs: 0, name: 'budgeteer, migrating' })
  const db: Database = postgresDatabase({ pool, database, lockWaitMs, beforeQueueing: () => undefined })
  try {
    const collated = Object.entries(steps).map(([name, step]) => [name, collatedAfter(step)])
    await migrate(db, POSTGRES_SPELLING, Object.fromEntries(collated) as Migrations, () => Promise.resolve())
  } catch (error) {
    throw notOpened(database, error)
  } finally {
    await db.destroy()
  }
}

function notOpened(database: string, error: unknown): StoreOpenError {
  if (error instanceof StoreOpenError) return error
  if (error instanceof StoreUnavailableError)
    return new StoreOpenError(database, error.problem, {
      cause: error,
      ...(error.remedy !== null && { remedy: error.remedy }),
    })
  return new StoreOpenError(database, error instanceof Error ? error.message : String(error), {
    cause: error,
  })
}

interface PoolLimits {
  readonly most: number
  readonly lockWaitMs: number
  readonly connectMs?: number
  /** 0: none. */
  readonly statementMs: number
  /** How long a transaction may stand still. 0: as long as it likes. */
  readonly idleMs?: number
  /** What the server shows beside the connection. A bot's is the only one that is `budgeteer`. */
  readonly name?: string
}

/** A server that is silent is waited for a little longer than it should need to say that it is too slow. */
const SILENCE_MS = 5_000

function poolOf(
  url: string,
  { most, lockWaitMs, connectMs = lockWaitMs, statementMs, idleMs = 10_000, name = 'budgeteer' }: PoolLimits,
): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: name,
    max: most,
    types: POSTGRES_TYPES,
    keepAlive: true,
    connectionTimeoutMillis: connectMs,
    lock_timeout: lockWaitMs,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: idleMs,
    ...(statementMs > 0 && { query_timeout: statementMs + SILENCE_MS }),
  })
  // A connection that ends between two statements is not used again, and one that ends within one says so there.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

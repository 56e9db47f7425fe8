import type { AuditKey } from '../../../core/kernel/audit/audit-key.ts'
import { expectMigrated, isMigrated, migrate, type Migrations, migrations } from '../migrations.ts'
import type { Database } from '../schema.ts'
import { StoreOpenError, StoreUnavailableError } from '../store-error.ts'
import { type Store, storeOn, TransactionScope } from '../store.ts'
import type { OpenedDatabase } from '../move/opened-database.ts'
import { collatedAfter } from './collate.ts'
import { Connections } from './connections.ts'
import { listenTo } from './listen.ts'
import { postgresDatabase, POSTGRES_SPELLING } from './postgres-dialect.ts'
import { lossInWords } from './postgres-trouble.ts'
import { databaseName } from './postgres-location.ts'

export interface PostgresStoreOptions {
  readonly url: string
  /** How long a call waits in all for another process, or for a server that cannot be reached, before it fails. */
  readonly lockWaitMs?: number
  /** How long a statement may take. */
  readonly statementMs?: number
  /** How much longer a server is waited for that should have said that it is too slow. */
  readonly silenceMs?: number
  /** How long a transaction may stand still. */
  readonly idleMs?: number
  /** How long what is under way may take when the store closes. */
  readonly closeMs?: number
  /** Left out: those of this version. */
  readonly steps?: Migrations
  /** Signs what is appended to the audit log. */
  readonly auditKey?: AuditKey | null
}

/** Of one process. One writes or waits for the lock; the others read. */
const MOST_CONNECTIONS = 8
const READERS = 3
/** Another replica may be bringing the schema up to date. */
const MIGRATION_WAIT_MS = 300_000

const LIMITS = {
  lockWaitMs: 5_000,
  statementMs: 20_000,
  silenceMs: 5_000,
  /** How long a transaction may stand still. */
  idleMs: 10_000,
  closeMs: 10_000,
}
type Limits = Readonly<typeof LIMITS>

export async function openPostgres(options: PostgresStoreOptions): Promise<Store> {
  const { url, steps = migrations(POSTGRES_SPELLING), auditKey = null, ...more } = options
  const limits = { ...LIMITS, ...more }
  const database = databaseName(url)
  const scope = new TransactionScope()
  let trouble: unknown
  const onTried = (failure: unknown): void => {
    trouble = failure
  }
  const db = connected({ url, database, limits, beforeQueueing: scope.assertOutside, onTried })
  try {
    if (!(await isMigrated(db, POSTGRES_SPELLING, steps))) await bringUpToDate(url, database, steps, limits)
  } catch (error) {
    await db.destroy()
    throw notOpened(database, error)
  }
  return storeOn(db, scope, {
    whySilent: () => (trouble === undefined ? null : lossInWords(trouble)),
    auditKey,
    listen: (onSignal) => listenTo(db, url, onSignal),
  })
}

/** The same for reading alone: nothing is made or migrated. @throws StoreOpenError */
export async function openPostgresReadOnly(url: string): Promise<Store> {
  const database = databaseName(url)
  const scope = new TransactionScope()
  const db = connected({
    url,
    database,
    limits: LIMITS,
    most: READERS,
    name: 'budgeteer, reading',
    setting: 'default_transaction_read_only = on',
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
  const limits = { ...LIMITS, statementMs: 0, idleMs: 0 }
  const db = connected({ url, database: databaseName(url), limits, most: 1, name: 'budgeteer, moving' })
  return { db, spelling: POSTGRES_SPELLING }
}

async function bringUpToDate(url: string, database: string, steps: Migrations, limits: Limits) {
  const db = connected({
    url,
    database,
    limits: { ...limits, lockWaitMs: MIGRATION_WAIT_MS, statementMs: 0 },
    most: 1,
    reachMs: limits.lockWaitMs,
    name: 'budgeteer, migrating',
  })
  try {
    const collated = Object.entries(steps).map(([name, step]) => [name, collatedAfter(step)])
    await migrate(db, POSTGRES_SPELLING, Object.fromEntries(collated) as Migrations, () => Promise.resolve())
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

interface Connecting {
  readonly url: string
  readonly database: string
  readonly limits: Limits
  readonly most?: number
  readonly reachMs?: number
  readonly name?: string
  readonly setting?: string
  readonly beforeQueueing?: () => void
  readonly onTried?: (failure: unknown) => void
}

function connected({
  url,
  database,
  limits,
  most = MOST_CONNECTIONS,
  reachMs = limits.lockWaitMs,
  name = 'budgeteer',
  setting,
  beforeQueueing = () => undefined,
  onTried = () => undefined,
}: Connecting): Database {
  const more = { most, connectMs: reachMs, name, ...(setting !== undefined && { setting }) }
  return postgresDatabase({
    connections: new Connections(url, { ...limits, ...more }),
    database,
    ...limits,
    reachMs,
    beforeQueueing,
    onTried,
  })
}
